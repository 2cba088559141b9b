using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Reception.StopProcessing;

/// <summary>Ends processing for good without a result, with the reason.</summary>
[AllowedFor(Role.Officer)]
public sealed record StopProcessing(Guid DossierId, string Reason, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class StopProcessingValidator : AbstractValidator<StopProcessing>
{
    public StopProcessingValidator() =>
        this.MustBeRemark(r => r.Reason, "reason");
}

internal sealed class StopProcessingHandler(OfficerActs acts) : IRequestHandler<StopProcessing, DossierView>
{
    public Task<DossierView> Handle(StopProcessing request, CancellationToken cancellationToken) => acts.DecideAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, by) => dossier.Stop(by.OfficerId, request.Reason, by.Now),
        cancellationToken);
}
