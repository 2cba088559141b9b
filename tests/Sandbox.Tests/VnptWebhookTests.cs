using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The call back that VNPT documents, field by field, and how it can go wrong.</summary>
public sealed class VnptWebhookTests(FirstStartTemplate template)
{
    [Fact]
    public async Task The_outcome_is_told_with_every_documented_field_at_the_secret_address()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await StartAsync(listener);
        var (transactionId, tranCode) = await sandbox.StartAsync(File("a.pdf", Hex("a")), File("b.pdf", Hex("b")));

        await sandbox.TapAsync(tranCode, "confirm");

        var (path, body) = await listener.NextAsync();
        path.ShouldBe("/hook/secret");
        Names(body).ShouldBe(["sp_id", "status_code", "message", "transaction_id", "signed_files"]);
        ((string)body["sp_id"]!, (int)body["status_code"]!, (string)body["message"]!).ShouldBe((sandbox.SpId, 200, "SUCCESS"));
        ((string)body["transaction_id"]!).ShouldBe(transactionId);
        var status = (await sandbox.VnptStatusAsync(transactionId)).Body;
        body["signed_files"]!.ToJsonString().ShouldBe(status["data"]!["signatures"]!.ToJsonString());
        body["signed_files"]!.AsArray().Select(f => (string)f!["doc_id"]!).ShouldBe(["a.pdf", "b.pdf"]);
        body.ToJsonString().ShouldNotContain(sandbox.SpPassword);
    }

    [Fact]
    public async Task A_rejection_and_an_expiry_are_told_without_signatures()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await StartAsync(listener);

        var (rejected, tranCode) = await sandbox.StartAsync();
        await sandbox.TapAsync(tranCode, "reject");
        var first = (await listener.NextAsync()).Body;
        var (expired, _) = await sandbox.StartAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(300));
        var second = (await listener.NextAsync()).Body;

        (Id(first), Code(first)).ShouldBe((rejected, 4002));
        first["signed_files"]!.ToJsonString().ShouldBe("""[{"doc_id":"to-khai.pdf"}]""");
        (Id(second), Code(second)).ShouldBe((expired, 4001));
    }

    [Fact]
    public async Task Without_an_address_nothing_is_told_and_an_address_elsewhere_is_refused()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await StartAsync(listener);
        (await RegisterAsync(sandbox, new { })).ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync(sandbox, new { result_url = "http://192.0.2.1/hook" })).ShouldBe(HttpStatusCode.BadRequest);
        var (_, silent) = await sandbox.StartAsync();
        await sandbox.TapAsync(silent, "confirm");

        (await RegisterAsync(sandbox, new { result_url = listener.Url + "/again" })).ShouldBe(HttpStatusCode.OK);
        var (transactionId, tranCode) = await sandbox.StartAsync();
        await sandbox.TapAsync(tranCode, "confirm");

        Id((await listener.NextAsync()).Body).ShouldBe(transactionId);
        listener.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_callback_that_is_not_taken_is_repeated_with_the_same_body()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await StartAsync(listener);
        listener.Answer = 503;
        var (_, tranCode) = await sandbox.StartAsync();
        await sandbox.WaitingForTimeAsync();
        await sandbox.TapAsync(tranCode, "confirm");
        var first = (await listener.NextAsync()).Body.ToJsonString();
        await sandbox.WaitingForTimeAsync();
        listener.Answer = 200;

        sandbox.Time.Advance(TimeSpan.FromSeconds(1));

        (await listener.NextAsync()).Body.ToJsonString().ShouldBe(first);
    }

    [Fact]
    public async Task Callbacks_come_in_triplicate_out_of_order_late_or_never_on_demand()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await StartAsync(listener);

        await sandbox.OrderAsync(new { user_id = Phuong, fault = "duplicate_callback", times = 1 });
        await ConfirmedAsync(sandbox);
        var copies = new[] { await listener.NextAsync(), await listener.NextAsync(), await listener.NextAsync() };
        copies.Select(copy => copy.Body.ToJsonString()).Distinct().ShouldHaveSingleItem();

        await sandbox.OrderAsync(new { user_id = Phuong, fault = "out_of_order_callback", times = 1 });
        await ConfirmedAsync(sandbox);
        ((string)(await listener.NextAsync()).Body["message"]!).ShouldBe("SUCCESS");
        ((string)(await listener.NextAsync()).Body["message"]!).ShouldBe("sig_wait_for_user_confirm");

        await sandbox.OrderAsync(new { user_id = Phuong, call = "callback", fault = "silence", times = 1 });
        await ConfirmedAsync(sandbox);
        var told = await ConfirmedAsync(sandbox);
        Id((await listener.NextAsync()).Body).ShouldBe(told);
        listener.IsEmpty.ShouldBeTrue();
    }

    private static async Task<RunningSandbox> StartAsync(FirstStartTemplate template, CallbackListener listener) =>
        await template.StartAsync($"--Sandbox:Callbacks:vnpt:ResultUrl={listener.Url}/hook/secret");

    private static async Task<string> ConfirmedAsync(RunningSandbox sandbox)
    {
        var (transactionId, tranCode) = await sandbox.StartAsync();
        await sandbox.TapAsync(tranCode, "confirm");
        return transactionId;
    }

    private static async Task<HttpStatusCode> RegisterAsync(RunningSandbox sandbox, object address)
    {
        using var response = await sandbox.Client.PutAsJsonAsync(
            "/control/gateways/vnpt/callback", address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static string Id(JsonNode body) => (string)body["transaction_id"]!;

    private static int Code(JsonNode body) => (int)body["status_code"]!;

    private Task<RunningSandbox> StartAsync(CallbackListener listener) => StartAsync(template, listener);
}
