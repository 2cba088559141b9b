namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Fees of the dossier were paid: the payment has a stream of its own.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="Amount">Đồng.</param>
/// <param name="Channel">Online or at the counter.</param>
/// <param name="ReceiptNumber">Number of the receipt (số biên lai).</param>
/// <param name="At">When.</param>
[EventName("fees_paid")]
public sealed record FeesPaid(Guid PaymentId, long Amount, PaymentChannel Channel, string ReceiptNumber, DateTimeOffset At) : IDomainEvent;

/// <summary>Fees were given back.</summary>
[EventName("fees_refunded")]
public sealed record FeesRefunded(Guid PaymentId, long Amount, DateTimeOffset At) : IDomainEvent;

/// <summary>Where a payment is made; the numbers are those of the contract.</summary>
public enum PaymentChannel
{
    /// <summary>Trực tuyến.</summary>
    Online = 1,

    /// <summary>Tại quầy.</summary>
    Counter = 2,
}
