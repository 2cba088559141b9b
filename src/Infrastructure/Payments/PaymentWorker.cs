using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Payments.AdvancePayment;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>
/// Looks after payments on every node: orders whose callback does not come, money that comes late, refunds that take their time. The truth
/// is in the streams, and the payment service is asked anew each time, so a node may die at any moment.
/// </summary>
internal sealed partial class PaymentWorker(
    PaymentWorkTable table,
    IServiceScopeFactory scopes,
    IOptions<PaymentOptions> options,
    PaymentPace pace,
    TimeProvider time,
    ILogger<PaymentWorker> log) : BackgroundService
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    /// <summary>Added to the time of a few calls to the payment service: after that, the node is taken for dead.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(30);

    /// <summary>How long a claim holds.</summary>
    public TimeSpan Lease => (3 * TimeSpan.FromSeconds(options.Value.TimeoutSeconds)) + LeaseSlack;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Lanes).Select(_ => Task.Run(() => RunLaneAsync(stoppingToken), CancellationToken.None)));

    private async Task RunLaneAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await LookAfterOneAsync(stoppingToken)) await Task.Delay(IdleWait, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogUnreachable(e);
                await Task.Delay(IdleWait, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Looks after the payment that has been due longest; false when none is due.</summary>
    public async Task<bool> LookAfterOneAsync(CancellationToken stoppingToken)
    {
        if (await table.ClaimAsync(time.GetUtcNow(), Lease, stoppingToken) is not { } claimed) return false;
        DateTimeOffset? next = time.GetUtcNow();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            next = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new AdvancePayment(claimed.PaymentId), stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e, claimed.PaymentId);
            next = time.GetUtcNow() + pace.PollInterval;
        }
        finally
        {
            // Handed over also when the node goes down: another one need not wait for the lease to end.
            await table.ReleaseAsync(claimed, next);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Payment {PaymentId} could not be looked after; it comes again.")]
    private partial void LogFailed(Exception exception, Guid paymentId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The table of payments that need attention cannot be reached.")]
    private partial void LogUnreachable(Exception exception);
}
