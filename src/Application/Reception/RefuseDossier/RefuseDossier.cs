using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Reception.RefuseDossier;

/// <summary>Refuses to accept a dossier, with the reason.</summary>
[AllowedFor(Role.Officer)]
public sealed record RefuseDossier(Guid DossierId, string Reason, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class RefuseDossierValidator : AbstractValidator<RefuseDossier>
{
    public RefuseDossierValidator() =>
        this.MustBeRemark(r => r.Reason, "reason");
}

internal sealed class RefuseDossierHandler(OfficerActs acts) : IRequestHandler<RefuseDossier, DossierView>
{
    public Task<DossierView> Handle(RefuseDossier request, CancellationToken cancellationToken) => acts.DecideAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, by) => dossier.Refuse(by.OfficerId, request.Reason, by.Now),
        cancellationToken);
}
