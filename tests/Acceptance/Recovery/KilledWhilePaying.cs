using System.Text.Json.Nodes;
using KonTum.Tthc.Acceptance.Tests.Lives;
using KonTum.Tthc.TestKit;
using Npgsql;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>kill -9 of the Api while money comes or goes back; another process finds out, and each is recorded once.</summary>
public sealed class KilledWhilePaying(CalmPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("query", false)] // the callback was taken in, and nobody was asked yet
    [InlineData("query", true)] // the service said that it was paid, and the node has not heard it
    [InlineData("callbacks/payments", true)] // it is in the books, and the service has not heard so
    public async Task Money_is_recorded_once(string call, bool answer)
    {
        await using var gate = await PaymentGate.StartAsync(platform.Sandbox.Url, call, answer);
        await using var nodes = await Nodes.PrepareAsync(platform);
        var citizen = await StartAsync(nodes, gate);
        var dossier = await Paying.OpenDraftAsync(citizen);
        var payment = await citizen.CallAsync(Calls.StartPayment, new() { ["dossierId"] = dossier, ["requestId"] = Applicant.NewId() });
        gate.Arm();
        var order = await platform.World.PayAsync(payment.Text("payUri"));
        await gate.Held;
        await nodes.KillFirstAsync();
        (await CountsAsync(nodes, "fees_paid")).ShouldBe(call == "query" ? [0] : [1]);

        gate.Open();
        citizen = await StartAsync(nodes, gate);
        await IsDueAsync(nodes);
        var paid = await EndedAsync(citizen, dossier, "PAID");

        (await platform.World.TellAgainAsync(order)).ShouldContain("00");
        (await CountsAsync(nodes, "payment_settled", "fees_paid")).ShouldBe([1, 1]);
        paid.Text("receiptNumber").ShouldEndWith("-0000001");
        var fees = await citizen.CallAsync(Calls.GetFees, new() { ["dossierId"] = dossier });
        (fees.Text("paidAmount"), fees.Text("dueAmount")).ShouldBe(("8000", "0"));
        // What the dead process had drawn and not recorded leaves no gap.
        var next = await Paying.OpenDraftAsync(citizen);
        var taken = await citizen.Api.CallAsync(
            Calls.RecordPayment, await platform.World.LogInAsync("thuha"), new() { ["dossierId"] = next, ["amount"] = 8000, ["requestId"] = Applicant.NewId() });
        taken.Text("receiptNumber").ShouldEndWith("-0000002");
    }

    [Theory]
    [InlineData(false)] // the service was not asked yet
    [InlineData(true)] // the service gives it back, and the node has not heard so
    public async Task Money_goes_back_once(bool answer)
    {
        await using var gate = await PaymentGate.StartAsync(platform.Sandbox.Url, "refund", answer);
        await using var nodes = await Nodes.PrepareAsync(platform);
        var citizen = await StartAsync(nodes, gate);
        var dossier = await Paying.OpenDraftAsync(citizen);
        var payment = await citizen.CallAsync(Calls.StartPayment, new() { ["dossierId"] = dossier, ["requestId"] = Applicant.NewId() });
        var order = await platform.World.PayAsync(payment.Text("payUri"));
        await EndedAsync(citizen, dossier, "PAID");
        gate.Arm();
        var officer = await platform.World.LogInAsync("thuha");
        var request = new JsonObject
        {
            ["dossierId"] = dossier, ["paymentId"] = payment.Text("id"), ["reason"] = "Thu nhầm", ["requestId"] = Applicant.NewId(),
        };
        var asked = await citizen.Api.CallAsync(Calls.RefundPayment, officer, request);
        asked.Text("state").ShouldBe("PAYMENT_STATE_REFUNDING");
        await gate.Held;
        await nodes.KillFirstAsync();
        (await CountsAsync(nodes, "payment_refund_requested", "payment_refunded")).ShouldBe([1, 0]);

        gate.Open();
        citizen = await StartAsync(nodes, gate);
        (await citizen.Api.CallAsync(Calls.RefundPayment, officer, request)).ToJsonString().ShouldBe(asked.ToJsonString());
        await IsDueAsync(nodes);
        await EndedAsync(citizen, dossier, "REFUNDED");

        (await CountsAsync(nodes, "payment_refund_requested", "payment_refunded", "fees_refunded", "fees_paid")).ShouldBe([1, 1, 1, 1]);
        gate.Refunds.Count.ShouldBeGreaterThanOrEqualTo(answer ? 2 : 1);
        var refund = gate.Refunds.Distinct().ShouldHaveSingleItem("asked again under the same identifier");
        (await platform.World.HeldOrderAsync(order)).Text("refund").ShouldBe(refund);
        (await citizen.CallAsync(Calls.GetFees, new() { ["dossierId"] = dossier })).Text("dueAmount").ShouldBe("8000");
    }

    private async Task<Applicant> StartAsync(Nodes nodes, PaymentGate gate)
    {
        var citizen = await nodes.StartAsync(
            ("Tthc__Payments__BaseUrl", new Uri(gate.Url, "payments").AbsoluteUri),
            ("Tthc__Payments__Credentials", "file:" + Path.Combine(platform.Sandbox.Data, "clients", "payments.json")));
        gate.Node = nodes.Rest;
        await platform.World.TellPaymentsToAsync(new Uri(gate.Url, "callbacks/payments"));
        return citizen;
    }

    private static Task<JsonNode> EndedAsync(Applicant citizen, string dossier, string state) => Eventually.ValueAsync(
        async () => (await citizen.CallAsync(Calls.ListPayments, new() { ["dossierId"] = dossier })).Items("payments").ShouldHaveSingleItem()
            is var payment && payment.Text("state") == "PAYMENT_STATE_" + state ? payment : null,
        $"the payment is {state}", Patience);

    /// <summary>A dead process holds a payment until its lease ends; nobody has to wait for that here, nor for the next look.</summary>
    private static async Task IsDueAsync(Nodes nodes)
    {
        await using var database = NpgsqlDataSource.Create(nodes.Database);
        await using var command = database.CreateCommand("update tthc.payment_work set due_at = now(), leased_until = null");
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<long>> CountsAsync(Nodes nodes, params string[] types)
    {
        await using var database = NpgsqlDataSource.Create(nodes.Database);
        await using var command = database.CreateCommand(
            "select count(e.id) from unnest($1) with ordinality t(type, n) left join tthc.mt_events e on e.type = t.type group by t.n order by t.n");
        command.Parameters.Add(new NpgsqlParameter { Value = types });
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new List<long>();
        while (await reader.ReadAsync()) counts.Add(reader.GetInt64(0));
        return counts;
    }
}
