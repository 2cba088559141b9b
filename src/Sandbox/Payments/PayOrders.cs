using System.Collections.Concurrent;
using System.Globalization;

namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>The orders of the gateway, in memory: who restarts the sandbox starts with empty accounts.</summary>
internal sealed class PayOrders(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PayOrder> orders = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private long lastReference;

    public PayHabits Habits { get; set; } = new();

    public PayOrder? Find(string? order) => order is not null && orders.TryGetValue(order, out var found) ? found : null;

    public IEnumerable<PayOrder> All => orders.Values.OrderBy(order => order.ExpiresAt);

    /// <summary>Takes in what the redirect says; a second visit of the same order finds the first.</summary>
    public PayOrder Take(IReadOnlyDictionary<string, string> fields) => orders.GetOrAdd(fields["tt_order"], id => new PayOrder
    {
        Order = id,
        Amount = long.Parse(fields["tt_amount"], NumberStyles.None, CultureInfo.InvariantCulture),
        Info = fields.GetValueOrDefault("tt_info", ""),
        ReturnUrl = fields.GetValueOrDefault("tt_return", ""),
        ExpiresAt = PayTime.Read(fields["tt_expires"]),
    });

    /// <summary>The person pays, gives up, or the bank refuses; false when the order has ended already.</summary>
    /// <param name="order">The order.</param>
    /// <param name="outcome">What happens.</param>
    /// <param name="amount">What is taken; as ordered if null.</param>
    /// <param name="afterExpiry">Whether it may happen although the time is up: a bank that was slow.</param>
    public bool Settle(PayOrder order, PayState outcome, long? amount = null, bool afterExpiry = false)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var isOpen = order.State == PayState.Open || (afterExpiry && order.State != PayState.Paid);
            if (!isOpen || (!afterExpiry && order.StateAt(now) == PayState.Expired))
                return false;
            order.State = outcome;
            if (outcome != PayState.Paid)
                return true;
            order.PaidAmount = amount ?? order.Amount;
            order.PaidAt = now;
            order.Reference = string.Create(CultureInfo.InvariantCulture, $"SBX{now:yyMMdd}{++lastReference:D6}");
            return true;
        }
    }

    /// <summary>Begins a refund, or finds the one that was begun under the same identifier; null when it is refused.</summary>
    public PayRefund? Refund(PayOrder order, string refund, long amount)
    {
        lock (gate)
        {
            if (order.Refund is { } begun)
                return begun.Id == refund && begun.Amount == amount ? begun : null;
            if (order.State != PayState.Paid || amount != order.PaidAmount || Habits.RefundSeconds is not { } seconds)
                return null;
            return order.Refund = new PayRefund(refund, amount, time.GetUtcNow().AddSeconds(seconds));
        }
    }
}

/// <summary>Times on the wire: those of Việt Nam, without a zone.</summary>
internal static class PayTime
{
    private const string Form = "yyyyMMddHHmmss";
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    public static string Write(DateTimeOffset time) => time.ToOffset(Offset).ToString(Form, CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) =>
        new(DateTime.ParseExact(text, Form, CultureInfo.InvariantCulture), Offset);

    public static bool IsOne(string? text) => DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
