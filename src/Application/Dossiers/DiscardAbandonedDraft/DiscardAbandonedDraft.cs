using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.DiscardAbandonedDraft;

/// <summary>Throws a draft away that nobody has touched for the days of the limits; false when somebody has.</summary>
[PlatformOnly]
public sealed record DiscardAbandonedDraft(Guid DossierId) : ICommand<bool>;

internal sealed class DiscardAbandonedDraftHandler(IUnitOfWork work, Limits limits, TimeProvider time)
    : IRequestHandler<DiscardAbandonedDraft, bool>
{
    public async Task<bool> Handle(DiscardAbandonedDraft request, CancellationToken cancellationToken)
    {
        var dossier = await work.FindAsync<Dossier>(request.DossierId, cancellationToken);
        var now = time.GetUtcNow();
        if (dossier?.State.Abandon(now.AddDays(-limits.DraftDays), now) is not { } discarded) return false;
        dossier.Append(discarded);
        return await work.CommitAsync(true, cancellationToken);
    }
}
