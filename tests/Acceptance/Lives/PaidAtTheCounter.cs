using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>An officer takes money at the counter and gives money back; everybody else is told that there is no such dossier.</summary>
[Collection(LivesCollection.Name)]
public sealed class PaidAtTheCounter(LivesPlatform platform)
{
    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task What_is_due_is_taken_once_and_given_back_once(string surface)
    {
        var (citizen, officer) = (await Applicant.LogInAsync(platform, surface, "hanh"), await platform.World.LogInAsync("thuha"));
        var (api, dossier) = (citizen.Api, await Paying.OpenDraftAsync(citizen));
        var wrong = await Refused.ByAsync(api.CallAsync(Calls.RecordPayment, officer, Counter(dossier, 7999)));
        wrong.Violations.ShouldHaveSingleItem().ShouldBe(("amount", "AMOUNT_NOT_DUE"));

        var request = Counter(dossier, 8000);
        var taken = await api.CallAsync(Calls.RecordPayment, officer, request);
        (taken.Text("state"), taken.Text("channel"), taken.Text("amount"), taken.Text("payUri"))
            .ShouldBe(("PAYMENT_STATE_PAID", "PAYMENT_CHANNEL_COUNTER", "8000", ""));
        (await api.CallAsync(Calls.RecordPayment, officer, request)).ToJsonString().ShouldBe(taken.ToJsonString(), "the same request again");
        (await Refused.ByAsync(api.CallAsync(Calls.RecordPayment, officer, Counter(dossier, 8000)))).Reason.ShouldBe("NOTHING_DUE");
        (await Refused.ByAsync(citizen.CallAsync(Calls.StartPayment, One(dossier)))).Reason.ShouldBe("NOTHING_DUE");
        await FeesAreAsync(citizen, dossier, "8000", "0");
        foreach (var reader in (string[])[citizen.Token, officer])
        {
            var receipt = await Receipts.TextOfAsync(await api.ReadBytesAsync(Calls.GetPaymentReceipt, reader, One(dossier, taken)));
            receipt.ShouldContain(taken.Text("receiptNumber"));
            receipt.ShouldContain("8.000");
            receipt.ShouldContain("Phí, lệ phí thủ tục cấp bản sao trích lục hộ tịch", customMessage: "not the word twice");
        }

        (await Refused.ByAsync(api.CallAsync(Calls.RefundPayment, officer, Refund(dossier, taken, "")))).Violations.Single().Field.ShouldBe("reason");
        var back = await api.CallAsync(Calls.RefundPayment, officer, Refund(dossier, taken));
        (back.Text("id"), back.Text("state")).ShouldBe((taken.Text("id"), "PAYMENT_STATE_REFUNDED"));
        (await Refused.ByAsync(api.CallAsync(Calls.RefundPayment, officer, Refund(dossier, taken)))).Reason.ShouldBe("PAYMENT_NOT_REFUNDABLE");
        await FeesAreAsync(citizen, dossier, "0", "8000");
        (await TypesAsync(surface, dossier)).ShouldBe(["dossier_opened", "component_selected", "fees_paid", "fees_refunded"]);
    }

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task What_was_paid_online_goes_back_by_the_payment_service(string surface)
    {
        var (citizen, officer) = (await Applicant.LogInAsync(platform, surface, "hanh"), await platform.World.LogInAsync("thuha"));
        var dossier = await Paying.OpenDraftAsync(citizen);
        var started = await citizen.CallAsync(Calls.StartPayment, One(dossier));
        (await citizen.CallAsync(Calls.StartPayment, One(dossier))).Text("id").ShouldBe(started.Text("id"), "one open payment for a dossier");
        var order = await platform.World.PayAsync(started.Text("payUri"));
        // It asks the payment service while it waits.
        (await citizen.CallAsync(Calls.GetPayment, One(dossier, started))).Text("state").ShouldBe("PAYMENT_STATE_PAID");

        var asked = await citizen.Api.CallAsync(Calls.RefundPayment, officer, Refund(dossier, started));
        asked.Text("state").ShouldBe("PAYMENT_STATE_REFUNDING");
        await Eventually.HoldsAsync(
            async () => (await citizen.CallAsync(Calls.GetPayment, One(dossier, started))).Text("state") == "PAYMENT_STATE_REFUNDED",
            "it went back", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        (await platform.World.HeldOrderAsync(order)).Text("refund").ShouldNotBeEmpty();
        await FeesAreAsync(citizen, dossier, "0", "8000");
        (await TypesAsync(surface, dossier)).ShouldBe(["dossier_opened", "component_selected", "fees_paid", "fees_refunded"]);
    }

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task Nobody_elses_money_can_be_seen_or_moved(string surface)
    {
        var (owner, stranger) = (await Applicant.LogInAsync(platform, surface, "hanh"), await Applicant.LogInAsync(platform, surface, "minh"));
        var (officer, elsewhere) = (await platform.World.LogInAsync("thuha"), await platform.World.LogInAsync("quanghuy"));
        var (api, dossier) = (owner.Api, await Paying.OpenDraftAsync(owner));
        var payment = await api.CallAsync(Calls.RecordPayment, officer, Counter(dossier, 8000));
        var unpaid = await Paying.OpenDraftAsync(owner);

        foreach (var other in (string[])[stranger.Token, elsewhere])
        {
            Task[] reads =
            [
                api.CallAsync(Calls.GetFees, other, new() { ["dossierId"] = dossier }),
                api.CallAsync(Calls.ListPayments, other, new() { ["dossierId"] = dossier }),
                api.CallAsync(Calls.GetPayment, other, One(dossier, payment)),
                api.ReadBytesAsync(Calls.GetPaymentReceipt, other, One(dossier, payment)),
            ];
            foreach (var read in reads) await IsMissingAsync(read, "DOSSIER_NOT_FOUND");
        }

        await IsMissingAsync(stranger.CallAsync(Calls.StartPayment, One(unpaid)), "DOSSIER_NOT_FOUND");
        await IsMissingAsync(api.CallAsync(Calls.RecordPayment, elsewhere, Counter(unpaid, 8000)), "DOSSIER_NOT_FOUND");
        await IsMissingAsync(api.CallAsync(Calls.RefundPayment, elsewhere, Refund(dossier, payment)), "DOSSIER_NOT_FOUND");
        // A payment is one of its own dossier only, also for who may see both.
        await IsMissingAsync(owner.CallAsync(Calls.GetPayment, One(unpaid, payment)), "PAYMENT_NOT_FOUND");
        await IsMissingAsync(api.ReadBytesAsync(Calls.GetPaymentReceipt, owner.Token, One(unpaid, payment)), "PAYMENT_NOT_FOUND");
        await IsMissingAsync(api.CallAsync(Calls.RefundPayment, officer, Refund(unpaid, payment)), "PAYMENT_NOT_FOUND");
        foreach (var call in (Task[])
        [
            owner.CallAsync(Calls.RecordPayment, Counter(unpaid, 8000)), owner.CallAsync(Calls.RefundPayment, Refund(dossier, payment)),
            api.CallAsync(Calls.StartPayment, officer, One(unpaid)),
        ])
        {
            (await Refused.ByAsync(call)).Status.ShouldBe("PERMISSION_DENIED");
        }

        (await TypesAsync(surface, dossier)).ShouldBe(["dossier_opened", "component_selected", "fees_paid"]);
        (await TypesAsync(surface, unpaid)).ShouldBe(["dossier_opened", "component_selected"]);
    }

    private static async Task IsMissingAsync(Task call, string reason)
    {
        var refusal = await Refused.ByAsync(call);
        (refusal.Status, refusal.Reason).ShouldBe(("NOT_FOUND", reason));
    }

    private static async Task FeesAreAsync(Applicant citizen, string dossier, string paid, string due)
    {
        var fees = await citizen.CallAsync(Calls.GetFees, new() { ["dossierId"] = dossier });
        (fees.Text("totalAmount"), fees.Text("paidAmount"), fees.Text("dueAmount")).ShouldBe(("8000", paid, due));
    }

    private async Task<IEnumerable<string>> TypesAsync(string surface, string dossier) =>
        (await platform.EventsAsync(surface, dossier)).Where(e => e.Text("streamId") == dossier).Select(e => e.Text("type"));

    private static JsonObject One(string dossier, JsonNode? payment = null)
    {
        var request = new JsonObject { ["dossierId"] = dossier };
        if (payment is not null) request["paymentId"] = payment.Text("id");
        return request;
    }

    private static JsonObject Counter(string dossier, long amount) =>
        new() { ["dossierId"] = dossier, ["amount"] = amount.ToString(CultureInfo.InvariantCulture), ["requestId"] = Applicant.NewId() };

    private static JsonObject Refund(string dossier, JsonNode payment, string reason = "Thu nhầm") => new()
    {
        ["dossierId"] = dossier, ["paymentId"] = payment.Text("id"), ["reason"] = reason, ["requestId"] = Applicant.NewId(),
    };
}
