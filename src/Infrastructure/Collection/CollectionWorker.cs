using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>A round every few hours on every node; the lock lets one of them work.</summary>
internal sealed partial class CollectionWorker(
    Collector collector, IOptions<CollectionOptions> options, TimeProvider time, ILogger<CollectionWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.IntervalHours <= 0) return;
        using var rounds = new PeriodicTimer(TimeSpan.FromHours(options.Value.IntervalHours), time);
        try
        {
            while (await rounds.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await collector.CollectAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogBroken(e); // the next round does what this one has left
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A round of collection broke off")]
    private partial void LogBroken(Exception exception);
}
