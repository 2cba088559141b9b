using System.Globalization;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>
/// Tells the merchant what became of an order: a signed GET, repeated after 1 and 5 seconds until it is answered with a code that ends it
/// ("00", "01", "04").
/// </summary>
internal sealed partial class PayCallbacks(
    PayOrders orders,
    PayMerchant merchant,
    CallbackAddresses addresses,
    IHttpClientFactory clients,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<PayCallbacks> logger)
{
    private static readonly TimeSpan[] PausesBeforeRepeats = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];
    private static readonly string[] FinalCodes = ["00", "01", "04"];

    /// <summary>Tells it in the background, as often as the habits say.</summary>
    public void Tell(PayOrder order)
    {
        var habits = orders.Habits;
        if (habits.Callbacks == 0 || addresses.Of(GatewayNames.Payments) is null)
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                if (habits.CallbackDelaySeconds > 0)
                    await Task.Delay(TimeSpan.FromSeconds(habits.CallbackDelaySeconds), time, lifetime.ApplicationStopping);
                await Task.WhenAll(Enumerable.Range(0, habits.Callbacks).Select(_ => RepeatAsync(order, lifetime.ApplicationStopping)));
            }
            catch (OperationCanceledException)
            {
                // The sandbox stops; the merchant asks anyway.
            }
        });
    }

    /// <summary>Tells it once, now, and answers what the merchant said.</summary>
    public async Task<string> TellOnceAsync(PayOrder order, CancellationToken cancellation)
    {
        if (addresses.Of(GatewayNames.Payments)?.ResultUrl is not { } url)
            return "";
        using var client = clients.CreateClient(nameof(PayCallbacks));
        try
        {
            return await client.GetStringAsync($"{url}?{PaySignature.Query(Message(order))}", cancellation);
        }
        catch (HttpRequestException error)
        {
            LogNotReached(logger, error.HttpRequestError);
            return "";
        }
    }

    /// <summary>What is told: also what the person's browser carries back.</summary>
    public Dictionary<string, string> Message(PayOrder order) => PaySignature.Add(
        new Dictionary<string, string>
        {
            ["tt_merchant"] = merchant.Name,
            ["tt_order"] = order.Order,
            ["tt_amount"] = (order.State == PayState.Paid ? order.PaidAmount : order.Amount).ToString(CultureInfo.InvariantCulture),
            ["tt_currency"] = order.Currency,
            ["tt_status"] = PayGateway.Word(order.StateAt(time.GetUtcNow())),
            ["tt_reference"] = order.Reference,
            ["tt_paid"] = order.PaidAt is { } at ? PayTime.Write(at) : "",
        },
        merchant.Key);

    private async Task RepeatAsync(PayOrder order, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await TellOnceAsync(order, cancellation);
            if (FinalCodes.Any(code => answer.Contains($"\"{code}\"", StringComparison.Ordinal)) || attempt == PausesBeforeRepeats.Length)
                return;
            await Task.Delay(PausesBeforeRepeats[attempt], time, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A payment callback did not reach the merchant: {Error}.")]
    private static partial void LogNotReached(ILogger logger, HttpRequestError error);
}
