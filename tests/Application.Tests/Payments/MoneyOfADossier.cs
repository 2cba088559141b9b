using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.SelectComponent;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Payments.AdvancePayment;
using KonTum.Tthc.Application.Payments.GetFees;
using KonTum.Tthc.Application.Payments.GetPayment;
using KonTum.Tthc.Application.Payments.GetPaymentReceipt;
using KonTum.Tthc.Application.Payments.ListPayments;
using KonTum.Tthc.Application.Payments.RecordPayment;
using KonTum.Tthc.Application.Payments.RefundPayment;
using KonTum.Tthc.Application.Payments.StartPayment;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Application.Reception.RequestPayment;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Payments;

/// <summary>What a dossier costs, how it is paid, and who may see and do what with its money.</summary>
public sealed class MoneyOfADossier
{
    private static readonly Caller Officer = TestWorld.Officer(TestWorld.DuyTan);

    private static readonly ProcedureDefinition Charged = TestWorld.BirthRegistration with
    {
        Fees =
        [
            new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 8_000, 8_000, FeeUnit.Dossier),
            new FeeDefinition("ban-sao", "Phí bản sao", FeeKind.Fee, 2_000, 2_000, FeeUnit.Copy) { ComponentId = "giay-to" },
        ],
        Components = [TestWorld.BirthRegistration.Components[0], TestWorld.BirthRegistration.Components[1] with { CopyCount = 0 }],
    };

    private readonly TestWorld _world = new();

    [Fact]
    public async Task What_is_due_is_paid_online_and_counts_once()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        (payment.Amount, payment.State).ShouldBe((8_000, PaymentState.Waiting));
        payment.PayUri.ShouldBe($"https://pay.example/{payment.Id:N}");

        Pay(payment.Id, 8_000);
        var paid = await _world.SendAsync(TestWorld.Ann, new GetPayment(dossier, payment.Id));
        (paid.State, paid.ReceiptNumber, paid.PayUri).ShouldBe((PaymentState.Paid, $"BL-{TestWorld.DuyTan}-2026-0000001", ""));
        await _world.SendAsync(TestWorld.Ann, new GetPayment(dossier, payment.Id));

        var fees = await _world.SendAsync(TestWorld.Ann, new GetFees(dossier));
        (fees.Total, fees.Paid, fees.Due).ShouldBe((8_000, 8_000, 0));
        _world.Streams.Events(dossier).OfType<FeesPaid>().ShouldHaveSingleItem().Amount.ShouldBe(8_000);
        (await _world.FailAsync(TestWorld.Ann, new StartPayment(dossier, "", null))).Failure.ShouldBe(Failures.NothingDue);
    }

    [Fact]
    public async Task One_that_is_open_is_answered_again_and_one_for_another_amount_takes_its_place()
    {
        var dossier = await DraftAsync();
        var first = await StartAsync(dossier);
        (await StartAsync(dossier)).ShouldBe(first);

        await _world.SendAsync(TestWorld.Ann, new SelectComponent(dossier, "giay-to", true, 0, 3, null, null));
        var second = await StartAsync(dossier);

        (second.Id == first.Id, second.Amount).ShouldBe((false, 14_000));
        var listed = await _world.SendAsync(TestWorld.Ann, new ListPayments(dossier));
        listed.Select(p => (p.State, p.FailureCode)).ShouldBe([(PaymentState.Failed, "PAYMENT_SUPERSEDED"), (PaymentState.Waiting, "")]);
    }

    [Fact]
    public async Task Who_has_paid_a_moment_ago_is_not_asked_to_pay_again()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        Pay(payment.Id, 8_000); // and no callback has come

        (await _world.FailAsync(TestWorld.Ann, new StartPayment(dossier, "", null))).Failure.ShouldBe(Failures.NothingDue);
        (await StateAsync(payment.Id)).State.ShouldBe(PaymentState.Paid);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_not_that_of_the_look_before_it()
    {
        var dossier = await DraftAsync();
        var first = await StartAsync(dossier);
        _world.Payments.Orders[first.Id] = new OrderFailed(Failures.PaymentGivenUp.Code);
        var request = new StartPayment(dossier, "", Guid.NewGuid().ToString());

        var second = await _world.SendAsync(TestWorld.Ann, request);

        second.Id.ShouldNotBe(first.Id);
        (await _world.SendAsync(TestWorld.Ann, request)).ShouldBe(second);
        (await StateAsync(first.Id)).Cause.ShouldBe("PAYMENT_GIVEN_UP");
    }

    [Fact]
    public async Task What_arrives_for_one_that_was_superseded_counts_and_what_is_too_much_shows()
    {
        var dossier = await DraftAsync();
        var first = await StartAsync(dossier);
        await _world.SendAsync(TestWorld.Ann, new SelectComponent(dossier, "giay-to", true, 0, 3, null, null));
        var second = await StartAsync(dossier);
        Pay(first.Id, 8_000);
        Pay(second.Id, 14_000);

        await AdvanceAsync(first.Id);
        await AdvanceAsync(second.Id);

        var fees = await _world.SendAsync(TestWorld.Ann, new GetFees(dossier));
        (fees.Total, fees.Paid, fees.Due, fees.Overpaid).ShouldBe((14_000, 22_000, 0, 8_000));
    }

    [Fact]
    public async Task People_are_sent_back_to_trusted_addresses_only()
    {
        var dossier = await DraftAsync();
        var refused = await _world.FailAsync(TestWorld.Ann, new StartPayment(dossier, "https://evil.example/", null));
        refused.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.ReturnAddressNotTrusted);
        _world.Payments.Opened.ShouldBeEmpty();

        await _world.SendAsync(TestWorld.Ann, new StartPayment(dossier, "https://portal.example/back", null));
        _world.Payments.Opened.ShouldHaveSingleItem().ReturnUri.ShouldBe("https://portal.example/back");
    }

    [Fact]
    public async Task At_the_counter_an_officer_takes_exactly_what_is_due_also_for_a_draft()
    {
        var dossier = await DraftAsync();
        var open = await StartAsync(dossier);
        (await _world.FailAsync(Officer, new RecordPayment(dossier, 7_000, null))).Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.AmountNotDue);

        var paid = await _world.SendAsync(Officer, new RecordPayment(dossier, 8_000, null));

        (paid.State, paid.Channel, paid.ReceiptNumber).ShouldBe((PaymentState.Paid, PaymentChannel.Counter, $"BL-{TestWorld.DuyTan}-2026-0000001"));
        (await StateAsync(open.Id)).Cause.ShouldBe("PAYMENT_SUPERSEDED");
        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(0);
    }

    [Fact]
    public async Task The_counter_works_while_the_payment_service_does_not()
    {
        var dossier = await DraftAsync();
        await StartAsync(dossier);
        _world.Payments.IsSilent = true;

        (await _world.SendAsync(Officer, new RecordPayment(dossier, 8_000, null))).State.ShouldBe(PaymentState.Paid);
    }

    [Fact]
    public async Task Callbacks_are_believed_by_what_the_service_answers_and_get_the_same_answer_each_time()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        (await TakeAsync(payment.Id, 8_000, "forged")).ShouldBe(NoticeAnswer.Forged);
        (await TakeAsync(payment.Id, 8_000)).ShouldBe(NoticeAnswer.Taken);
        (await StateAsync(payment.Id)).State.ShouldBe(PaymentState.Waiting, "the service does not say that it was paid");
        (await TakeAsync(Guid.NewGuid(), 8_000)).ShouldBe(NoticeAnswer.UnknownOrder);
        _world.Payments.IsSilent = true;
        (await TakeAsync(payment.Id, 8_000)).ShouldBe(NoticeAnswer.TryAgain);

        _world.Payments.IsSilent = false;
        Pay(payment.Id, 8_000);
        for (var i = 0; i < 3; i++) (await TakeAsync(payment.Id, 8_000)).ShouldBe(NoticeAnswer.Taken);
        _world.Streams.Events(payment.Id).OfType<PaymentSettled>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_amount_does_not_count_and_is_given_back()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        Pay(payment.Id, 9_000);
        for (var i = 0; i < 2; i++) (await TakeAsync(payment.Id, 9_000)).ShouldBe(NoticeAnswer.OtherAmount);

        var view = await _world.SendAsync(TestWorld.Ann, new GetPayment(dossier, payment.Id));
        (view.State, view.ReceivedAmount, view.FailureCode, view.ReceiptNumber).ShouldBe((PaymentState.Mismatched, 9_000, "AMOUNT_MISMATCHED", ""));
        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(8_000);

        await _world.SendAsync(Officer, new RefundPayment(dossier, payment.Id, "Nộp sai số tiền", null));
        _world.Payments.Refund = new RefundDone();
        (await AdvanceAsync(payment.Id)).ShouldBeNull();
        (await StateAsync(payment.Id)).State.ShouldBe(PaymentState.Refunded);
        _world.Streams.Events(dossier).OfType<FeesRefunded>().ShouldBeEmpty("it had never counted");
    }

    [Fact]
    public async Task A_refund_is_pursued_under_one_identifier_until_it_is_done()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        Pay(payment.Id, 8_000);
        await AdvanceAsync(payment.Id);

        var asked = await _world.SendAsync(Officer, new RefundPayment(dossier, payment.Id, "Rút hồ sơ", null));
        asked.State.ShouldBe(PaymentState.Refunding);
        (await _world.FailAsync(Officer, new RefundPayment(dossier, payment.Id, "Rút hồ sơ", null))).Failure.ShouldBe(Failures.PaymentNotRefundable);
        (await AdvanceAsync(payment.Id)).ShouldNotBeNull();
        _world.Payments.IsSilent = true;
        (await AdvanceAsync(payment.Id)).ShouldNotBeNull();
        _world.Payments.IsSilent = false;
        _world.Payments.Refund = new RefundDone();
        (await AdvanceAsync(payment.Id)).ShouldBeNull();

        _world.Payments.Refunds.Count.ShouldBe(3);
        _world.Payments.Refunds.Distinct().ShouldHaveSingleItem().Amount.ShouldBe(8_000);
        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(8_000);
    }

    [Fact]
    public async Task An_order_is_watched_until_it_expires_and_for_a_while_after()
    {
        var dossier = await DraftAsync();
        var payment = await StartAsync(dossier);
        var end = payment.ExpiresAt!.Value;
        (await AdvanceAsync(payment.Id)).ShouldBe(_world.Time.GetUtcNow() + new PaymentPace().PollInterval);

        _world.Time.Advance(end - _world.Time.GetUtcNow());
        (await AdvanceAsync(payment.Id)).ShouldNotBeNull();
        (await StateAsync(payment.Id)).Cause.ShouldBe("PAYMENT_EXPIRED");

        _world.Time.Advance(TimeSpan.FromHours(5));
        Pay(payment.Id, 8_000);
        (await AdvanceAsync(payment.Id)).ShouldBeNull();
        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(0);
    }

    [Fact]
    public async Task An_order_that_nobody_pays_is_let_go_in_the_end()
    {
        var payment = await StartAsync(await DraftAsync());
        _world.Time.Advance(TimeSpan.FromMinutes(15) + new PaymentPace().LateWatch);
        (await AdvanceAsync(payment.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Strangers_and_other_agencies_get_the_answer_for_none()
    {
        var dossier = await DraftAsync();
        var payment = (await StartAsync(dossier)).Id;
        foreach (var caller in new[] { TestWorld.Binh, TestWorld.Officer(TestWorld.ThangLoi), TestWorld.Officer(null) })
        {
            foreach (var id in new[] { dossier, Guid.NewGuid() })
            {
                (await _world.FailAsync(caller, new GetFees(id))).Failure.ShouldBe(Failures.DossierNotFound);
                (await _world.FailAsync(caller, new ListPayments(id))).Failure.ShouldBe(Failures.DossierNotFound);
                (await _world.FailAsync(caller, new GetPayment(id, payment))).Failure.ShouldBe(Failures.DossierNotFound);
                (await _world.FailAsync(caller, new GetPaymentReceipt(id, payment))).Failure.ShouldBe(Failures.DossierNotFound);
            }
        }

        (await _world.FailAsync(TestWorld.Binh, new StartPayment(dossier, "", null))).Failure.ShouldBe(Failures.DossierNotFound);
        var other = TestWorld.Officer(TestWorld.ThangLoi);
        (await _world.FailAsync(other, new RecordPayment(dossier, 8_000, null))).Failure.ShouldBe(Failures.DossierNotFound);
        (await _world.FailAsync(other, new RefundPayment(dossier, payment, "x", null))).Failure.ShouldBe(Failures.DossierNotFound);
        var mine = await DraftAsync(TestWorld.Binh);
        (await _world.FailAsync(TestWorld.Binh, new GetPayment(mine, payment))).Failure.ShouldBe(Failures.PaymentNotFound, "a payment of another dossier");
    }

    [Fact]
    public async Task A_receipt_says_who_paid_what_in_figures_and_in_words()
    {
        var dossier = await DraftAsync();
        await _world.FillAsync(dossier);
        var payment = await StartAsync(dossier);
        (await _world.FailAsync(TestWorld.Ann, new GetPaymentReceipt(dossier, payment.Id))).Failure.ShouldBe(Failures.PaymentUnreceipted);
        Pay(payment.Id, 8_000);
        await AdvanceAsync(payment.Id);

        var file = await _world.SendAsync(TestWorld.Ann, new GetPaymentReceipt(dossier, payment.Id));

        (file.ContentType, file.FileName).ShouldBe(("application/pdf", $"BL-{TestWorld.DuyTan}-2026-0000001.pdf"));
        var paper = _world.Printer.Last!;
        (paper.Title, paper.Number, paper.Agency).ShouldBe(("BIÊN LAI THU PHÍ, LỆ PHÍ", $"Số: BL-{TestWorld.DuyTan}-2026-0000001", "UBND phường Duy Tân"));
        var fields = paper.Parts.OfType<PaperField>().ToDictionary(f => f.Label, f => f.Value);
        fields["Người nộp"].ShouldBe("Nguyễn Văn Kiểm Thử");
        fields["Số tiền"].ShouldBe("8.000 đồng");
        fields["Bằng chữ"].ShouldBe("Tám nghìn đồng");
        paper.Parts.OfType<PaperTable>().Single().Rows.ShouldHaveSingleItem().ShouldBe(["Lệ phí", "8.000", "1", "8.000"]);
    }

    [Theory]
    [InlineData(PaymentChannel.Online)]
    [InlineData(PaymentChannel.Counter)]
    public async Task A_dossier_that_waited_for_money_goes_on_in_the_same_commit_when_all_of_it_is_there(PaymentChannel channel)
    {
        var dossier = await AskedForMoneyAsync(extra: 50_000);

        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(58_000);
        if (channel == PaymentChannel.Counter)
        {
            await _world.SendAsync(Officer, new RecordPayment(dossier, 58_000, null));
        }
        else
        {
            var payment = await StartAsync(dossier);
            Pay(payment.Id, 58_000);
            for (var i = 0; i < 2; i++) (await TakeAsync(payment.Id, 58_000)).ShouldBe(NoticeAnswer.Taken);
        }

        Fold.Of<Dossier>(_world.Streams.Events(dossier)).State.ShouldBe(DossierState.Registered);
        _world.Streams.Events(dossier).TakeLast(2).Select(e => e.GetType())
            .ShouldBe([typeof(FeesPaid), typeof(PaymentRequestSettled)]);
    }

    [Fact]
    public async Task It_keeps_waiting_while_something_is_due()
    {
        var dossier = await DraftAsync();
        var early = await StartAsync(dossier); // of 8.000, before more was asked for
        await AskForMoneyAsync(dossier, extra: 50_000);
        Pay(early.Id, 8_000);
        await AdvanceAsync(early.Id);

        Fold.Of<Dossier>(_world.Streams.Events(dossier)).State.ShouldBe(DossierState.PaymentRequested);
        (await _world.SendAsync(TestWorld.Ann, new GetFees(dossier))).Due.ShouldBe(50_000);
    }

    [Fact]
    public async Task The_national_portal_is_told_each_fee()
    {
        var dossier = Fold.Of<Dossier>(_world.Streams.Events(await AskedForMoneyAsync(extra: 50_000)));

        var told = PortalItems.Dossier(dossier, Charged, new MemoryExchange())["DanhSachLePhi"]!.AsArray();

        told.Select(f => ((string?)f!["MaPhiLePhi"], (string?)f["SoTien"])).ShouldBe([("le-phi", "8000"), ("", "50000")]);
    }

    private async Task<Guid> AskedForMoneyAsync(long extra)
    {
        var dossier = await DraftAsync();
        await AskForMoneyAsync(dossier, extra);
        return dossier;
    }

    private async Task AskForMoneyAsync(Guid dossier, long extra)
    {
        await _world.AttachAsync(dossier);
        await _world.FillAsync(dossier);
        await _world.SendAsync(TestWorld.Ann, new SubmitDossier(dossier, null, null));
        await _world.SendAsync(Officer, new RequestPayment(dossier, extra, "Thuế theo thông báo", null, null));
    }

    private async Task<Guid> DraftAsync(Caller? owner = null)
    {
        await _world.SendAsync(null, new PublishProcedure(Charged));
        return (await _world.SendAsync(owner ?? TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, null))).Id;
    }

    private Task<PaymentView> StartAsync(Guid dossier) => _world.SendAsync(TestWorld.Ann, new StartPayment(dossier, "", null));

    private void Pay(Guid payment, long amount) => _world.Payments.Orders[payment] = new OrderPaid(amount, "GD-1", _world.Time.GetUtcNow());

    private Task<DateTimeOffset?> AdvanceAsync(Guid payment) => _world.SendAsync(null, new AdvancePayment(payment));

    private Task<NoticeAnswer> TakeAsync(Guid order, long amount, string word = "genuine") => _world.NoticeAsync(
        new Dictionary<string, string> { ["word"] = word, ["order"] = order.ToString(), ["amount"] = $"{amount}" });

    private Task<Payment> StateAsync(Guid payment) => Task.FromResult(Fold.Of<Payment>(_world.Streams.Events(payment)));
}
