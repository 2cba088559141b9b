using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Payments;

/// <summary>A payment was begun: online, or by an officer who took the money at the counter.</summary>
/// <param name="PaymentId">The payment, and its order at the payment service.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="OwnerId">Owner of the dossier.</param>
/// <param name="Agency">Agency of the dossier, whose receipt it becomes.</param>
/// <param name="Amount">Đồng; what was due at that moment.</param>
/// <param name="Lines">What it is for, as the receipt prints it.</param>
/// <param name="Channel">Online or at the counter.</param>
/// <param name="PayUri">Where the person pays; empty at the counter.</param>
/// <param name="ExpiresAt">Until when they can; null at the counter.</param>
/// <param name="OfficerId">Who took the money; empty online.</param>
/// <param name="At">When.</param>
[EventName("payment_opened")]
public sealed record PaymentOpened(
    Guid PaymentId,
    Guid DossierId,
    string OwnerId,
    Agency Agency,
    long Amount,
    IReadOnlyList<FeeLine> Lines,
    PaymentChannel Channel,
    string PayUri,
    DateTimeOffset? ExpiresAt,
    string OfficerId,
    DateTimeOffset At) : IDomainEvent;

/// <summary>The amount that was asked for arrived; the same transaction appends fees_paid to the dossier.</summary>
/// <param name="Amount">Đồng.</param>
/// <param name="GatewayReference">What the payment service calls it; empty at the counter.</param>
/// <param name="ReceiptNumber">Number of the receipt (số biên lai).</param>
/// <param name="PaidAt">When the person paid, as the payment service says.</param>
/// <param name="At">When it was recorded.</param>
[EventName("payment_settled")]
public sealed record PaymentSettled(
    long Amount, string GatewayReference, string ReceiptNumber, DateTimeOffset PaidAt, DateTimeOffset At) : IDomainEvent;

/// <summary>Another amount arrived than was asked for. It does not count for the dossier; an officer gives it back.</summary>
[EventName("payment_mismatched")]
public sealed record PaymentMismatched(long ReceivedAmount, string GatewayReference, DateTimeOffset PaidAt, DateTimeOffset At) : IDomainEvent;

/// <summary>The person gave up, or the bank refused. What is paid all the same still counts.</summary>
/// <param name="Cause">Code of the failure catalogue.</param>
/// <param name="At">When it was recorded.</param>
[EventName("payment_failed")]
public sealed record PaymentFailed(string Cause, DateTimeOffset At) : IDomainEvent;

/// <summary>Nobody paid in time. What arrives later still counts.</summary>
[EventName("payment_expired")]
public sealed record PaymentExpired(DateTimeOffset At) : IDomainEvent;

/// <summary>Another payment of the dossier took its place, because another amount is due. What is paid on it all the same still counts.</summary>
[EventName("payment_superseded")]
public sealed record PaymentSuperseded(Guid ByPaymentId, DateTimeOffset At) : IDomainEvent;

/// <summary>An officer decided to give the money back.</summary>
/// <param name="RefundId">Identifier at the payment service: each attempt names the same one.</param>
/// <param name="Amount">Đồng; all that was received.</param>
/// <param name="OfficerId">Subject of the officer.</param>
/// <param name="Reason">Why, told to the person.</param>
/// <param name="At">When.</param>
[EventName("payment_refund_requested")]
public sealed record PaymentRefundRequested(
    Guid RefundId, long Amount, string OfficerId, Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The payment service refused to give it back; the payment stands as before and an officer can try anew.</summary>
/// <param name="RefundId">The refund that was refused.</param>
/// <param name="Cause">Code of the failure catalogue.</param>
/// <param name="At">When.</param>
[EventName("payment_refund_refused")]
public sealed record PaymentRefundRefused(Guid RefundId, string Cause, DateTimeOffset At) : IDomainEvent;

/// <summary>The money was given back. What had counted for the dossier no longer does: the same transaction appends fees_refunded.</summary>
/// <param name="RefundId">The refund.</param>
/// <param name="Amount">Đồng.</param>
/// <param name="At">When.</param>
[EventName("payment_refunded")]
public sealed record PaymentRefunded(Guid RefundId, long Amount, DateTimeOffset At) : IDomainEvent;
