using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>
/// Sends what is due, on every node, until the receiver answers with 2xx. What did not arrive comes again with twice the wait and some
/// jitter, at most an hour apart, and is given up after three days or with its webhook. Logs name the delivery, never where it goes.
/// </summary>
internal sealed partial class WebhookWorker(
    WebhookOutbox outbox,
    WebhookSender sender,
    WebhookSignal signal,
    IServiceScopeFactory scopes,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookWorker> log) : BackgroundService
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    /// <summary>Added to the time of a delivery: after that, its node is taken for dead.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var lanes = new SemaphoreSlim(options.Value.Lanes);
        var running = new HashSet<Task>();
        var forgetAt = time.GetUtcNow() + ForgetInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await lanes.WaitAsync(stoppingToken);
                running.RemoveWhere(t => t.IsCompleted);
                if (await ClaimAsync(stoppingToken) is { } claimed)
                {
                    running.Add(DeliverAsync(claimed, lanes, stoppingToken));
                    continue;
                }

                lanes.Release();
                await signal.WaitAsync(IdleWait, stoppingToken);
                if (time.GetUtcNow() < forgetAt) continue;
                forgetAt += ForgetInterval;
                await outbox.ForgetAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogOutboxUnreachable(e);
                await Task.Delay(IdleWait, time, CancellationToken.None);
            }
        }

        await Task.WhenAll(running);
    }

    private async Task<ClaimedDelivery?> ClaimAsync(CancellationToken stoppingToken)
    {
        var lease = TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + LeaseSlack;
        return await outbox.ClaimAsync(time.GetUtcNow(), lease, options.Value.LanesOfOneHost, stoppingToken);
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, SemaphoreSlim lanes, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield(); // the loop goes on claiming
            await DeliverAsync(delivery, stoppingToken);
        }
        catch (Exception e)
        {
            // Its lease ends, and then it comes again.
            LogNotRecorded(e, delivery.Id);
        }
        finally
        {
            lanes.Release();
            signal.Set();
        }
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, CancellationToken stoppingToken)
    {
        try
        {
            if (await FindAddressAsync(delivery, stoppingToken) is not { } address)
            {
                await outbox.GiveUpAsync(delivery.Id, time.GetUtcNow());
                return;
            }

            if (await sender.SendAsync(delivery.Id, delivery.Body, address, stoppingToken))
            {
                await outbox.DeliveredAsync(delivery.Id, time.GetUtcNow());
                return;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Handed over: another node need not wait for the lease to end.
            await outbox.RepeatAsync(delivery.Id, time.GetUtcNow());
            return;
        }

        var now = time.GetUtcNow();
        if (now - delivery.CreatedAt < TimeSpan.FromHours(options.Value.GiveUpAfterHours))
        {
            await outbox.RepeatAsync(delivery.Id, now + DelayAfter(delivery.Attempt));
            return;
        }

        await outbox.GiveUpAsync(delivery.Id, now);
        LogGivenUp(delivery.Id, delivery.Attempt);
    }

    /// <summary>Null when the webhook was taken away or its owner was erased.</summary>
    private async Task<WebhookAddress?> FindAddressAsync(ClaimedDelivery delivery, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<IStreamReader>();
        var webhooks = await streams.ReadAsync<SigningWebhooks>(SigningWebhooks.IdOf(delivery.OwnerId), stoppingToken);
        return webhooks?.State.All.FirstOrDefault(w => w.Id == delivery.WebhookId)?.Address.Value;
    }

    /// <summary>Twice as long each time, and between half and all of that, so that what failed together does not come back together.</summary>
    private TimeSpan DelayAfter(int attempt)
    {
        var delay = Math.Min(LongestDelay.TotalSeconds, options.Value.FirstDelaySeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromSeconds(delay * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook delivery {DeliveryId} was given up after {Attempts} attempts.")]
    private partial void LogGivenUp(Guid deliveryId, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of webhook delivery {DeliveryId} could not be recorded; it comes again.")]
    private partial void LogNotRecorded(Exception exception, Guid deliveryId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox of webhooks cannot be reached.")]
    private partial void LogOutboxUnreachable(Exception exception);
}
