using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Reception.SuspendProcessing;

/// <summary>Suspends processing, with the reason; its time stands still.</summary>
[AllowedFor(Role.Officer)]
public sealed record SuspendProcessing(Guid DossierId, string Reason, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class SuspendProcessingValidator : AbstractValidator<SuspendProcessing>
{
    public SuspendProcessingValidator() =>
        this.MustBeRemark(r => r.Reason, "reason");
}

internal sealed class SuspendProcessingHandler(OfficerActs acts) : IRequestHandler<SuspendProcessing, DossierView>
{
    public Task<DossierView> Handle(SuspendProcessing request, CancellationToken cancellationToken) => acts.DecideAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, by) => dossier.Suspend(by.OfficerId, request.Reason, by.Now),
        cancellationToken);
}
