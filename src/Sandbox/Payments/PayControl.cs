using KonTum.Tthc.Sandbox.Control;
using Microsoft.AspNetCore.Http.Features;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>Calls that play the person, the bank and the mood of the gateway.</summary>
internal static class PayControl
{
    public static void Map(IEndpointRouteBuilder control)
    {
        control.MapGet("/payments", (PayOrders orders, TimeProvider time) => Wire.Answer(new
        {
            orders.Habits, orders = orders.All.Select(order => Picture(order, time)),
        }));
        control.MapPut("/payments", PutHabitsAsync);
        control.MapPost("/payments/{order}:{act}", ActAsync);
    }

    private sealed record Wanted(string? PayUri, long? Amount, bool AfterExpiry, string? Currency = null);

    /// <summary><c>PUT /control/payments</c>: <c>{callbacks?, callback_delay_seconds?, refund_seconds?}</c>; a refund that takes no number is refused.</summary>
    private static async Task<IResult> PutHabitsAsync(HttpContext context, PayOrders orders)
    {
        if (await ControlEndpoints.ReadAsync<PayHabits>(context.Request, context.RequestAborted) is not { } wanted)
            return Bad("a JSON object is expected");
        if (wanted.Callbacks is < 0 or > 100 || wanted.CallbackDelaySeconds is < 0 or > 3600 || wanted.RefundSeconds is < 0 or > 86400)
            return Bad("callbacks must be 0 to 100, callback_delay_seconds 0 to 3600, refund_seconds 0 to 86400 or null");
        orders.Habits = wanted;
        return Wire.Answer(wanted);
    }

    /// <summary>
    /// <c>POST /control/payments/{order}:pay</c>, <c>:give_up</c>, <c>:refuse</c>, <c>:tell</c>. With <c>pay_uri</c> the order comes into being
    /// as if the page were opened; <c>amount</c> (and <c>currency</c>) is what is taken; <c>after_expiry</c> lets it happen too late.
    /// </summary>
    private static async Task<IResult> ActAsync(
        string order, string act, HttpContext context, PayOrders orders, PayMerchant merchant, PayCallbacks callbacks, TimeProvider time)
    {
        // Not by its length: clients that write JSON as they go tell none.
        var wanted = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? await ControlEndpoints.ReadAsync<Wanted>(context.Request, context.RequestAborted)
            : new Wanted(null, null, false);
        if (wanted is null)
            return Bad("a JSON object is expected");
        if (wanted.PayUri is { } uri && Fields(uri) is { } fields && PaySignature.Fits(fields, merchant.Key))
            orders.Take(fields);
        if (orders.Find(order) is not { } found)
            return Wire.Answer(new { error = "no such order; its page was not opened yet" }, StatusCodes.Status404NotFound);
        if (act == "tell")
            return Wire.Answer(new { answer = await callbacks.TellOnceAsync(found, context.RequestAborted) });
        PayState? outcome = act switch { "pay" => PayState.Paid, "give_up" => PayState.GivenUp, "refuse" => PayState.Refused, _ => null };
        if (outcome is null)
            return Bad("one of pay, give_up, refuse, tell");
        found.Currency = wanted.Currency ?? found.Currency;
        if (!orders.Settle(found, outcome.Value, wanted.Amount, wanted.AfterExpiry))
            return Wire.Answer(new { error = "the order has ended" }, StatusCodes.Status409Conflict);
        callbacks.Tell(found);
        return Wire.Answer(Picture(found, time));
    }

    private static Dictionary<string, string>? Fields(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var address)
        ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal)
        : null;

    private static object Picture(PayOrder order, TimeProvider time) => new
    {
        order.Order,
        order.Amount,
        order.Info,
        state = PayGateway.Word(order.StateAt(time.GetUtcNow())),
        order.PaidAmount,
        order.Reference,
        expires_at = Wire.Time(order.ExpiresAt),
        refund = order.Refund?.Id,
    };

    private static IResult Bad(string error) => Wire.Answer(new { error }, StatusCodes.Status400BadRequest);
}
