using System.Collections.Concurrent;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Uploads in memory; writers, locks and broken lines are tested on the real files.</summary>
public sealed class MemoryUploads : IUploads
{
    private readonly ConcurrentDictionary<Guid, (Upload Upload, MemoryStream Bytes)> _uploads = new();

    public Task<Upload?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(_uploads.TryGetValue(id, out var found) ? found.Upload : null);

    public Task<bool> TryCreateAsync(Upload upload, UnfinishedAllowance allowance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = _uploads.Values.Select(u => u.Upload).Where(u => u.OwnerId == upload.OwnerId && u.AttachmentId is null && u.ExpiresAt > now).ToList();
        allowance.MustHold(open.Count, open.Sum(u => u.Size), upload);
        return Task.FromResult(_uploads.TryAdd(upload.Id, (upload, new MemoryStream())));
    }

    public Task<long> OffsetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Of(id).Bytes.Length);

    public Task<IUploadBytes> OpenAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult<IUploadBytes>(new Written(Of(id).Bytes));

    public Task FinishAsync(Guid id, Guid attachmentId, CancellationToken cancellationToken)
    {
        _uploads[id] = (Of(id).Upload with { AttachmentId = attachmentId }, new MemoryStream());
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        _uploads.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    private (Upload Upload, MemoryStream Bytes) Of(Guid id) =>
        _uploads.TryGetValue(id, out var found) ? found : throw Failures.UploadNotFound.Because();

    private sealed class Written(MemoryStream bytes) : IUploadBytes
    {
        public long Offset => bytes.Length;

        public async Task AppendAsync(Stream content, long size, PartChecksum? checksum, CancellationToken cancellationToken)
        {
            bytes.Position = bytes.Length;
            await content.CopyToAsync(bytes, cancellationToken);
        }

        public Stream Read() => new MemoryStream(bytes.ToArray());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
