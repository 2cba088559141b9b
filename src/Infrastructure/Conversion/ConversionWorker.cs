using KonTum.Tthc.Application.Dossiers.RunConversion;
using KonTum.Tthc.Application.Files;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>Converts what waits, a bounded number at once on every node that has a converter.</summary>
internal sealed partial class ConversionWorker(
    ConversionWorkTable queue,
    IDocumentConverter converter,
    IServiceScopeFactory scopes,
    IOptions<ConversionOptions> options,
    TimeProvider time,
    ILogger<ConversionWorker> log) : BackgroundService
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>So often it may be begun without an end before it is taken for what kills its nodes.</summary>
    private const int MostAttempts = 3;

    private readonly Guid node = Guid.NewGuid();

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the probe starts a process; the start of the node does not wait for it
        if (converter is OfficeConverter office && office.RemoveAbandoned() is > 0 and var left) LogRemoved(left);
        if (options.Value.Parallel == 0 || !converter.IsAvailable) return;
        await Task.WhenAll(Enumerable.Range(0, options.Value.Parallel).Select(_ => LaneAsync(stoppingToken)));
    }

    private async Task LaneAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await queue.ClaimAsync(node, time.GetUtcNow(), Lease, stoppingToken) is { } claimed) await WorkAsync(claimed, stoppingToken);
                else await Task.Delay(IdleWait, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogQueueUnreachable(e);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(ClaimedConversion claimed, CancellationToken stoppingToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var ended = new CancellationTokenSource();
        var renewal = RenewAsync(claimed, lost, ended.Token);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var command = new RunConversion(claimed.DossierId, claimed.ComponentId, claimed.AttachmentId, claimed.Attempt > MostAttempts);
            await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, lost.Token);

            // Its event has taken it out of the queue. What is still there has no event to come: the attachment was gone.
            await queue.ReleaseAsync(claimed, node, time.GetUtcNow() + RetryDelay);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // Handed over: another node need not wait for the lease to end. It is not this node's any more if the lease was lost.
            await queue.ReleaseAsync(claimed, node, time.GetUtcNow());
        }
        catch (Exception e)
        {
            LogNotConverted(e, claimed.AttachmentId);
            await queue.ReleaseAsync(claimed, node, time.GetUtcNow() + RetryDelay);
        }
        finally
        {
            await ended.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Keeps the lease; stops the work when it is lost, because then another node is at it.</summary>
    private async Task RenewAsync(ClaimedConversion claimed, CancellationTokenSource lost, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 3, time, ended);
                if (await queue.RenewAsync(claimed, node, time.GetUtcNow() + Lease, ended)) continue;
                await lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Done.
        }
        catch (Exception e)
        {
            // The database is away; what is converted cannot be recorded either, and the lease runs out.
            LogQueueUnreachable(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} folders of conversions that had died with their process.")]
    private partial void LogRemoved(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue of conversions cannot be reached.")]
    private partial void LogQueueUnreachable(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Attachment {AttachmentId} could not be converted now; it is tried again.")]
    private partial void LogNotConverted(Exception exception, Guid attachmentId);
}
