using System.Buffers;
using System.Security.Cryptography;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Files;

/// <summary>
/// Blobs as files, <c>blobs/ab/cd/abcd…</c> under the data directory. A blob is whole and synced before its name exists, so that a name
/// in an event is never a promise; two writers of the same bytes end with the same file.
/// </summary>
internal sealed class FileBlobStore(string dataDirectory, WorkingFiles workingFiles) : IBlobStore
{
    private const int HeadBytes = 4096;
    private const int CopyBytes = 128 * 1024;

    private readonly BlobFolders folders = new(dataDirectory);

    /// <inheritdoc />
    public async Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        await using var staged = await StageAsync(content, maxBytes, cancellationToken);
        await staged.KeepAsync(cancellationToken);
        return staged.Blob;
    }

    /// <inheritdoc />
    public async Task<IStagedBlob> StageAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var temporary = workingFiles.CreateLasting();
        try
        {
            var (sha256, size, head) = await CopyAsync(content, temporary, maxBytes, cancellationToken);
            return new Staged(folders, temporary, new StoredBlob(sha256, size, head));
        }
        catch
        {
            File.Delete(temporary.Name);
            await temporary.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<Stream> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        var path = folders.PathOf(sha256);
        // Twice: between the look and the opening, a collection may take it away or another reader bring it back.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Task.FromResult<Stream>(new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, CopyBytes, FileOptions.Asynchronous));
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                if (!folders.BringBack(sha256) && attempt > 1) throw new FileNotFoundException($"The blob store has no blob {sha256}.", exception);
            }
        }
    }

    private static async Task<(string Sha256, long Size, byte[] Head)> CopyAsync(
        Stream content, FileStream target, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var head = new MemoryStream(HeadBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            long size = 0;
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, CopyBytes), cancellationToken)) > 0)
            {
                size += read;
                if (size > maxBytes) throw Failures.FileTooLarge.Because(("limit_bytes", maxBytes));
                hash.AppendData(buffer.AsSpan(0, read));
                if (head.Length < HeadBytes) head.Write(buffer, 0, Math.Min(read, HeadBytes - (int)head.Length));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await target.FlushAsync(cancellationToken);
            return (Convert.ToHexStringLower(hash.GetHashAndReset()), size, head.ToArray());
        }
        finally
        {
            // Citizens' documents do not linger in a pool that everything shares.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private sealed class Staged(BlobFolders folders, FileStream temporary, StoredBlob blob) : IStagedBlob
    {
        private bool settled;

        public StoredBlob Blob { get; } = blob;

        public Stream Read()
        {
            temporary.Position = 0;
            return new BorrowedStream(temporary);
        }

        public Task KeepAsync(CancellationToken cancellationToken)
        {
            var path = folders.PathOf(Blob.Sha256);
            if (!BlobFolders.Renew(path))
            {
                temporary.Flush(flushToDisk: true);
                SyncedFiles.CreateDirectory(Path.GetDirectoryName(path)!);
                // Renamed while its lock is held, so that no clean-up takes it. If another writer was faster, one file replaces another
                // with the same bytes; who reads the older one keeps reading it.
                File.Move(temporary.Name, path, overwrite: true);
                settled = true;
                // A restored or copied data directory brings old times with it; the collection counts from when it was stored.
                BlobFolders.Renew(path);
            }

            // Also when file and folders were there: who made them may not have come to this line yet.
            folders.SyncUpwards(path);
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            if (!settled) File.Delete(temporary.Name);
            await temporary.DisposeAsync();
        }
    }
}
