using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;

namespace KonTum.Tthc.Application.Payments;

/// <summary>
/// A payment service (cổng thanh toán): it takes the money on its own pages. What it says on its own is only a reason to ask it.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>Whether there is one.</summary>
    bool IsOffered { get; }

    /// <summary>Opens an order and answers where the person pays. The same order again is the same one.</summary>
    /// <exception cref="FailureException">PAYMENT_SERVICE_UNAVAILABLE.</exception>
    Task<string> OpenAsync(PaymentOrder order, CancellationToken cancellationToken);

    /// <summary>Asks how an order stands.</summary>
    /// <exception cref="FailureException">PAYMENT_SERVICE_UNAVAILABLE: also when the answer cannot be trusted.</exception>
    Task<OrderStatus> QueryAsync(Guid paymentId, CancellationToken cancellationToken);

    /// <summary>Asks to give money back, or how that stands: the same refund again is the same one.</summary>
    /// <exception cref="FailureException">PAYMENT_SERVICE_UNAVAILABLE: also when the answer cannot be trusted.</exception>
    Task<RefundStatus> RefundAsync(Guid paymentId, Guid refundId, long amount, CancellationToken cancellationToken);

    /// <summary>Reads a callback; null when the service did not make it.</summary>
    PaymentNotice? ReadNotice(IReadOnlyDictionary<string, string> fields);

    /// <summary>Whether a payment page may send people back to an address.</summary>
    bool IsTrustedReturn(string uri);
}

/// <summary>An order at the payment service.</summary>
/// <param name="PaymentId">The payment; names the order.</param>
/// <param name="Amount">Đồng.</param>
/// <param name="Description">What it is for; nothing about the person.</param>
/// <param name="ReturnUri">Where the person comes back to; empty for the platform's own page.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
public sealed record PaymentOrder(
    Guid PaymentId, long Amount, string Description, string ReturnUri, DateTimeOffset OpenedAt, DateTimeOffset ExpiresAt);

/// <summary>What a genuine callback says.</summary>
/// <param name="PaymentId">The payment; empty when the order is none of ours.</param>
/// <param name="Amount">Đồng.</param>
public sealed record PaymentNotice(Guid PaymentId, long Amount);

/// <summary>Takes callbacks of the payment service; the edge answers it in its own words.</summary>
public interface IPaymentNotices
{
    /// <summary>Checks a callback, asks the service, and records what it says. The same callback again gets the same answer.</summary>
    Task<NoticeAnswer> TakeAsync(IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken);
}

/// <summary>What the payment service is told.</summary>
public enum NoticeAnswer
{
    /// <summary>It was taken; nothing more is needed.</summary>
    Taken,

    /// <summary>No such order.</summary>
    UnknownOrder,

    /// <summary>The amount is not the one that was asked for. It was recorded.</summary>
    OtherAmount,

    /// <summary>The service did not make it.</summary>
    Forged,

    /// <summary>It could not be recorded now; it is to come again.</summary>
    TryAgain,
}

/// <summary>Draws numbers of receipts.</summary>
public interface IReceiptNumbers
{
    /// <summary>
    /// The next number of an agency and year, from 1, within the transaction that the unit of work commits: what is not committed leaves
    /// no gap, and who draws at once waits for the other.
    /// </summary>
    Task<int> NextAsync(string agencyCode, int year, CancellationToken cancellationToken);
}

/// <summary>How payments are paced; configuration section "Tthc:Payments".</summary>
public sealed record PaymentPace
{
    /// <summary>How long a person has to pay online.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The shortest time between two questions about an order; a callback makes it sooner.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest time between two questions.</summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its expiry an order is still asked about. A callback is taken at any time.</summary>
    public TimeSpan LateWatch { get; init; } = TimeSpan.FromDays(2);
}
