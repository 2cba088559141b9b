using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Reception.SealResultPaper;

/// <summary>
/// Puts the agency's seal on a result paper: the step that the worker repeats until it is done. Once sealed, removed or no longer wanted
/// it does nothing. Answers whether a seal was put on.
/// </summary>
[PlatformOnly]
public sealed record SealResultPaper(Guid DossierId, Guid ResultId) : ICommand<bool>;

internal sealed class SealResultPaperHandler(IUnitOfWork work, IStreamReader streams, IAgencySeals seals, TimeProvider time)
    : IRequestHandler<SealResultPaper, bool>
{
    public async Task<bool> Handle(SealResultPaper request, CancellationToken cancellationToken)
    {
        var seen = await streams.ReadAsync<Dossier>(request.DossierId, cancellationToken);
        var result = seen?.State.Results.FirstOrDefault(r => r.Id == request.ResultId);
        if (result is null || seen!.State.SealResult(request.ResultId, result.Newest.File, time.GetUtcNow()) is null) return false;

        // The agency that uploads is the agency that has it; a hand-over in between changes who answers for it.
        var signed = await seals.SealAsync(seen.State.Agency.Code, result.Newest.File, cancellationToken);
        return await work.DecideAsync(async () =>
        {
            var dossier = await work.FindAsync<Dossier>(request.DossierId, cancellationToken);
            if (dossier!.State.SealResult(request.ResultId, signed.File, time.GetUtcNow()) is not { } @sealed) return false;
            dossier.Append(@sealed);
            return await work.CommitAsync(true, cancellationToken);
        });
    }
}
