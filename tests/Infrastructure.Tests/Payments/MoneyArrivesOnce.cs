using System.Net.Http.Json;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Payments.GetFees;
using KonTum.Tthc.Application.Payments.GetPayment;
using KonTum.Tthc.Application.Payments.ListPayments;
using KonTum.Tthc.Application.Payments.RecordPayment;
using KonTum.Tthc.Application.Payments.RefundPayment;
using KonTum.Tthc.Application.Payments.StartPayment;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Payments;

/// <summary>Two nodes, one PostgreSQL, the sandbox as the payment service over HTTP: money is recorded once, whatever happens.</summary>
public sealed class MoneyArrivesOnce(PaymentNodes world) : IClassFixture<PaymentNodes>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => world.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Twenty_callbacks_at_once_on_two_nodes_settle_it_once_and_get_the_same_answer()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        var notice = await world.NoticeAsync(payment);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => world.TakeAsync(notice, i % 2 == 0 ? world.First : world.Second))));

        answers.ShouldAllBe(a => a == NoticeAnswer.Taken);
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(1);
        (await world.CountAsync(payment.Id, "payment_settled")).ShouldBe(1);
        (await world.StateAsync<Payment>(payment.Id)).ReceiptNumber.ShouldBe($"BL-{PaymentNodes.Agency}-2026-0000001");
        (await world.StateAsync<Dossier>(dossier)).PaidAmount.ShouldBe(8_000);
        (await world.TakeAsync(notice)).ShouldBe(NoticeAnswer.Taken);
    }

    [Fact]
    public async Task Receipts_of_many_at_once_are_numbered_in_order_without_a_gap()
    {
        var dossiers = new List<Guid>();
        for (var i = 0; i < 12; i++)
            dossiers.Add((await world.SendAsync(PaymentNodes.Citizen, new CreateDossier(PaymentNodes.Procedure, PaymentNodes.Agency, null))).Id);

        var taken = await Task.WhenAll(dossiers.SelectMany((d, i) => new[] { world.First, world.Second }.Select(node => Task.Run(async () =>
        {
            try
            {
                return (await world.SendAsync(PaymentNodes.Officer, new RecordPayment(d, 8_000, null), node)).ReceiptNumber;
            }
            catch (FailureException e)
            {
                return e.Failure.Code; // the colleague was first, and nothing is due any more
            }
        }))));

        taken.Count(n => n == "NOTHING_DUE").ShouldBe(12);
        taken.Where(n => n != "NOTHING_DUE").Order().ShouldBe(Enumerable.Range(1, 12).Select(n => $"BL-{PaymentNodes.Agency}-2026-{n:D7}"));
    }

    [Fact]
    public async Task A_forged_callback_changes_nothing_and_asks_nobody()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        var notice = await world.NoticeAsync(payment);

        foreach (var forged in new[]
        {
            With(notice, "tt_amount", "9000"), With(notice, "tt_sign", new string('0', 128)), With(notice, "tt_sign", ""),
            With(notice, "tt_sign", notice["tt_sign"].ToUpperInvariant() + "0"), With(notice, "tt_extra", "1"), With(notice, "tt_merchant", "OTHER"),
        })
        {
            (await world.TakeAsync(forged)).ShouldBe(NoticeAnswer.Forged);
        }

        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0);
        (await world.TakeAsync(notice)).ShouldBe(NoticeAnswer.Taken);
    }

    [Fact]
    public async Task A_genuine_callback_is_still_only_a_reason_to_ask()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "give_up");
        var notice = await world.NoticeAsync(payment);

        (await world.TakeAsync(notice)).ShouldBe(NoticeAnswer.Taken);
        var view = await world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id));
        (view.State, view.FailureCode).ShouldBe((PaymentState.Failed, "PAYMENT_GIVEN_UP"));
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0);
    }

    [Fact]
    public async Task Another_amount_is_told_to_the_service_and_goes_back_to_the_person()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay", new { amount = 5_000 });
        var notice = await world.NoticeAsync(payment);

        for (var i = 0; i < 2; i++) (await world.TakeAsync(notice)).ShouldBe(NoticeAnswer.OtherAmount);
        (await world.SendAsync(PaymentNodes.Citizen, new GetFees(dossier))).Due.ShouldBe(8_000);

        await world.SendAsync(PaymentNodes.Officer, new RefundPayment(dossier, payment.Id, "Sai số tiền", null));
        await world.WorkAsync();
        var state = await world.StateAsync<Payment>(payment.Id);
        (state.State, state.ReceivedAmount).ShouldBe((PaymentState.Refunded, 5_000));
        (await world.CountAsync(dossier, "fees_refunded")).ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_whose_callback_never_comes_is_found_by_the_worker()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.WorkAsync();
        await world.ActAsync(payment, "pay");
        world.Time.Advance(TimeSpan.FromSeconds(20));

        await world.WorkAsync(world.Second);

        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(1);
        world.Time.Advance(TimeSpan.FromDays(1));
        (await world.Second.GetRequiredService<Infrastructure.Payments.PaymentWorker>().LookAfterOneAsync(CancellationToken.None))
            .ShouldBeFalse("nothing is left to look for");
    }

    [Fact]
    public async Task What_is_paid_after_expiry_counts()
    {
        var (dossier, payment) = await world.OpenAsync();
        world.Time.Advance(TimeSpan.FromMinutes(15));
        await world.WorkAsync();
        (await world.StateAsync<Payment>(payment.Id)).Cause.ShouldBe("PAYMENT_EXPIRED");

        await world.ActAsync(payment, "pay", new { after_expiry = true });
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.WorkAsync();

        (await world.StateAsync<Payment>(payment.Id)).State.ShouldBe(PaymentState.Paid);
        (await world.SendAsync(PaymentNodes.Citizen, new GetFees(dossier))).Due.ShouldBe(0);
    }

    [Fact]
    public async Task A_refund_takes_its_time_and_is_made_once_under_one_identifier()
    {
        await world.HabitsAsync(new { callbacks = 0, refund_seconds = 30 });
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        await world.WorkAsync();

        var request = new RefundPayment(dossier, payment.Id, "Rút hồ sơ", Guid.NewGuid().ToString());
        var first = await world.SendAsync(PaymentNodes.Officer, request);
        (await world.SendAsync(PaymentNodes.Officer, request, world.Second)).ShouldBe(first);
        var again = await Should.ThrowAsync<FailureException>(() =>
            world.SendAsync(PaymentNodes.Officer, request with { RequestId = null }));
        again.Failure.ShouldBe(Failures.PaymentNotRefundable);

        await Task.WhenAll(world.WorkAsync(), world.WorkAsync(world.Second));
        (await world.StateAsync<Payment>(payment.Id)).State.ShouldBe(PaymentState.Refunding);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(world.WorkAsync(), world.WorkAsync(world.Second));

        (await world.StateAsync<Payment>(payment.Id)).State.ShouldBe(PaymentState.Refunded);
        (await world.CountAsync(dossier, "fees_refunded")).ShouldBe(1);
        (await world.StateAsync<Dossier>(dossier)).PaidAmount.ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_dies_between_the_answer_and_the_commit_loses_nothing()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.WorkAsync();
        await world.ActAsync(payment, "pay");
        var notice = await world.NoticeAsync(payment);

        // The node has the payment service's answer and its number, and is gone before it commits.
        world.FirstDies = true;
        await Should.ThrowAsync<OperationCanceledException>(() => world.TakeAsync(notice));
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0);

        world.Time.Advance(TimeSpan.FromSeconds(20));
        await world.WorkAsync(world.Second);

        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(1);
        (await world.StateAsync<Payment>(payment.Id)).ReceiptNumber.ShouldEndWith("-0000001", Case.Sensitive, "the number that it had drawn went back");
        (await world.TakeAsync(notice, world.Second)).ShouldBe(NoticeAnswer.Taken);
    }

    [Fact]
    public async Task What_a_dead_node_had_claimed_is_taken_over_when_its_lease_has_ended()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        var table = world.First.GetRequiredService<Infrastructure.Payments.PaymentWorkTable>();
        var lease = world.First.GetRequiredService<Infrastructure.Payments.PaymentWorker>().Lease;
        (await table.ClaimAsync(world.Time.GetUtcNow(), lease, CancellationToken.None)).ShouldNotBeNull(); // and dies

        await world.WorkAsync(world.Second);
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0, "it may still live");
        world.Time.Advance(lease);
        await world.WorkAsync(world.Second);
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(1);
        payment.Id.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task A_node_slower_than_its_lease_leaves_alone_what_another_one_claimed_since()
    {
        var (_, payment) = await world.OpenAsync();
        var (slow, quick) = (TableOf(world.First), TableOf(world.Second));
        var lease = TimeSpan.FromMinutes(1);
        var late = (await ClaimAsync(slow)).ShouldNotBeNull();
        world.Time.Advance(lease);
        var taken = (await ClaimAsync(quick)).ShouldNotBeNull();
        (taken.PaymentId, taken.Revision).ShouldBe((late.PaymentId, late.Revision), "nothing but the claim tells them apart");

        await slow.ReleaseAsync(late, null);
        await slow.ReleaseAsync(late, world.Time.GetUtcNow());
        await slow.ReleaseAsync(late with { Revision = 7 }, null);
        (await ClaimAsync(slow)).ShouldBeNull("it is the other one's, and still there");

        world.Time.Advance(lease);
        (await ClaimAsync(slow)).ShouldNotBeNull().PaymentId.ShouldBe(payment.Id, "the row is there until the one who has it takes it away");
        world.Time.Advance(lease);
        var last = (await ClaimAsync(quick)).ShouldNotBeNull();
        await quick.ReleaseAsync(last, null);
        world.Time.Advance(lease);
        (await ClaimAsync(quick)).ShouldBeNull("nothing is left to do");

        Task<Infrastructure.Payments.ClaimedPayment?> ClaimAsync(Infrastructure.Payments.PaymentWorkTable table) =>
            table.ClaimAsync(world.Time.GetUtcNow(), lease, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_callback_is_the_services_own_for_this_platform_and_in_dong()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        var notice = await world.NoticeAsync(payment);

        // All of these have a right signature: the redirect carries one to the person's own browser, and another merchant's may share the key.
        (await world.TakeAsync(PaymentNodes.FieldsOf(payment.PayUri))).ShouldBe(NoticeAnswer.Forged, "the redirect is no callback");
        (await world.TakeAsync(world.Sign(With(notice, "tt_merchant", "OTHER")))).ShouldBe(NoticeAnswer.Forged);
        (await world.TakeAsync(world.Sign(With(notice, "tt_currency", "USD")))).ShouldBe(NoticeAnswer.Forged);
        (await world.TakeAsync(world.Sign(With(notice, "tt_order", Guid.NewGuid().ToString("N"))))).ShouldBe(NoticeAnswer.UnknownOrder);
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0, "nobody was asked because of them");

        (await world.TakeAsync(world.Sign(With(notice, "tt_paid", notice["tt_paid"])))).ShouldBe(NoticeAnswer.Taken);
    }

    [Fact]
    public async Task Money_of_another_currency_is_not_believed()
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay", new { currency = "USD" });

        (await world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id))).State.ShouldBe(PaymentState.Waiting);
        (await world.CountAsync(dossier, "fees_paid")).ShouldBe(0);
    }

    [Theory]
    [InlineData("https://portal.example/back", true)]
    [InlineData("https://portal.example:443/back?x=1", true)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://portal.example/back", false)]
    [InlineData("https://portal.example.evil.example/", false)]
    [InlineData("https://portal.example@evil.example/", false)]
    [InlineData("https://portal.example:8443/", false)]
    [InlineData("https://evil.example/?https://portal.example/", false)]
    [InlineData("https://evil.example\\@portal.example/", false)]
    [InlineData("//portal.example/", false)]
    [InlineData("/back", false)]
    [InlineData("javascript:alert(1)//https://portal.example", false)]
    [InlineData(" https://portal.example/", false)]
    [InlineData("http://127.0.0.1:5001/", false)]
    public async Task People_are_sent_back_to_trusted_origins_only(string address, bool trusted)
    {
        var dossier = (await world.SendAsync(PaymentNodes.Citizen, new CreateDossier(PaymentNodes.Procedure, PaymentNodes.Agency, null))).Id;
        var start = () => world.SendAsync(PaymentNodes.Citizen, new StartPayment(dossier, address, null));
        if (trusted)
        {
            PaymentNodes.FieldsOf((await start()).PayUri)["tt_return"].ShouldBe(address);
            return;
        }

        (await Should.ThrowAsync<FailureException>(start)).Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.ReturnAddressNotTrusted);
        (await world.SendAsync(PaymentNodes.Citizen, new ListPayments(dossier))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_who_begin_at_once_get_one_order()
    {
        var dossier = (await world.SendAsync(PaymentNodes.Citizen, new CreateDossier(PaymentNodes.Procedure, PaymentNodes.Agency, null))).Id;

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            world.SendAsync(PaymentNodes.Citizen, new StartPayment(dossier, "", null), i % 2 == 0 ? world.First : world.Second))));

        begun.Select(p => p.Id).Distinct().ShouldHaveSingleItem();
        (await world.SendAsync(PaymentNodes.Citizen, new ListPayments(dossier))).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("error_500")]
    [InlineData("html_200")]
    [InlineData("bad_json")]
    [InlineData("connection_reset")]
    public async Task A_service_that_does_not_answer_sensibly_is_no_news(string fault)
    {
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        using (var ordered = await world.World.PutAsJsonAsync(
            world.SandboxUrl + "/control/faults", new { gateway = "payments", fault, call = "status" },
            TestContext.Current.CancellationToken))
        {
            ordered.EnsureSuccessStatusCode();
        }

        var look = world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id));
        await Eventually.HoldsAsync(
            () =>
            {
                world.Time.Advance(TimeSpan.FromSeconds(1)); // repetitions and time limits go by this clock
                return Task.FromResult(look.IsCompleted);
            },
            "the look ends", cancellationToken: TestContext.Current.CancellationToken);
        (await look).State.ShouldBe(PaymentState.Waiting);
        using (await world.World.DeleteAsync(world.SandboxUrl + "/control/faults", TestContext.Current.CancellationToken)) { }
        (await world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id))).State.ShouldBe(PaymentState.Paid);
    }

    private static Infrastructure.Payments.PaymentWorkTable TableOf(IServiceProvider node) =>
        node.GetRequiredService<Infrastructure.Payments.PaymentWorkTable>();

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> fields, string name, string value) =>
        new(fields, StringComparer.Ordinal) { [name] = value };
}
