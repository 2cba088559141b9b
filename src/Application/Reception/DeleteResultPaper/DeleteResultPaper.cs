using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Reception.DeleteResultPaper;

/// <summary>Takes a result paper away again, before processing is completed.</summary>
[AllowedFor(Role.Officer)]
public sealed record DeleteResultPaper(Guid DossierId, Guid ResultId, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class DeleteResultPaperHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<DeleteResultPaper, DossierView>
{
    public async Task<DossierView> Handle(DeleteResultPaper request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await work.ReceivedDossierAsync(request.DossierId, caller, cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        dossier.Append(dossier.State.RemoveResult(request.ResultId, caller.Subject, time.GetUtcNow()));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
