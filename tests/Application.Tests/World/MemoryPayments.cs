using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>A payment service that says what a test lets it say; callbacks are genuine when they carry the word.</summary>
public sealed class ScriptedPayments : IPaymentGateway
{
    /// <summary>What is said about each order; those that are not here are open.</summary>
    public Dictionary<Guid, OrderStatus> Orders { get; } = [];

    /// <summary>The refunds that were asked for, in order.</summary>
    public List<(Guid PaymentId, Guid RefundId, long Amount)> Refunds { get; } = [];

    /// <summary>What is said about refunds.</summary>
    public RefundStatus Refund { get; set; } = new RefundAtWork();

    /// <summary>Whether it answers at all.</summary>
    public bool IsSilent { get; set; }

    public bool IsOffered { get; set; } = true;

    public List<PaymentOrder> Opened { get; } = [];

    public Task<string> OpenAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        Opened.Add(order);
        return Task.FromResult($"https://pay.example/{order.PaymentId:N}");
    }

    public Task<OrderStatus> QueryAsync(Guid paymentId, CancellationToken cancellationToken) =>
        IsSilent ? throw Failures.PaymentServiceUnavailable.Because() : Task.FromResult(Orders.GetValueOrDefault(paymentId) ?? new OrderOpen());

    public Task<RefundStatus> RefundAsync(Guid paymentId, Guid refundId, long amount, CancellationToken cancellationToken)
    {
        Refunds.Add((paymentId, refundId, amount));
        return IsSilent ? throw Failures.PaymentServiceUnavailable.Because() : Task.FromResult(Refund);
    }

    public PaymentNotice? ReadNotice(IReadOnlyDictionary<string, string> fields) => fields.GetValueOrDefault("word") == "genuine"
        ? new PaymentNotice(Guid.Parse(fields["order"]), long.Parse(fields["amount"], System.Globalization.CultureInfo.InvariantCulture))
        : null;

    public bool IsTrustedReturn(string uri) => uri.StartsWith("https://portal.example/", StringComparison.Ordinal);
}

internal sealed class PaymentRepository(MemoryStreams streams) : MemoryRepository<PaymentListing>(streams)
{
    protected override IEnumerable<PaymentListing> All() =>
        Folded<Payment, PaymentOpened>().Select(p => new PaymentListing(p.Id, p.DossierId, p.OpenedAt));
}

/// <summary>Numbers of receipts; what is not committed leaves a gap here, as it does not in the database.</summary>
internal sealed class MemoryReceiptNumbers : IReceiptNumbers
{
    private readonly Dictionary<(string, int), int> _last = [];

    public Task<int> NextAsync(string agencyCode, int year, CancellationToken cancellationToken)
    {
        lock (_last) return Task.FromResult(_last[(agencyCode, year)] = _last.GetValueOrDefault((agencyCode, year)) + 1);
    }
}
