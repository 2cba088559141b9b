using System.Buffers;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// The SHA-256 of a file's beginning, computed beside the reading of its structure. What is signed is not known before that is read, but
/// it nearly always begins at 0 and reaches far; where it does not, nothing is lost but the work. Only for a file on disk: any other
/// stream has one position, and somebody reads there.
/// </summary>
internal sealed class HashAhead : IDisposable
{
    private const int Chunk = 256 * 1024;

    /// <summary>Below this the structure is read sooner than a thread is found.</summary>
    private const int SmallestFile = 1024 * 1024;

    private const int MostForks = 16;

    private readonly FileStream _file;
    private readonly List<(long Position, RunningDigest Digest)> _forks = [];
    private readonly Task _work;
    private long _stopAt;

    private HashAhead(FileStream file)
    {
        _file = file;
        _stopAt = file.Length;
        // The handle is taken here: taking it moves the position of the file, which another thread is about to use.
        var handle = file.SafeFileHandle;
        _work = Task.Run(() => Hash(handle));
    }

    /// <summary>Begins, if the file is a large one on disk and its end speaks of a signature.</summary>
    public static HashAhead? Start(Stream stream)
    {
        if (stream is not FileStream file || file.GetType() != typeof(FileStream) || file.Length < SmallestFile)
            return null;
        var tail = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var got = RandomAccess.Read(file.SafeFileHandle, tail.AsSpan(0, Chunk), file.Length - Chunk);
            return SpeaksOfSignature(tail.AsSpan(0, got)) ? new HashAhead(file) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    /// <summary>A digest of the first bytes, up to a position that is not behind <paramref name="position"/>; it is the caller's. Null when there is none.</summary>
    public (long Position, RunningDigest Digest)? UpTo(long position)
    {
        Interlocked.Exchange(ref _stopAt, Math.Min(position, Interlocked.Read(ref _stopAt)));
        try
        {
            _work.GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // Whoever needs the bytes will read them and see.
            return null;
        }

        var best = _forks.FindLast(f => f.Position <= position);
        return best.Digest is null ? null : (best.Position, best.Digest.Fork());
    }

    public void Dispose()
    {
        // Nothing may read the file once its owner has it back.
        Interlocked.Exchange(ref _stopAt, 0);
        Task.WhenAny(_work).Wait();
        foreach (var (_, digest) in _forks)
            digest.Dispose();
    }

    private static bool SpeaksOfSignature(ReadOnlySpan<byte> bytes) => bytes.IndexOf("/ByteRange"u8) >= 0;

    private void Hash(Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        using var digest = RunningDigest.Start(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (long position = 0; position < Interlocked.Read(ref _stopAt);)
            {
                var want = (int)Math.Min(Chunk, Interlocked.Read(ref _stopAt) - position);
                var got = want <= 0 ? 0 : RandomAccess.Read(handle, buffer.AsSpan(0, want), position);
                if (got == 0)
                    break;
                // A hole is near: from here on it is not far to any of them.
                if (_forks.Count < MostForks && SpeaksOfSignature(buffer.AsSpan(0, got)))
                    _forks.Add((position, digest.Fork()));
                digest.Append(buffer.AsSpan(0, got));
                position += got;
                if (position >= Interlocked.Read(ref _stopAt))
                    _forks.Add((position, digest.Fork()));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
