using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Domain.Access;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class ReadLog(Sessions sessions, TimeProvider time) : IReadLog
{
    public async Task RecordAsync(Guid dossierId, string subject, string what, CancellationToken cancellationToken)
    {
        var id = DossierReads.IdOf(dossierId);
        var read = new DossierRead(dossierId, subject, what, time.GetUtcNow());
        await using var session = sessions.Write();
        if (await session.Events.FetchStreamStateAsync(id, cancellationToken) is null && await TryStartAsync(id, read, cancellationToken)) return;

        // Readers at once wait for each other: otherwise two would take the same version, and one of them would be turned away.
        await session.Events.AppendExclusive(id, cancellationToken, read);
        await session.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Starts the stream under its kind; false when another reader has just done so.</summary>
    private async Task<bool> TryStartAsync(Guid id, DossierRead read, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();
        session.Events.StartStream<DossierReads>(id, read);
        try
        {
            await session.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (MartenUnitOfWork.IsConflict(e))
        {
            return false;
        }
    }
}
