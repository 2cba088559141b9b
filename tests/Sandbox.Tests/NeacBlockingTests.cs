using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The national gateway in the mode of the portals that were seen: one call that lasts until the phone has answered.</summary>
public sealed class NeacBlockingTests(FirstStartTemplate template)
{
    private const string Blocking = "/neac-blocking/sign_v2";

    [Fact]
    public async Task The_answer_comes_after_the_confirmation_with_the_signatures()
    {
        await using var sandbox = await template.StartAsync();
        var (_, listed) = await sandbox.PostAsync(
            $"{Blocking}/get_certificate", new { user_id = Phuong, ca_name = "VNPT-CA" }, sandbox.BearerToken);
        var entry = listed["data"]!["user_certificates"]![0]!;

        var call = SignAsync(sandbox, (string)listed["data"]!["transaction_id"]!);
        await sandbox.WaitingForTimeAsync();
        call.IsCompleted.ShouldBeFalse();
        await TapTheOneAsync(sandbox, "confirm");

        var (http, body) = await call;
        http.ShouldBe(200);
        Names(body).ShouldBe(["status_code", "message", "data"]);
        ((int)body["status_code"]!, (string)body["message"]!).ShouldBe((200, "SUCCESS"));
        Names(body["data"]).ShouldBe(["transaction_id", "signed_files"]);
        body["data"]!["transaction_id"]!.ToJsonString().ShouldBe(listed["data"]!["transaction_id"]!.ToJsonString());
        var file = body["data"]!["signed_files"]!.AsArray().ShouldHaveSingleItem()!;
        Names(file).ShouldBe(["doc_id", "signature_value", "timestamp_signature"]);
        using var certificate = Certificate(entry);
        Verifies(certificate, Digest("a"), (string)file["signature_value"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_rejection_and_an_expiry_end_the_call()
    {
        await using var sandbox = await template.StartAsync();

        var rejected = SignAsync(sandbox, null);
        await sandbox.WaitingForTimeAsync();
        await TapTheOneAsync(sandbox, "reject");
        var expired = await EndedByAsync();

        ((int)(await rejected).Body["status_code"]!).ShouldBe(4002);
        ((int)expired.Body["status_code"]!).ShouldBe(4001);

        async Task<(int Http, JsonNode Body)> EndedByAsync()
        {
            var call = SignAsync(sandbox, null);
            await sandbox.WaitingForTimeAsync();
            sandbox.Time.Advance(TimeSpan.FromSeconds(300));
            return await call;
        }
    }

    [Fact]
    public async Task A_caller_that_gave_up_finds_the_outcome_by_the_transaction()
    {
        await using var sandbox = await template.StartAsync();
        var (_, listed) = await sandbox.PostAsync(
            $"{Blocking}/get_certificate", new { user_id = Phuong, ca_name = "VNPT-CA" }, sandbox.BearerToken);
        var transactionId = (string)listed["data"]!["transaction_id"]!;
        await sandbox.OrderAsync(new { gateway = "neac", call = "sign", fault = "connection_reset", acts_first = true });

        var call = SignAsync(sandbox, transactionId);
        await sandbox.WaitingForTimeAsync();
        await TapTheOneAsync(sandbox, "confirm");
        await Should.ThrowAsync<HttpRequestException>(() => call);

        var (_, status) = await sandbox.PostAsync($"{Blocking}/sign/{transactionId}/status", new { });
        ((string)status["message"]!).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task Whole_files_are_refused_in_the_seen_shape()
    {
        await using var sandbox = await template.StartAsync();
        (await sandbox.PostAsync("/neac/get_certificate", new { user_id = Phuong, ca_name = "VNPT-CA" }, sandbox.BearerToken)).Http.ShouldBe(200);

        var (http, body) = await sandbox.PostAsync("/neac/sign_file", new { user_id = Phuong, ca_name = "VNPT-CA" }, sandbox.BearerToken);

        http.ShouldBe(400);
        Names(body["data"]).ShouldBe(["status_code", "message", "serial_number", "transaction_id", "signFiles"]);
        ((int)body["data"]!["status_code"]!).ShouldBe(400);
    }

    private static Task<(int Http, JsonNode Body)> SignAsync(RunningSandbox sandbox, string? transactionId) => sandbox.PostAsync(
        $"{Blocking}/sign",
        new { user_id = Phuong, ca_name = "VNPT-CA", transaction_id = transactionId, sign_files = new[] { File("a.pdf", Convert.ToBase64String(Digest("a"))) } },
        sandbox.BearerToken);

    private static async Task TapTheOneAsync(RunningSandbox sandbox, string verb)
    {
        var request = (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldHaveSingleItem()!;
        (await sandbox.TapAsync((string)request["id"]!, verb)).Http.ShouldBe(200);
    }
}
