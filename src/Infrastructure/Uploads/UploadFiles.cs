using System.Buffers;
using System.Security.Cryptography;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Files;

namespace KonTum.Tthc.Infrastructure.Uploads;

/// <summary>
/// The bytes of uploads, <c>uploads/&lt;id&gt;</c> under the data directory. The length of the file says how far the upload is: it is
/// synced before a part is confirmed, and what a process had written before it was killed is there. Who writes holds the file's lock,
/// which the kernel frees with its holder; on a file system that many nodes share it must be one that has locks.
/// </summary>
internal sealed class UploadFiles(string dataDirectory)
{
    private readonly string root = Path.Combine(Path.GetFullPath(dataDirectory), "uploads");

    public void Create(Guid id)
    {
        SyncedFiles.CreateDirectory(root);
        using (SyncedFiles.CreateNew(PathOf(id)))
        {
        }

        SyncedFiles.SyncDirectory(root);
    }

    public long LengthOf(Guid id) => new FileInfo(PathOf(id)) is { Exists: true } file ? file.Length : throw Failures.UploadNotFound.Because();

    public IUploadBytes Open(Guid id)
    {
        try
        {
            return new Bytes(new FileStream(PathOf(id), new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous, BufferSize = 0,
            }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failures.UploadNotFound.Because();
        }
        catch (IOException)
        {
            throw Failures.UploadInUse.Because();
        }
    }

    public void Delete(Guid id)
    {
        if (Directory.Exists(root)) File.Delete(PathOf(id));
    }

    /// <summary>Files last written to before a time.</summary>
    public IEnumerable<Guid> WrittenBefore(DateTime time) => Directory.Exists(root)
        ? new DirectoryInfo(root).EnumerateFiles()
            .Where(f => f.LastWriteTimeUtc < time && Guid.TryParseExact(f.Name, "N", out _))
            .Select(f => Guid.ParseExact(f.Name, "N"))
        : [];

    private string PathOf(Guid id) => Path.Combine(root, id.ToString("N"));

    private sealed class Bytes(FileStream file) : IUploadBytes
    {
        private const int CopyBytes = 128 * 1024;

        public long Offset => file.Length;

        public async Task AppendAsync(Stream content, long size, PartChecksum? checksum, CancellationToken cancellationToken)
        {
            var start = file.Length;
            file.Position = start;
            using var hash = checksum is null ? null : IncrementalHash.CreateHash(NameOf(checksum.Algorithm));
            var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
            try
            {
                int read;
                while ((read = await content.ReadAsync(buffer.AsMemory(0, CopyBytes), cancellationToken)) > 0)
                {
                    if (file.Position + read > size) throw Failures.FileTooLarge.Because(("limit_bytes", size));
                    hash?.AppendData(buffer.AsSpan(0, read));
                    // What has come is written whatever becomes of the connection.
                    await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                }

                if (hash is not null && !CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum!.Value.Span))
                    throw Failures.UploadChecksumMismatch.Because();
            }
            catch (FailureException)
            {
                file.SetLength(start);
                throw;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                file.Flush(flushToDisk: true);
            }
        }

        public Stream Read()
        {
            file.Position = 0;
            return new BorrowedStream(file);
        }

        public ValueTask DisposeAsync() => file.DisposeAsync();

        /// <summary>SHA-1 is what tus clients send to find a part that was damaged on its way; nothing is trusted for it.</summary>
        private static HashAlgorithmName NameOf(string algorithm) => algorithm switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "An algorithm that is not offered."),
        };
    }
}
