using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Payments;

/// <summary>Where a payment stands; the numbers are those of the contract.</summary>
public enum PaymentState
{
    /// <summary>The person has not paid yet.</summary>
    Waiting = 1,

    /// <summary>Paid.</summary>
    Paid = 2,

    /// <summary>Given up, refused by the bank, expired or superseded.</summary>
    Failed = 3,

    /// <summary>Another amount arrived.</summary>
    Mismatched = 4,

    /// <summary>To be given back.</summary>
    Refunding = 5,

    /// <summary>Given back.</summary>
    Refunded = 6,
}

/// <summary>
/// A payment of a dossier's fees: one stream from the order to the receipt, and to the refund if there is one. The rule above all others
/// is that no money that arrived is lost: what was asked for counts whenever it arrives, also after the payment had expired, failed or
/// been superseded; what was not asked for is recorded and waits for an officer (decision record 0021).
/// </summary>
public sealed class Payment
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>Owner of the dossier.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>Agency whose receipt it becomes.</summary>
    public Agency Agency { get; private set; } = new("", "");

    /// <summary>What is asked for, in đồng.</summary>
    public long Amount { get; private set; }

    /// <summary>What it is for.</summary>
    public IReadOnlyList<FeeLine> Lines { get; private set; } = [];

    /// <summary>Where it is paid.</summary>
    public PaymentChannel Channel { get; private set; }

    /// <summary>Where it stands.</summary>
    public PaymentState State { get; private set; }

    /// <summary>Where the person pays; empty at the counter.</summary>
    public string PayUri { get; private set; } = "";

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Until when it can be paid; null at the counter.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>What arrived, in đồng; 0 before.</summary>
    public long ReceivedAmount { get; private set; }

    /// <summary>What the payment service calls it.</summary>
    public string GatewayReference { get; private set; } = "";

    /// <summary>Number of the receipt; empty when there is none.</summary>
    public string ReceiptNumber { get; private set; } = "";

    /// <summary>When it was paid.</summary>
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>Code of the failure catalogue: why it failed, differs, or could not be given back; empty otherwise.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>The refund that is under way or done; null when there is none.</summary>
    public PaymentRefundRequested? Refund { get; private set; }

    /// <summary>When it was given back.</summary>
    public DateTimeOffset? RefundedAt { get; private set; }

    /// <summary>Whether money is with us because of it that has not been given back.</summary>
    public bool HoldsMoney => State is PaymentState.Paid or PaymentState.Mismatched or PaymentState.Refunding;

    /// <summary>Whether what arrived counts for the dossier, or did until it was given back.</summary>
    public bool Counts => ReceiptNumber.Length > 0;

    /// <summary>
    /// Whether the payment service can still have news: not once money was recorded, for then it only repeats itself, and never of what
    /// was paid at the counter.
    /// </summary>
    public bool Listens => State is PaymentState.Waiting or PaymentState.Failed && Channel == PaymentChannel.Online;

    /// <summary>Decides to begin an online payment of what is due.</summary>
    public static PaymentOpened Open(
        Guid id, Dossier dossier, DossierFees fees, string payUri, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        MustBePayable(dossier, fees);
        return new PaymentOpened(
            id, dossier.Id, dossier.OwnerId, dossier.Agency, fees.Due, fees.Lines, PaymentChannel.Online, payUri, expiresAt, "", now);
    }

    /// <summary>Decides that an officer took the money at the counter: exactly what is due.</summary>
    public static IReadOnlyList<IDomainEvent> Record(
        Guid id, Dossier dossier, DossierFees fees, long amount, string officerId, string receiptNumber, DateTimeOffset now)
    {
        MustBePayable(dossier, fees);
        if (amount != fees.Due) throw Invalid(AmountNotDue.At("amount", ("amount", fees.Due)));
        return
        [
            new PaymentOpened(
                id, dossier.Id, dossier.OwnerId, dossier.Agency, fees.Due, fees.Lines, PaymentChannel.Counter, "", null, officerId, now),
            new PaymentSettled(fees.Due, "", receiptNumber, now, now),
        ];
    }

    /// <summary>Refuses a payment of which nothing could become.</summary>
    public static void MustBePayable(Dossier dossier, DossierFees fees)
    {
        if (!dossier.CanBePaid) throw DossierNotPayable.Because();
        if (fees.Due == 0) throw NothingDue.Because();
    }

    /// <summary>Whether the payment service's word would settle it, so that a number for its receipt must be drawn.</summary>
    public bool WouldSettle(OrderStatus order) => Listens && order is OrderPaid paid && paid.Amount == Amount;

    /// <summary>Decides what the payment service's word, asked for by us, means; null when it means nothing new.</summary>
    /// <param name="order">What the service says.</param>
    /// <param name="receiptNumber">Number of the receipt, when it <see cref="WouldSettle"/>.</param>
    /// <param name="now">The time.</param>
    public IDomainEvent? Learn(OrderStatus order, string receiptNumber, DateTimeOffset now)
    {
        if (!Listens) return null;
        return order switch
        {
            OrderPaid paid when paid.Amount == Amount => new PaymentSettled(paid.Amount, paid.Reference, receiptNumber, paid.At, now),
            OrderPaid paid => new PaymentMismatched(paid.Amount, paid.Reference, paid.At, now),
            OrderFailed failed when State == PaymentState.Waiting => new PaymentFailed(failed.Cause, now),
            OrderOpen when State == PaymentState.Waiting && now >= ExpiresAt => new PaymentExpired(now),
            _ => null,
        };
    }

    /// <summary>Decides that another payment takes its place; null when it no longer waits.</summary>
    public PaymentSuperseded? Supersede(Guid byPaymentId, DateTimeOffset now) =>
        State == PaymentState.Waiting ? new PaymentSuperseded(byPaymentId, now) : null;

    /// <summary>
    /// Decides to give back all that was received. What was taken at the counter was given back there, which is recorded at once.
    /// </summary>
    public IReadOnlyList<IDomainEvent> RequestRefund(Guid refundId, string officerId, string reason, DateTimeOffset now)
    {
        if (State is not (PaymentState.Paid or PaymentState.Mismatched)) throw PaymentNotRefundable.Because();
        var requested = new PaymentRefundRequested(refundId, ReceivedAmount, officerId, Personal.Of(OwnerId, reason), now);
        return Channel == PaymentChannel.Counter ? [requested, new PaymentRefunded(refundId, ReceivedAmount, now)] : [requested];
    }

    /// <summary>Decides what the payment service's word about the refund means; null when it means nothing new.</summary>
    public IDomainEvent? LearnOfRefund(RefundStatus status, DateTimeOffset now) => (State, Refund, status) switch
    {
        (PaymentState.Refunding, { } refund, RefundDone) => new PaymentRefunded(refund.RefundId, refund.Amount, now),
        (PaymentState.Refunding, { } refund, RefundRefused) => new PaymentRefundRefused(refund.RefundId, RefundNotAccepted.Code, now),
        _ => null,
    };

    /// <summary>What an event of this payment means for the dossier, in the same transaction; null when nothing.</summary>
    public IDomainEvent? DossierEventOf(IDomainEvent @event) => @event switch
    {
        PaymentSettled e => new FeesPaid(Id, e.Amount, Channel, e.ReceiptNumber, e.At),
        PaymentRefunded e when Counts => new FeesRefunded(Id, e.Amount, e.At),
        _ => null,
    };

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentOpened e)
    {
        (Id, DossierId, OwnerId, Agency) = (e.PaymentId, e.DossierId, e.OwnerId, e.Agency);
        (Amount, Lines, Channel, PayUri) = (e.Amount, e.Lines, e.Channel, e.PayUri);
        (State, OpenedAt, ExpiresAt) = (PaymentState.Waiting, e.At, e.ExpiresAt);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentSettled e)
    {
        (State, ReceivedAmount, GatewayReference) = (PaymentState.Paid, e.Amount, e.GatewayReference);
        (ReceiptNumber, PaidAt, Cause) = (e.ReceiptNumber, e.PaidAt, "");
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentMismatched e)
    {
        (State, ReceivedAmount, GatewayReference) = (PaymentState.Mismatched, e.ReceivedAmount, e.GatewayReference);
        (PaidAt, Cause) = (e.PaidAt, AmountMismatched.Code);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentFailed e) => (State, Cause) = (PaymentState.Failed, e.Cause);

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentExpired e) => (State, Cause) = (PaymentState.Failed, Failures.Failures.PaymentExpired.Code);

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentSuperseded e) => (State, Cause) = (PaymentState.Failed, Failures.Failures.PaymentSuperseded.Code);

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRefundRequested e) => (State, Refund, Cause) = (PaymentState.Refunding, e, "");

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRefundRefused e) =>
        (State, Refund, Cause) = (Counts ? PaymentState.Paid : PaymentState.Mismatched, null, e.Cause);

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRefunded e) => (State, RefundedAt) = (PaymentState.Refunded, e.At);
}
