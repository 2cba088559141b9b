namespace KonTum.Tthc.Application.Files;

/// <summary>
/// Bytes under their SHA-256. Written and synced before the event that names them is committed; never overwritten. What no event names
/// a day later is collected (docs/decisions/0022-files.md): an address is not kept for later, it is stored anew or taken from an event.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores a stream and answers its address. Storing the same bytes twice stores them once.</summary>
    /// <param name="content">Read once, from where it stands.</param>
    /// <param name="maxBytes">Reading more fails with FILE_TOO_LARGE and leaves nothing behind.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Takes a stream in without storing it yet, so that it can be looked into before it has an address.</summary>
    /// <param name="content">Read once, from where it stands.</param>
    /// <param name="maxBytes">Reading more fails with FILE_TOO_LARGE and leaves nothing behind.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    Task<IStagedBlob> StageAsync(Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens stored bytes, seekable.</summary>
    /// <exception cref="FileNotFoundException">There are no such bytes: a fault of the store.</exception>
    Task<Stream> OpenAsync(string sha256, CancellationToken cancellationToken);
}

/// <summary>What was stored.</summary>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Head">The first bytes, 4096 at most, to recognise the type by.</param>
public sealed record StoredBlob(string Sha256, long Size, ReadOnlyMemory<byte> Head);

/// <summary>Bytes that are not stored yet. Disposing of it without <see cref="KeepAsync"/> leaves nothing behind.</summary>
public interface IStagedBlob : IAsyncDisposable
{
    /// <summary>What it is.</summary>
    StoredBlob Blob { get; }

    /// <summary>The bytes, from their beginning. One reader at a time.</summary>
    Stream Read();

    /// <summary>Stores them under their address.</summary>
    Task KeepAsync(CancellationToken cancellationToken);
}
