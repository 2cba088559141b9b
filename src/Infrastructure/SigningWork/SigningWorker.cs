using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// Advances signings that are due, a few at a time, on every node. It holds nothing in memory that matters: state and schedule are in
/// PostgreSQL, so a node may die at any moment and another one, or the same one after its restart, goes on.
/// </summary>
internal sealed partial class SigningWorker(
    SigningWorkQueue queue, SigningWorkSignal signal, IServiceScopeFactory scopes, SigningPace pace, TimeProvider time, ILogger<SigningWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Math.Clamp(pace.Lanes, 1, 64)).Select(_ => RunLaneAsync(stoppingToken)));

    private async Task RunLaneAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await AdvanceOneAsync(stoppingToken)) await signal.WaitAsync(IdleWait, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database is away: nothing is lost, the schedule is in it.
                LogQueueUnreachable(e);
                await Task.Delay(IdleWait, time, CancellationToken.None);
            }
        }
    }

    private async Task<bool> AdvanceOneAsync(CancellationToken stoppingToken)
    {
        await using var claim = await queue.ClaimAsync(time.GetUtcNow(), stoppingToken);
        if (claim is null) return false;

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var sender = scope.ServiceProvider.GetRequiredService<ISender>();
            var next = await sender.Send(new AdvanceSigning(claim.SigningId), stoppingToken);
            await claim.FinishAsync(next.Due, failures: 0);
        }
        catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile)
        {
            await claim.FinishAsync(time.GetUtcNow(), claim.Failures);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Also a cancellation that is not ours, which is someone's own timeout: without a delay it would be claimed again at once.
            LogStepFailed(e, claim.SigningId, claim.Failures + 1);
            await claim.FinishAsync(time.GetUtcNow() + Backoff(claim.Failures), claim.Failures + 1);
        }

        return true;
    }

    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))));

    [LoggerMessage(Level = LogLevel.Error, Message = "Signing {SigningId} could not be advanced ({Failures} in a row).")]
    private partial void LogStepFailed(Exception exception, Guid signingId, int failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schedule of signings cannot be reached.")]
    private partial void LogQueueUnreachable(Exception exception);
}
