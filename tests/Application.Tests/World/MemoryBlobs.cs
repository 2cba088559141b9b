using System.Collections.Concurrent;
using System.Security.Cryptography;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Bytes in memory under their SHA-256.</summary>
public sealed class MemoryBlobs : IBlobStore
{
    public ConcurrentDictionary<string, byte[]> Stored { get; } = new();

    public async Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        await using var staged = await StageAsync(content, maxBytes, cancellationToken);
        await staged.KeepAsync(cancellationToken);
        return staged.Blob;
    }

    public async Task<IStagedBlob> StageAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        if (copy.Length > maxBytes) throw Failures.FileTooLarge.Because(("limit_bytes", maxBytes));
        var bytes = copy.ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new Staged(this, bytes, new StoredBlob(sha256, bytes.Length, bytes.AsMemory(0, Math.Min(bytes.Length, 4096))));
    }

    public Task<Stream> OpenAsync(string sha256, CancellationToken cancellationToken) =>
        Stored.TryGetValue(sha256, out var bytes)
            ? Task.FromResult<Stream>(new MemoryStream(bytes, writable: false))
            : throw new FileNotFoundException(sha256);

    private sealed class Staged(MemoryBlobs blobs, byte[] bytes, StoredBlob blob) : IStagedBlob
    {
        public StoredBlob Blob => blob;

        public Stream Read() => new MemoryStream(bytes, writable: false);

        public Task KeepAsync(CancellationToken cancellationToken)
        {
            blobs.Stored.TryAdd(blob.Sha256, bytes);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
