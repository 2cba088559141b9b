using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>
/// Looks every few minutes on every node; the lock lets one of them work, and the database says when the last round was. Also where this
/// node collects nothing it keeps the folder's note of the last event fresh: by it a database is recognised that was put back.
/// </summary>
internal sealed partial class CollectionWorker(
    Collector collector, IOptions<CollectionOptions> options, TimeProvider time, ILogger<CollectionWorker> log) : BackgroundService
{
    internal static readonly TimeSpan Look = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var hours = options.Value.IntervalHours;
        var after = hours > 0 ? TimeSpan.FromHours(hours) : Timeout.InfiniteTimeSpan;
        await Task.Yield();
        using var looks = new PeriodicTimer(Look, time);
        try
        {
            do
            {
                try
                {
                    await collector.CollectAsync(after, stoppingToken);
                }
                catch (StoreMismatchException e)
                {
                    LogMismatch(e.Message);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogBroken(e); // the next round does what this one has left
                }
            }
            while (await looks.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A round of collection broke off")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(2, LogLevel.Critical, "Nothing is collected or deleted: {Why} See docs/files.md, Collected.")]
    private partial void LogMismatch(string why);
}
