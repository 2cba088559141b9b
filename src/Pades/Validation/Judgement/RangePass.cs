using System.Buffers;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// The digests of all byte ranges of a file in one pass. Signatures that follow each other share their beginning: one digest for each
/// algorithm runs over the file and is forked at each hole, so that a file is hashed about once however many signatures it has.
/// </summary>
internal sealed class RangePass
{
    private readonly Dictionary<(long HoleStart, long HoleEnd, long End, string Algorithm), byte[]> _digests = [];

    /// <summary>A range from the beginning to <paramref name="End"/> without a hole.</summary>
    public sealed record Range(long HoleStart, long HoleEnd, long End, HashAlgorithmName Algorithm);

    /// <exception cref="PdfRefusedException">The file became shorter.</exception>
    public static RangePass Run(Stream file, IEnumerable<Range> ranges, HashAhead? ahead, CancellationToken cancellationToken)
    {
        var pass = new RangePass();
        foreach (var algorithm in ranges.Distinct().GroupBy(range => range.Algorithm))
            pass.Run(file, [.. algorithm], algorithm.Key, algorithm.Key == HashAlgorithmName.SHA256 ? ahead : null, cancellationToken);
        return pass;
    }

    public byte[] Of(long holeStart, long holeEnd, long end, HashAlgorithmName algorithm) => _digests[(holeStart, holeEnd, end, algorithm.Name!)];

    private void Run(Stream file, List<Range> ranges, HashAlgorithmName algorithm, HashAhead? ahead, CancellationToken cancellationToken)
    {
        // Once the last hole is reached, only the forks go on.
        var waiting = new Queue<Range>(ranges.OrderBy(range => range.HoleStart));
        var forks = new List<(Range Range, RunningDigest Digest)>();
        var (position, shared) = ahead?.UpTo(waiting.Peek().HoleStart) ?? (0, RunningDigest.Start(algorithm));
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            file.Position = position;
            while (waiting.Count > 0 || forks.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (waiting.TryPeek(out var next) && next.HoleStart == position) forks.Add((waiting.Dequeue(), shared.Fork()));
                var border = Border(position, waiting, forks);
                var got = file.Read(buffer, 0, (int)Math.Min(buffer.Length, border - position));
                if (got == 0) throw Refuse.Broken("The file became shorter while it was read.");
                var bytes = buffer.AsSpan(0, got);
                if (waiting.Count > 0) shared.Append(bytes);
                foreach (var (range, digest) in forks)
                {
                    if (position >= range.HoleEnd) digest.Append(bytes);
                }

                position += got;
                foreach (var (range, digest) in forks.Where(fork => fork.Range.End == position).ToList())
                {
                    _digests[(range.HoleStart, range.HoleEnd, range.End, algorithm.Name!)] = digest.Finish();
                    digest.Dispose();
                }

                forks.RemoveAll(fork => fork.Range.End == position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            shared.Dispose();
            foreach (var fork in forks) fork.Digest.Dispose();
        }
    }

    /// <summary>The next position at which something begins or ends.</summary>
    private static long Border(long position, Queue<Range> waiting, List<(Range Range, RunningDigest Digest)> forks)
    {
        var border = waiting.TryPeek(out var next) ? next.HoleStart : long.MaxValue;
        foreach (var (range, _) in forks) border = Math.Min(border, position < range.HoleEnd ? range.HoleEnd : range.End);
        return border;
    }
}
