using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Reception.CompleteProcessing;

/// <summary>Ends processing: all result papers are there and sealed.</summary>
[AllowedFor(Role.Officer)]
public sealed record CompleteProcessing(Guid DossierId, string Note, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class CompleteProcessingValidator : AbstractValidator<CompleteProcessing>
{
    public CompleteProcessingValidator() =>
        this.MayBeRemark(r => r.Note, "note");
}

internal sealed class CompleteProcessingHandler(OfficerActs acts) : IRequestHandler<CompleteProcessing, DossierView>
{
    public Task<DossierView> Handle(CompleteProcessing request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.Complete(by.OfficerId, procedure.Results, request.Note, by.Now),
        cancellationToken);
}
