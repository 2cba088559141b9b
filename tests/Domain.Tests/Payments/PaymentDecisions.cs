using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;
using Catalogue = KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Payments;

/// <summary>What becomes of a payment, and when.</summary>
public sealed class PaymentDecisions
{
    private static readonly DateTimeOffset Expiry = Given.Now.AddMinutes(15);

    private static readonly ProcedureDefinition Procedure = Given.Procedure with
    {
        Fees = [new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 8_000, 8_000, FeeUnit.Dossier)],
    };

    [Fact]
    public void An_order_is_for_what_is_due_and_says_for_what()
    {
        var payment = Opened();

        (payment.Amount, payment.State, payment.Channel).ShouldBe((8_000, PaymentState.Waiting, PaymentChannel.Online));
        payment.Lines.ShouldHaveSingleItem().FeeId.ShouldBe("le-phi");
        (payment.HoldsMoney, payment.Counts, payment.Cause).ShouldBe((false, false, ""));
    }

    [Fact]
    public void Nothing_due_and_dossiers_that_came_to_nothing_are_not_paid()
    {
        var free = Given.Submitted();
        Given.FailureOf(() => Payment.Open(Guid.NewGuid(), free, free.FeesBy(Given.Procedure), "", Expiry, Given.Now)).ShouldBe(Catalogue.NothingDue);

        var refused = Given.Submitted();
        refused.Apply(new DossierRefused("officer-1", Personal.Of(Given.Owner, "thiếu"), Given.Now));
        Given.FailureOf(() => Payment.Open(Guid.NewGuid(), refused, refused.FeesBy(Procedure), "", Expiry, Given.Now))
            .ShouldBe(Catalogue.DossierNotPayable);
    }

    [Theory]
    [InlineData(7_999)]
    [InlineData(8_001)]
    [InlineData(0)]
    [InlineData(-8_000)]
    public void At_the_counter_only_the_exact_amount_is_taken(long amount)
    {
        var dossier = Given.Submitted();
        Given.FieldsOf(() => Payment.Record(Guid.NewGuid(), dossier, dossier.FeesBy(Procedure), amount, "officer-1", "BL-1", Given.Now))
            .ShouldBe(["amount"]);
    }

    [Fact]
    public void What_is_taken_at_the_counter_is_paid_at_once()
    {
        var dossier = Given.Submitted();
        var payment = Given.Replay<Payment>(
            Payment.Record(Guid.NewGuid(), dossier, dossier.FeesBy(Procedure), 8_000, "officer-1", "BL-1", Given.Now));

        (payment.State, payment.ReceiptNumber, payment.ReceivedAmount).ShouldBe((PaymentState.Paid, "BL-1", 8_000));
        payment.Learn(new OrderPaid(8_000, "x", Given.Now), "BL-2", Given.Now).ShouldBeNull("no payment service has anything to say about it");
    }

    [Fact]
    public void The_amount_asked_for_settles_it_once()
    {
        var payment = Opened();
        var word = new OrderPaid(8_000, "GD-1", Given.Now.AddMinutes(1));
        payment.WouldSettle(word).ShouldBeTrue();
        Given.Take(payment, payment.Learn(word, "BL-1", Given.Now.AddMinutes(2))!);

        (payment.State, payment.ReceiptNumber, payment.GatewayReference).ShouldBe((PaymentState.Paid, "BL-1", "GD-1"));
        payment.WouldSettle(word).ShouldBeFalse();
        payment.Learn(word, "BL-2", Given.Now.AddMinutes(3)).ShouldBeNull();
    }

    [Theory]
    [InlineData(7_000)]
    [InlineData(9_000)]
    public void Another_amount_is_recorded_and_does_not_count(long amount)
    {
        var payment = Opened();
        var word = new OrderPaid(amount, "GD-1", Given.Now);
        payment.WouldSettle(word).ShouldBeFalse("no receipt number is drawn for it");
        Given.Take(payment, payment.Learn(word, "", Given.Now)!);

        (payment.State, payment.ReceivedAmount, payment.Cause).ShouldBe((PaymentState.Mismatched, amount, Catalogue.AmountMismatched.Code));
        (payment.HoldsMoney, payment.Counts).ShouldBe((true, false));
    }

    [Fact]
    public void It_expires_when_its_time_is_up_and_not_before()
    {
        var payment = Opened();
        payment.Learn(new OrderOpen(), "", Expiry.AddTicks(-1)).ShouldBeNull();
        payment.Learn(new OrderOpen(), "", Expiry).ShouldBeOfType<PaymentExpired>();
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("failed")]
    [InlineData("superseded")]
    public void What_arrives_after_all_still_counts(string end)
    {
        var payment = Opened();
        Given.Take(payment, end switch
        {
            "expired" => payment.Learn(new OrderOpen(), "", Expiry)!,
            "failed" => payment.Learn(new OrderFailed(Catalogue.PaymentGivenUp.Code), "", Given.Now)!,
            _ => payment.Supersede(Guid.NewGuid(), Given.Now)!,
        });
        payment.State.ShouldBe(PaymentState.Failed);
        payment.Learn(new OrderOpen(), "", Expiry.AddDays(1)).ShouldBeNull();
        payment.Learn(new OrderFailed(Catalogue.PaymentGivenUp.Code), "", Expiry).ShouldBeNull();

        Given.Take(payment, payment.Learn(new OrderPaid(8_000, "GD-1", Expiry.AddMinutes(1)), "BL-1", Expiry.AddHours(1))!);

        (payment.State, payment.Cause, payment.Counts).ShouldBe((PaymentState.Paid, "", true));
    }

    [Fact]
    public void A_refund_gives_back_all_that_was_received_and_only_once()
    {
        var payment = Opened();
        Given.FailureOf(() => payment.RequestRefund(Guid.NewGuid(), "officer-1", "rút hồ sơ", Given.Now)).ShouldBe(Catalogue.PaymentNotRefundable);
        Given.Take(payment, payment.Learn(new OrderPaid(9_000, "GD-1", Given.Now), "", Given.Now)!);
        var refund = Guid.NewGuid();

        var requested = payment.RequestRefund(refund, "officer-1", "sai số tiền", Given.Now).ShouldHaveSingleItem();
        Given.Take(payment, requested);
        (payment.State, payment.Refund!.Amount, payment.Refund.RefundId).ShouldBe((PaymentState.Refunding, 9_000, refund));
        Given.FailureOf(() => payment.RequestRefund(Guid.NewGuid(), "officer-1", "x", Given.Now)).ShouldBe(Catalogue.PaymentNotRefundable);
        payment.LearnOfRefund(new RefundAtWork(), Given.Now).ShouldBeNull();

        Given.Take(payment, payment.LearnOfRefund(new RefundDone(), Given.Now)!);
        (payment.State, payment.RefundedAt).ShouldBe((PaymentState.Refunded, Given.Now));
        payment.LearnOfRefund(new RefundDone(), Given.Now).ShouldBeNull();
    }

    [Fact]
    public void A_refund_that_is_refused_leaves_the_payment_as_it_was_and_can_be_tried_anew()
    {
        var payment = Opened();
        Given.Take(payment, payment.Learn(new OrderPaid(8_000, "GD-1", Given.Now), "BL-1", Given.Now)!);
        Given.Take(payment, payment.RequestRefund(Guid.NewGuid(), "officer-1", "rút hồ sơ", Given.Now)[0]);

        Given.Take(payment, payment.LearnOfRefund(new RefundRefused(), Given.Now)!);

        (payment.State, payment.Refund, payment.Cause).ShouldBe((PaymentState.Paid, null, Catalogue.RefundNotAccepted.Code));
        payment.RequestRefund(Guid.NewGuid(), "officer-1", "rút hồ sơ", Given.Now).ShouldHaveSingleItem();
    }

    [Fact]
    public void Numbers_of_receipts_begin_anew_with_the_year_in_viet_nam()
    {
        ReceiptNumber.YearOf(new DateTimeOffset(2026, 12, 31, 16, 59, 59, TimeSpan.Zero)).ShouldBe(2026);
        ReceiptNumber.YearOf(new DateTimeOffset(2026, 12, 31, 17, 0, 0, TimeSpan.Zero)).ShouldBe(2027);
        ReceiptNumber.Make(Given.Agency, 2026, 12).ShouldBe("BL-000.21.24.H34-2026-0000012");
    }

    private static Payment Opened()
    {
        var dossier = Given.Submitted();
        return Given.Replay<Payment>(Payment.Open(Guid.NewGuid(), dossier, dossier.FeesBy(Procedure), "https://pay.example/1", Expiry, Given.Now));
    }
}
