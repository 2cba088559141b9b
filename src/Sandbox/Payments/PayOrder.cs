namespace KonTum.Tthc.Sandbox.Payments;

/// <summary>Where an order stands; the names are those on the wire, but for their case.</summary>
internal enum PayState
{
    Open,
    Paid,
    GivenUp,
    Refused,
    Expired,
}

/// <summary>An order as the gateway keeps it, from the first time its page is opened or somebody asks for it by a control call.</summary>
internal sealed class PayOrder
{
    public required string Order { get; init; }

    public required long Amount { get; init; }

    public required string Info { get; init; }

    public required string ReturnUrl { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public PayState State { get; set; } = PayState.Open;

    /// <summary>What was taken from the account; differs from the amount only when a control call orders it.</summary>
    public long PaidAmount { get; set; }

    /// <summary>In what it was taken; đồng unless a control call orders otherwise.</summary>
    public string Currency { get; set; } = "VND";

    public string Reference { get; set; } = "";

    public DateTimeOffset? PaidAt { get; set; }

    public PayRefund? Refund { get; set; }

    public PayState StateAt(DateTimeOffset now) => State == PayState.Open && now >= ExpiresAt ? PayState.Expired : State;
}

/// <summary>Money that goes back.</summary>
internal sealed record PayRefund(string Id, long Amount, DateTimeOffset DoneAt);

/// <summary>How the gateway behaves at the moment; set by a control call.</summary>
/// <param name="Callbacks">How often the outcome is told: 0, 1 or more times.</param>
/// <param name="CallbackDelaySeconds">How long after the payment.</param>
/// <param name="RefundSeconds">How long a refund takes; null: it is refused.</param>
internal sealed record PayHabits(int Callbacks = 1, double CallbackDelaySeconds = 0, double? RefundSeconds = 0);
