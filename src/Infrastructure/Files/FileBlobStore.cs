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

    private readonly string root = Path.Combine(Path.GetFullPath(dataDirectory), "blobs");

    /// <inheritdoc />
    public async Task<StoredBlob> StoreAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var temporary = workingFiles.CreateLasting();
        var settled = false;
        try
        {
            var (sha256, size, head) = await CopyAsync(content, temporary, maxBytes, cancellationToken);
            var path = PathOf(sha256);
            var folder = Path.GetDirectoryName(path)!;
            if (!File.Exists(path))
            {
                temporary.Flush(flushToDisk: true);
                SyncedFiles.CreateDirectory(folder);
                // Renamed while its lock is held, so that no clean-up takes it. If another writer was faster, one file replaces another
                // with the same bytes; who reads the older one keeps reading it.
                File.Move(temporary.Name, path, overwrite: true);
                settled = true;
            }

            // Also when file and folders were there: who made them may not have come to this line yet.
            for (var synced = folder; synced.Length >= root.Length; synced = Path.GetDirectoryName(synced)!) SyncedFiles.SyncDirectory(synced);
            return new StoredBlob(sha256, size, head);
        }
        finally
        {
            if (!settled) File.Delete(temporary.Name);
            await temporary.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public Task<Stream> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        var path = PathOf(sha256);
        try
        {
            return Task.FromResult<Stream>(new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, CopyBytes, FileOptions.Asynchronous));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"The blob store has no blob {sha256}.", exception);
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

    /// <summary>The path of a blob. The address comes from requests at times: nothing but 64 hex digits becomes part of a path.</summary>
    private string PathOf(string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));
        return Path.Combine(root, sha256[..2], sha256[2..4], sha256);
    }
}
