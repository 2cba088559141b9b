using FsCheck.Xunit;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Payments;

/// <summary>What can happen to the payments of a dossier.</summary>
public enum MoneyAct
{
    Open,
    Record,
    Supersede,
    HearOpen,
    HearPaid,
    HearPaidOther,
    HearFailed,
    Refund,
    HearRefundDone,
    HearRefundRefused,
    ChangeCopies,
}

/// <summary>One act; the numbers choose among what there is.</summary>
public sealed record MoneyStep(MoneyAct Act, byte Which, byte Other);

/// <summary>Whatever happens in whatever order: no money that arrived is lost, none is counted twice, and nothing leaves the chart.</summary>
public sealed class PaymentSequences
{
    private static readonly HashSet<(PaymentState, PaymentState)> Chart =
    [
        (PaymentState.Waiting, PaymentState.Paid), (PaymentState.Waiting, PaymentState.Failed), (PaymentState.Waiting, PaymentState.Mismatched),
        (PaymentState.Failed, PaymentState.Paid), (PaymentState.Failed, PaymentState.Mismatched),
        (PaymentState.Paid, PaymentState.Refunding), (PaymentState.Mismatched, PaymentState.Refunding),
        (PaymentState.Refunding, PaymentState.Paid), (PaymentState.Refunding, PaymentState.Mismatched), (PaymentState.Refunding, PaymentState.Refunded),
    ];

    [Property(MaxTest = 500)]
    public void The_dossiers_account_and_the_payments_always_agree(MoneyStep[] steps)
    {
        var run = new Run();
        foreach (var step in steps)
        {
            run.Do(step);

            foreach (var move in run.Moves) Chart.ShouldContain(move, step.ToString());
            foreach (var payment in run.Payments)
            {
                payment.HoldsMoney.ShouldBe(run.World[payment.Id] > 0, "the books hold what the world says is here");
                if (payment.HoldsMoney) payment.ReceivedAmount.ShouldBe(run.World[payment.Id]);
                if (payment.State is PaymentState.Paid) payment.ReceivedAmount.ShouldBe(payment.Amount);
                payment.Counts.ShouldBe(payment.ReceiptNumber.Length > 0);
            }

            run.Dossier.PaidAmount.ShouldBe(run.Payments.Where(p => p.HoldsMoney && p.Counts).Sum(p => p.ReceivedAmount));
            run.Dossier.PaidAmount.ShouldBeGreaterThanOrEqualTo(0);
            var numbers = run.Payments.Select(p => p.ReceiptNumber).Where(n => n.Length > 0).ToList();
            numbers.Distinct().Count().ShouldBe(numbers.Count);
        }
    }

    [Property(MaxTest = 200)]
    public void Replaying_the_events_gives_the_same_payments(MoneyStep[] steps)
    {
        var run = new Run();
        foreach (var step in steps) run.Do(step);

        foreach (var payment in run.Payments)
            Given.Picture(Given.Replay<Payment>(run.Events[payment.Id])).ShouldBe(Given.Picture(payment));
    }

    [Property(MaxTest = 200)]
    public void At_most_one_of_those_that_wait_asks_for_what_is_due(MoneyStep[] steps)
    {
        var run = new Run();
        foreach (var step in steps) run.Do(step);
        run.Payments.Count(p => p.State == PaymentState.Waiting).ShouldBeLessThanOrEqualTo(1);
    }

    private sealed class Run
    {
        private readonly ProcedureDefinition _procedure = Given.Procedure with
        {
            Fees = [new FeeDefinition("f", "Phí", FeeKind.Fee, 1_000, 1_000, FeeUnit.Copy) { ComponentId = "giay-to" }],
        };

        private DateTimeOffset _now = Given.Now;
        private int _receipts;

        public HashSet<(PaymentState From, PaymentState To)> Moves { get; } = [];

        public Dossier Dossier { get; } = Given.Draft();

        public List<Payment> Payments { get; } = [];

        public Dictionary<Guid, List<IDomainEvent>> Events { get; } = [];

        /// <summary>The model: what is with us because of each payment, by what the world did and not by what the books say.</summary>
        public Dictionary<Guid, long> World { get; } = [];

        public void Do(MoneyStep step)
        {
            _now = _now.AddMinutes(1 + (step.Other % 20));
            try
            {
                Decide(step);
            }
            catch (FailureException)
            {
                // Refused: nothing happens.
            }
        }

        private void Decide(MoneyStep step)
        {
            var id = PaymentId.Of(Dossier.Id, Payments.Count);
            var any = Payments.Count == 0 ? null : Payments[step.Which % Payments.Count];
            switch (step.Act)
            {
                case MoneyAct.ChangeCopies:
                    Dossier.Apply(Dossier.Select("giay-to", true, 0, step.Other % 10, _now));
                    break;
                case MoneyAct.Open:
                    var opened = Payment.Open(id, Dossier, Dossier.FeesBy(_procedure), "https://pay.example", _now.AddMinutes(15), _now);
                    foreach (var open in Payments) Take(open, open.Supersede(id, _now));
                    Begin(id, [opened]);
                    break;
                case MoneyAct.Record:
                    var due = Dossier.FeesBy(_procedure);
                    var recorded = Payment.Record(id, Dossier, due, due.Due, "officer-1", $"BL-{++_receipts}", _now);
                    foreach (var open in Payments) Take(open, open.Supersede(id, _now));
                    Begin(id, recorded);
                    World[id] = due.Due;
                    break;
                case MoneyAct.Supersede:
                    Take(any, any?.Supersede(Guid.NewGuid(), _now));
                    break;
                case MoneyAct.HearOpen:
                    Hear(any, new OrderOpen());
                    break;
                case MoneyAct.HearFailed:
                    Hear(any, new OrderFailed("PAYMENT_GIVEN_UP"));
                    break;
                case MoneyAct.HearPaid:
                    Hear(any, new OrderPaid(any?.Amount ?? 1, "GD", _now));
                    break;
                case MoneyAct.HearPaidOther:
                    Hear(any, new OrderPaid((any?.Amount ?? 0) + 1 + step.Other, "GD", _now));
                    break;
                case MoneyAct.Refund:
                    foreach (var e in any?.RequestRefund(Guid.NewGuid(), "officer-1", "lý do", _now) ?? []) Take(any, e);
                    if (any?.Channel == PaymentChannel.Counter) World[any.Id] = 0;
                    break;
                case MoneyAct.HearRefundDone when any?.State == PaymentState.Refunding:
                    Take(any, any.LearnOfRefund(new RefundDone(), _now));
                    World[any.Id] = 0;
                    break;
                case MoneyAct.HearRefundRefused:
                    Take(any, any?.LearnOfRefund(new RefundRefused(), _now));
                    break;
            }
        }

        private void Hear(Payment? payment, OrderStatus word)
        {
            if (payment is null) return;
            // A service takes money for an order once, and never for one that is paid at the counter.
            if (word is OrderPaid paid && payment.Channel == PaymentChannel.Online && payment.State is PaymentState.Waiting or PaymentState.Failed)
                World[payment.Id] = ((OrderPaid)word).Amount;
            Take(payment, payment.Learn(word, payment.WouldSettle(word) ? $"BL-{++_receipts}" : "", _now));
        }

        private void Begin(Guid id, IReadOnlyList<IDomainEvent> events)
        {
            var payment = new Payment();
            (Events[id], World[id]) = ([], 0);
            Payments.Add(payment);
            foreach (var e in events) Take(payment, e, id);
        }

        /// <summary>As the use cases do it: what counts goes onto the dossier with the same commit.</summary>
        private void Take(Payment? payment, IDomainEvent? e, Guid? id = null)
        {
            if (payment is null || e is null) return;
            var from = payment.State;
            Given.Take(payment, e);
            if (from != payment.State && e is not PaymentOpened) Moves.Add((from, payment.State));
            Events[id ?? payment.Id].Add(e);
            if (payment.DossierEventOf(e) is { } told) Given.Take(Dossier, told);
        }
    }
}
