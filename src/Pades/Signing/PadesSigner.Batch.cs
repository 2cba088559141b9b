using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace KonTum.Tthc.Pades;

/// <summary>Many files in one go.</summary>
public static partial class PadesSigner
{
    /// <summary>
    /// Prepares many files, several at a time, and answers for each as soon as it is done, in no order. A file that cannot be prepared
    /// never stops the others. Items are taken from the sequence only as there is room to work on them, so it may be as long as it likes.
    /// </summary>
    /// <param name="items">What to prepare.</param>
    /// <param name="parallelism">How many files at a time; 0 takes one for each processor.</param>
    /// <param name="cancellationToken">Stops the work; leaving the loop early stops it too.</param>
    /// <returns>One outcome for each item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative parallelism.</exception>
    public static IAsyncEnumerable<BatchOutcome> PrepareBatchAsync(
        IEnumerable<BatchItem> items, int parallelism = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parallelism);
        return PrepareAllAsync(items, parallelism == 0 ? Environment.ProcessorCount : parallelism, cancellationToken);
    }

    private static async IAsyncEnumerable<BatchOutcome> PrepareAllAsync(
        IEnumerable<BatchItem> items, int parallelism, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcomes = Channel.CreateBounded<BatchOutcome>(parallelism);
        var work = FillAsync(items, parallelism, outcomes.Writer, stop.Token);
        try
        {
            await foreach (var outcome in outcomes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return outcome;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Its failure has been told through the channel, or nobody listens any more.
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FillAsync(
        IEnumerable<BatchItem> items, int parallelism, ChannelWriter<BatchOutcome> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                items,
                options,
                async (item, token) => await outcomes.WriteAsync(await PrepareOneAsync(item, token).ConfigureAwait(false), token).ConfigureAwait(false))
                .ConfigureAwait(false);
            outcomes.Complete();
        }
        catch (Exception e)
        {
            outcomes.Complete(e);
            throw;
        }
    }

    private static async Task<BatchOutcome> PrepareOneAsync(BatchItem item, CancellationToken cancellationToken)
    {
        try
        {
            var input = await item.OpenInput(cancellationToken).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
            {
                var output = await item.CreateOutput(cancellationToken).ConfigureAwait(false);
                await using (output.ConfigureAwait(false))
                {
                    return new BatchOutcome(item, await PrepareAsync(input, output, item.Request, cancellationToken).ConfigureAwait(false), null, null);
                }
            }
        }
        catch (PdfRefusedException e)
        {
            return new BatchOutcome(item, null, e, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new BatchOutcome(item, null, null, e);
        }
    }
}

/// <summary>One file of a batch.</summary>
public sealed record BatchItem
{
    /// <summary>What the caller calls it; not looked at.</summary>
    public required string Name { get; init; }

    /// <summary>Opens the PDF, seekable; called when its turn has come. The batch disposes of the stream.</summary>
    public required Func<CancellationToken, ValueTask<Stream>> OpenInput { get; init; }

    /// <summary>
    /// Opens an empty stream that can be sought, read and written; the batch disposes of it. After a refusal or an error what it holds is
    /// of no use.
    /// </summary>
    public required Func<CancellationToken, ValueTask<Stream>> CreateOutput { get; init; }

    /// <summary>What the signature shall be.</summary>
    public required SignatureRequest Request { get; init; }
}

/// <summary>What became of one file: exactly one of the last three is there.</summary>
/// <param name="Item">The file.</param>
/// <param name="Prepared">What <see cref="PadesSigner.FinishAsync"/> needs.</param>
/// <param name="Refusal">Why the file or the request cannot be used.</param>
/// <param name="Error">What else went wrong, such as a file that cannot be opened.</param>
public sealed record BatchOutcome(BatchItem Item, PreparedSignature? Prepared, PdfRefusedException? Refusal, Exception? Error);
