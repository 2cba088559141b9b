using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class ReadLog(Sessions sessions, ICallerContext callers, TimeProvider time) : IReadLog
{
    public Task RecordAsync(Guid dossierId, string subject, string what, CancellationToken cancellationToken) =>
        AppendAsync<DossierReads>(
            DossierReads.IdOf(dossierId), new DossierRead(dossierId, subject, what, time.GetUtcNow()), cancellationToken);

    public Task RecordPageAsync(string agencyCode, IReadOnlyList<Guid> dossierIds, bool searched, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = InboxReads.IdOf(callers.Required().Subject, DossierCode.DayOf(now));
        return AppendAsync<InboxReads>(id, new InboxRead(agencyCode, dossierIds, searched, now), cancellationToken);
    }

    private async Task AppendAsync<TReads>(Guid id, IDomainEvent read, CancellationToken cancellationToken)
        where TReads : class
    {
        await using var session = sessions.Write();
        if (await session.Events.FetchStreamStateAsync(id, cancellationToken) is null
            && await TryStartAsync<TReads>(id, read, cancellationToken)) return;

        // Readers at once wait for each other: otherwise two would take the same version, and one of them would be turned away.
        await session.Events.AppendExclusive(id, cancellationToken, read);
        await session.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Starts the stream under its kind; false when another reader has just done so.</summary>
    private async Task<bool> TryStartAsync<TReads>(Guid id, IDomainEvent read, CancellationToken cancellationToken)
        where TReads : class
    {
        await using var session = sessions.Write();
        session.Events.StartStream<TReads>(id, read);
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
