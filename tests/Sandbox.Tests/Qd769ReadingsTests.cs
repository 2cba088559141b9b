using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The readings of QĐ 769 that differ from VNPT's, field by field.</summary>
public sealed class Qd769ReadingsTests(FirstStartTemplate template)
{
    private const string Plain = "/qd769/vnpt-ca";

    [Fact]
    public async Task The_plain_reading_lists_an_array_whose_chain_is_an_array()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.PostAsync($"{Plain}/get_certificate", Credentials(sandbox, "t-1"));

        http.ShouldBe(200);
        Names(body).ShouldBe(["status_code", "message", "data"]);
        var entry = body["data"]!.AsArray().ShouldHaveSingleItem()!;
        Names(entry).ShouldBe(["cert_id", "cert_data", "chain_data", "serial_number", "transaction_id"]);
        using var certificate = Certificate(entry);
        ((string)entry["serial_number"]!).ShouldBe(certificate.SerialNumber.ToLowerInvariant());
        ((string)entry["transaction_id"]!).ShouldBe("t-1");
        var chain = entry["chain_data"]!.AsArray().Select(one => Convert.FromBase64String((string)one!)).ToList();
        chain[0].ShouldBe(await sandbox.Client.GetByteArrayAsync("/pki/vnpt-ca.crt", TestContext.Current.CancellationToken));
        chain[1].ShouldBe(await sandbox.Client.GetByteArrayAsync("/pki/root.crt", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_plain_reading_signs_in_the_call_with_signed_files()
    {
        await using var sandbox = await template.StartAsync();
        using var certificate = Certificate((await sandbox.PostAsync($"{Plain}/get_certificate", Credentials(sandbox, "t"))).Body["data"]![0]!);

        var call = sandbox.PostAsync($"{Plain}/sign", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, transaction_id = "t-2",
            // This client writes fractions of a second, and the type and kind of a file into file_options.
            time_stamp = "20261123100000.1234567",
            sign_files = new[] { new { doc_id = "a", data_to_be_signed = Hex("a"), file_options = new { file_type = "pdf", sign_type = "hash" } } },
        });
        await sandbox.WaitingForTimeAsync();
        call.IsCompleted.ShouldBeFalse();
        var request = (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldHaveSingleItem()!;
        await sandbox.TapAsync((string)request["id"]!, "confirm");

        var (http, body) = await call;
        http.ShouldBe(200);
        Names(body["data"]).ShouldBe(["transaction_id", "signed_files"]);
        ((string)body["data"]!["transaction_id"]!).ShouldBe("t-2");
        var file = body["data"]!["signed_files"]!.AsArray().ShouldHaveSingleItem()!;
        Names(file).ShouldBe(["doc_id", "signature_value", "timestamp_signature"]);
        Verifies(certificate, Digest("a"), (string)file["signature_value"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task The_plain_reading_says_what_is_wrong_as_code_and_message()
    {
        await using var sandbox = await template.StartAsync();

        var account = await sandbox.PostAsync($"{Plain}/get_certificate", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = "062099999999", transaction_id = "t",
        });
        var authority = await sandbox.PostAsync("/qd769/nobody/get_certificate", Credentials(sandbox, "t"));

        account.Http.ShouldBe(401);
        account.Body.ToJsonString().ShouldBe("""{"code":401,"message":"SP_CREDENTIAL_INVALID: user account invalid"}""");
        (authority.Http, (int)authority.Body["code"]!).ShouldBe((400, 400));
    }

    [Theory]
    [InlineData("20261123100000", 200)]
    [InlineData("20261123100000Z", 200)]
    [InlineData("20261123100000.123Z", 200)]
    [InlineData("202611231000001234567", 200)]
    [InlineData("2026-11-23T10:00:00Z", 400)]
    public async Task Time_stamps_of_documents_samples_and_clients_are_taken(string stamp, int expected)
    {
        await using var sandbox = await template.StartAsync();

        var (http, _) = await sandbox.PostAsync($"{Vnpt}/signatures/sign", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, transaction_id = "t", time_stamp = stamp,
            sign_files = new[] { File("a.pdf", Hex("a")) },
        });

        http.ShouldBe(expected);
    }

    [Fact]
    public async Task Everything_that_may_be_left_out_may_be_left_out()
    {
        await using var sandbox = await template.StartAsync();

        var (http, started) = await sandbox.PostAsync($"{Vnpt}/signatures/sign", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, transaction_id = "t",
            sign_files = new[] { File("a.pdf", Hex("a")) },
        });
        http.ShouldBe(200, started.ToJsonString());
        using var status = await sandbox.Client.PostAsync($"{Vnpt}/signatures/sign/t/status", null, TestContext.Current.CancellationToken);

        ((int)status.StatusCode).ShouldBe(200);
        var body = JsonNode.Parse(await status.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Names(body["data"]).ShouldBe(["transaction_id", "signatures"]);
    }

    [Theory]
    [InlineData("Newtel-CA")]
    [InlineData("NewTel-CA")]
    public async Task Both_spellings_of_an_authority_are_known_at_the_national_gateway(string caName)
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.PostAsync(
            $"{Neac}/get_certificate", new { user_id = "062201007719", ca_name = caName }, sandbox.BearerToken);

        http.ShouldBe(200);
        body["data"]!["user_certificates"]!.AsArray().ShouldHaveSingleItem();
    }

    private static object Credentials(RunningSandbox sandbox, string transactionId) => new
    {
        sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, serial_number = "", transaction_id = transactionId,
    };
}
