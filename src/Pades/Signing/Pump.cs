using System.Buffers;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>
/// Takes a stream through a digest, and into a copy if there is one. While one block is hashed, it is written and the next one is read:
/// the three cost about the same. Two blocks are held.
/// </summary>
internal static class Pump
{
    private const int Block = 256 * 1024;

    /// <returns>How many bytes went through.</returns>
    public static async Task<long> RunAsync(Stream input, Stream? output, RangeDigests digests, CancellationToken cancellationToken)
    {
        var (current, next) = (ArrayPool<byte>.Shared.Rent(Block), ArrayPool<byte>.Shared.Rent(Block));
        var reading = ValueTask.FromResult(0);
        var writing = ValueTask.CompletedTask;
        try
        {
            long total = 0;
            for (var got = await input.ReadAsync(current, cancellationToken).ConfigureAwait(false); got > 0;)
            {
                reading = input.ReadAsync(next, cancellationToken);
                if (output is not null)
                    writing = output.WriteAsync(current.AsMemory(0, got), cancellationToken);
                digests.Append(current.AsSpan(0, got));
                total += got;
                await Taken(ref writing).ConfigureAwait(false);
                got = await Taken(ref reading).ConfigureAwait(false);
                (current, next) = (next, current);
            }

            return total;
        }
        finally
        {
            // A block that is still being filled or written must not go back to the pool.
            await EndedAsync(reading.AsTask()).ConfigureAwait(false);
            await EndedAsync(writing.AsTask()).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(current);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    /// <summary>A value task is awaited once.</summary>
    private static ValueTask Taken(ref ValueTask task)
    {
        var taken = task;
        task = ValueTask.CompletedTask;
        return taken;
    }

    private static ValueTask<int> Taken(ref ValueTask<int> task)
    {
        var taken = task;
        task = ValueTask.FromResult(0);
        return taken;
    }

    private static async Task EndedAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
