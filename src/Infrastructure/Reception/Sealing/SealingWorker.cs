using KonTum.Tthc.Application.Reception.SealResultPaper;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>
/// Seals what waits, one paper after the other, on every node. What does not work now comes again, later each time, as long as the paper is
/// wanted: a seal or an authority that is away comes back, and until then the officer sees that the paper is not sealed.
/// </summary>
internal sealed partial class SealingWorker(
    SealingWork work, IServiceScopeFactory scopes, IOptions<SealsOptions> options, TimeProvider time, ILogger<SealingWorker> log)
    : BackgroundService
{
    /// <summary>Longer than the longest sealing: timestamp and proofs have limits of their own that add up to less than a minute.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var idle = TimeSpan.FromSeconds(options.Value.IdleSeconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SealNextAsync(stoppingToken)) continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogUnreachable(e);
            }

            await Task.Delay(idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Seals the paper that waits longest; false when none is due.</summary>
    internal async Task<bool> SealNextAsync(CancellationToken cancellationToken)
    {
        if (await work.ClaimAsync(time.GetUtcNow(), Lease, cancellationToken) is not { } paper) return false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var @sealed = await scope.ServiceProvider.GetRequiredService<ISender>()
                .Send(new SealResultPaper(paper.DossierId, paper.ResultId), cancellationToken);
            if (!@sealed) await work.DropAsync(paper, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var cause = e is FailureException expected ? expected.Failure.Code : e.GetType().Name;
            var seconds = Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(paper.Failures, 16)));
            LogNotSealed(paper.ResultId, paper.DossierId, cause, paper.Failures + 1, e is FailureException ? null : e);
            await work.PutBackAsync(paper, time.GetUtcNow().AddSeconds(seconds), cause, cancellationToken);
        }

        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "Result paper {ResultId} of dossier {DossierId} is not sealed yet: {Cause}, attempt {Attempt}")]
    private partial void LogNotSealed(Guid resultId, Guid dossierId, string cause, int attempt, Exception? exception);

    [LoggerMessage(2, LogLevel.Error, "The papers to seal cannot be reached")]
    private partial void LogUnreachable(Exception exception);
}
