using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Uploads;

/// <summary>A file that comes in parts, and what it will be attached to when all of it is there.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="OwnerId">Who uploads; nobody else sees it.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Size">Bytes of the whole file.</param>
/// <param name="Sha256">SHA-256 of the whole file, lower-case hex.</param>
/// <param name="ExpiresAt">When it is thrown away.</param>
/// <param name="AttachmentId">The attachment that it became; null before.</param>
public sealed record Upload(
    Guid Id,
    string OwnerId,
    Guid DossierId,
    string ComponentId,
    string FileName,
    long Size,
    string Sha256,
    DateTimeOffset ExpiresAt,
    Guid? AttachmentId = null)
{
    /// <summary>Whether both are the same file for the same place.</summary>
    public bool IsFor(Upload other) =>
        (OwnerId, DossierId, ComponentId, FileName, Size, Sha256) == (other.OwnerId, other.DossierId, other.ComponentId, other.FileName, other.Size, other.Sha256);
}

/// <summary>What one person may have unfinished: the room that a stranger can take on the disk.</summary>
/// <param name="Uploads">How many.</param>
/// <param name="Bytes">How many bytes, as announced.</param>
public sealed record UnfinishedAllowance(int Uploads, long Bytes)
{
    /// <summary>Fails when one more is too much.</summary>
    public void MustHold(int uploads, long bytes, Upload next)
    {
        if (uploads >= Uploads) throw Failures.TooManyUploads.Because(("limit", Uploads));
        if (bytes + next.Size > Bytes) throw Failures.UploadsTooLarge.Because(("limit_bytes", Bytes));
    }
}

/// <summary>Keeps uploads and their bytes, durable from part to part.</summary>
public interface IUploads
{
    /// <summary>The upload; null when there is none.</summary>
    Task<Upload?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Begins an upload; false when there is one of that identifier. Fails when it is more than its owner may have unfinished; of many that
    /// one person begins at once, no more than that get in.
    /// </summary>
    Task<bool> TryCreateAsync(Upload upload, UnfinishedAllowance allowance, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many bytes are there.</summary>
    Task<long> OffsetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Opens its bytes for the only one who may write; fails with UPLOAD_IN_USE when somebody else does.</summary>
    Task<IUploadBytes> OpenAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Notes what it became, and lets go of the bytes.</summary>
    Task FinishAsync(Guid id, Guid attachmentId, CancellationToken cancellationToken);

    /// <summary>Throws it away.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>The bytes of an upload, held by one writer.</summary>
public interface IUploadBytes : IAsyncDisposable
{
    /// <summary>How many are there.</summary>
    long Offset { get; }

    /// <summary>
    /// Appends what a stream has, durably, also when the stream breaks: what came is kept. Fails with FILE_TOO_LARGE, and keeps nothing of
    /// this part, when there is more than belongs to the file; with UPLOAD_CHECKSUM_MISMATCH when the part is not what it should be.
    /// </summary>
    Task AppendAsync(Stream content, long size, PartChecksum? checksum, CancellationToken cancellationToken);

    /// <summary>The bytes from their beginning.</summary>
    Stream Read();
}

/// <summary>The checksum of one part.</summary>
/// <param name="Algorithm">sha1 or sha256.</param>
/// <param name="Value">The digest.</param>
public sealed record PartChecksum(string Algorithm, ReadOnlyMemory<byte> Value)
{
    /// <summary>What is understood. tus asks every server for SHA-1; what a file is attached by is its SHA-256.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["sha1", "sha256"];
}
