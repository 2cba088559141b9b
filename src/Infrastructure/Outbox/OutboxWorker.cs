using KonTum.Tthc.Application.Exchange;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>
/// Sends what is due, on every node, each way out by itself: one that hangs holds up no other. What did not arrive comes again with twice
/// the wait and some jitter, and is given up after some days; then it is a dead letter, which an administrator sees and can send again.
/// Logs name the delivery, never where it goes or what it says.
/// </summary>
internal sealed partial class OutboxWorker(
    DeliveryOutbox outbox, IEnumerable<IDeliverySender> senders, OutboxSignal signal, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private const string Erased = "PERSON_ERASED";
    private const string NoAnswer = "NO_ANSWER";
    private const string NotSent = "NOT_SENT";

    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    /// <summary>Added to the time of a call: after that, its node is taken for dead.</summary>
    private static readonly TimeSpan LeaseSlack = TimeSpan.FromSeconds(20);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([.. senders.Select(s => SendAllAsync(s, stoppingToken)), ForgetAsync(stoppingToken)]);

    private async Task SendAllAsync(IDeliverySender sender, CancellationToken stoppingToken)
    {
        var channels = sender.Channels.Select(OutboxTable.Word).ToArray();
        var pace = sender.Pace;
        using var lanes = new SemaphoreSlim(pace.Lanes);
        var running = new HashSet<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await lanes.WaitAsync(stoppingToken);
                running.RemoveWhere(t => t.IsCompleted);
                var woken = signal.Next; // before looking: what is entered after the look wakes
                var claimed = await outbox.ClaimAsync(
                    channels, time.GetUtcNow(), LeaseOf(pace), pace.LanesOfOneWebhook, pace.Batch, stoppingToken);
                if (claimed.Count > 0)
                {
                    running.Add(SendInLaneAsync(sender, claimed, lanes, stoppingToken));
                    continue;
                }

                lanes.Release();
                await Task.WhenAny(woken, Task.Delay(IdleWait, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                lanes.Release();
                LogOutboxUnreachable(e);
                await Task.Delay(IdleWait, time, CancellationToken.None);
            }
        }

        await Task.WhenAll(running);
    }

    /// <summary>A batch can be sent once together and once more one by one.</summary>
    private static TimeSpan LeaseOf(DeliveryPace pace) => (pace.Batch > 1 ? 2 * pace.Timeout : pace.Timeout) + LeaseSlack;

    private async Task SendInLaneAsync(
        IDeliverySender sender, IReadOnlyList<ClaimedDelivery> claimed, SemaphoreSlim lanes, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield(); // the loop goes on claiming
            await SendAsync(sender, claimed, stoppingToken);
        }
        catch (Exception e)
        {
            // Their lease ends, and then they come again.
            LogNotRecorded(e, claimed[0].Id);
        }
        finally
        {
            lanes.Release();
            signal.Set();
        }
    }

    private async Task SendAsync(IDeliverySender sender, IReadOnlyList<ClaimedDelivery> claimed, CancellationToken stoppingToken)
    {
        var opened = new List<OpenedDelivery>();
        foreach (var delivery in claimed)
        {
            if (outbox.BodyOf(delivery) is { } body) opened.Add(new OpenedDelivery(delivery, body));
            else await outbox.EndAsync(delivery, DeliveryState.Dropped, time.GetUtcNow(), Erased);
        }

        if (opened.Count == 0) return;
        IReadOnlyList<DeliveryOutcome> outcomes;
        try
        {
            outcomes = await sender.SendAsync(opened, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Handed over: another node need not wait for the lease to end.
            foreach (var delivery in opened) await outbox.RepeatAsync(delivery.Delivery, time.GetUtcNow(), "");
            return;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException or InvalidDataException)
        {
            outcomes = [.. opened.Select(_ => DeliveryOutcome.Later(NoAnswer))];
        }
        catch (Exception e)
        {
            // Whatever it was, its time runs out too: it must not come for ever.
            LogNotSent(e, opened[0].Delivery.Id);
            outcomes = [.. opened.Select(_ => DeliveryOutcome.Later(NotSent))];
        }

        foreach (var (delivery, outcome) in opened.Zip(outcomes)) await RecordAsync(sender.Pace, delivery.Delivery, outcome);
    }

    private async Task RecordAsync(DeliveryPace pace, ClaimedDelivery delivery, DeliveryOutcome outcome)
    {
        var now = time.GetUtcNow();
        if (outcome.Ends is null && now - delivery.Since < pace.GiveUpAfter)
        {
            await outbox.RepeatAsync(delivery, now + DelayAfter(pace, delivery.Attempt), outcome.Failure);
            return;
        }

        var state = outcome.Ends ?? DeliveryState.GivenUp;
        await outbox.EndAsync(delivery, state, now, outcome.Failure);
        if (state == DeliveryState.GivenUp) LogGivenUp(delivery.Channel, delivery.Id, delivery.Attempt, outcome.Failure);
    }

    private async Task ForgetAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ForgetInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await outbox.ForgetAsync(time.GetUtcNow());
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogOutboxUnreachable(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node goes down.
        }
    }

    /// <summary>Twice as long each time, and between half and all of that, so that what failed together does not come back together.</summary>
    private static TimeSpan DelayAfter(DeliveryPace pace, int attempt)
    {
        var delay = Math.Min(pace.LongestDelay.TotalSeconds, pace.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromSeconds(delay * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {DeliveryId} by {Channel} was given up after {Attempts} attempts: {Failure}.")]
    private partial void LogGivenUp(DeliveryChannel channel, Guid deliveryId, int attempts, string failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {DeliveryId} could not be sent.")]
    private partial void LogNotSent(Exception exception, Guid deliveryId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of delivery {DeliveryId} could not be recorded; it comes again.")]
    private partial void LogNotRecorded(Exception exception, Guid deliveryId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be reached.")]
    private partial void LogOutboxUnreachable(Exception exception);
}
