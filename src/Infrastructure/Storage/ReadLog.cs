using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Domain.Access;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class ReadLog(Sessions sessions, TimeProvider time) : IReadLog
{
    public async Task RecordAsync(Guid dossierId, string subject, string what, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();
        session.Events.Append(DossierReads.IdOf(dossierId), new DossierRead(dossierId, subject, what, time.GetUtcNow()));
        await session.SaveChangesAsync(cancellationToken);
    }
}
