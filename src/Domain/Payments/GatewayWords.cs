namespace KonTum.Tthc.Domain.Payments;

/// <summary>What a payment service says about an order, when we ask it. A callback is only a reason to ask.</summary>
public abstract record OrderStatus;

/// <summary>It can still be paid, or nobody has begun to pay it.</summary>
public sealed record OrderOpen : OrderStatus;

/// <summary>Money arrived.</summary>
/// <param name="Amount">Đồng.</param>
/// <param name="Reference">What the service calls the transaction.</param>
/// <param name="At">When the person paid.</param>
public sealed record OrderPaid(long Amount, string Reference, DateTimeOffset At) : OrderStatus;

/// <summary>It ended without money.</summary>
/// <param name="Cause">Code of the failure catalogue.</param>
public sealed record OrderFailed(string Cause) : OrderStatus;

/// <summary>What a payment service says about a refund.</summary>
public abstract record RefundStatus;

/// <summary>It is at work on it.</summary>
public sealed record RefundAtWork : RefundStatus;

/// <summary>The money was given back.</summary>
public sealed record RefundDone : RefundStatus;

/// <summary>It refuses.</summary>
public sealed record RefundRefused : RefundStatus;
