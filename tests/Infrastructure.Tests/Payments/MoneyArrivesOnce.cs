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
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Payments;

/// <summary>Two nodes, one PostgreSQL, the sandbox as the payment service over HTTP: money is recorded once, whatever happens.</summary>
public sealed class MoneyArrivesOnce
{
    [Fact]
    public async Task Twenty_callbacks_at_once_on_two_nodes_settle_it_once_and_get_the_same_answer()
    {
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
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
        var dying = new DyingNumbers();
        await using var world = await PaymentNodes.StartAsync(services => services.AddScoped<IReceiptNumbers>(provider => dying.Of(provider)));
        var (dossier, payment) = await world.OpenAsync();
        await world.WorkAsync();
        await world.ActAsync(payment, "pay");
        var notice = await world.NoticeAsync(payment);

        // The node has the payment service's answer and its number, and is gone before it commits.
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
        await using var world = await PaymentNodes.StartAsync();
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
    public async Task Two_who_begin_at_once_get_one_order()
    {
        await using var world = await PaymentNodes.StartAsync();
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
        await using var world = await PaymentNodes.StartAsync();
        var (dossier, payment) = await world.OpenAsync();
        await world.ActAsync(payment, "pay");
        using (var ordered = await world.World.PutAsJsonAsync(
            world.SandboxUrl + "/control/faults", new { gateway = "payments", fault, call = "status", seconds = 1 }))
        {
            ordered.EnsureSuccessStatusCode();
        }


        (await world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id))).State.ShouldBe(PaymentState.Waiting);
        using (await world.World.DeleteAsync(world.SandboxUrl + "/control/faults")) { }
        (await world.SendAsync(PaymentNodes.Citizen, new GetPayment(dossier, payment.Id))).State.ShouldBe(PaymentState.Paid);
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> fields, string name, string value) =>
        new(fields, StringComparer.Ordinal) { [name] = value };

    /// <summary>The first number that is drawn is the last thing that the node does.</summary>
    private sealed class DyingNumbers
    {
        private bool _died;

        public IReceiptNumbers Of(IServiceProvider provider) =>
            new Numbers(this, (IReceiptNumbers)provider.GetRequiredService<Application.Storage.IUnitOfWork>());

        private sealed class Numbers(DyingNumbers owner, IReceiptNumbers real) : IReceiptNumbers
        {
            public async Task<int> NextAsync(string agencyCode, int year, CancellationToken cancellationToken)
            {
                var number = await real.NextAsync(agencyCode, year, cancellationToken);
                if (owner._died) return number;
                owner._died = true;
                throw new OperationCanceledException("gone");
            }
        }
    }
}
