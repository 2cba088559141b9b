using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Reception.RequestSupplement;

/// <summary>Asks for more, item by item; the time for processing stands still until it is there.</summary>
[AllowedFor(Role.Officer)]
public sealed record RequestSupplement(Guid DossierId, IReadOnlyList<AskedItem> Items, string Note, DateOnly? Deadline, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class RequestSupplementValidator : AbstractValidator<RequestSupplement>
{
    public RequestSupplementValidator()
    {
        this.MayBeRemark(r => r.Note, "note");
        for (var n = 0; n < Dossier.MaxSupplementItems; n++)
        {
            var item = n;
            this.MustBeRemark(r => item < r.Items.Count ? r.Items[item].Note : "-", $"items[{item}].note");
        }
    }
}

internal sealed class RequestSupplementHandler(OfficerActs acts) : IRequestHandler<RequestSupplement, DossierView>
{
    public Task<DossierView> Handle(RequestSupplement request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.RequestSupplement(by.OfficerId, request.Items, request.Note, request.Deadline, procedure, by.Now),
        cancellationToken);
}
