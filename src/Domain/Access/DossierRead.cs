namespace KonTum.Tthc.Domain.Access;

/// <summary>
/// Someone other than the owner read a dossier. Kept in a stream of its own beside the dossier's, so that reading does not change the
/// dossier's version.
/// </summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Subject">Whose data it is.</param>
/// <param name="What">What was read, for example "attachment_content".</param>
/// <param name="At">When.</param>
[EventName("dossier_read")]
public sealed record DossierRead(Guid DossierId, string Subject, string What, DateTimeOffset At) : IDomainEvent;

/// <summary>The reads of a dossier: a stream that only grows.</summary>
public sealed class DossierReads
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>Number of reads.</summary>
    public int Count { get; private set; }

    /// <summary>The stream of a dossier's reads: derived from the dossier's identifier, so that it needs no look-up.</summary>
    public static Guid IdOf(Guid dossierId)
    {
        Span<byte> bytes = stackalloc byte[21];
        dossierId.TryWriteBytes(bytes);
        "reads"u8.CopyTo(bytes[16..]);
        Span<byte> digest = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(bytes, digest);
        return new Guid(digest[..16]);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierRead e) => Count += e.What.Length > 0 ? 1 : 0;
}
