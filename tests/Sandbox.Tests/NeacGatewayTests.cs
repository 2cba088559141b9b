using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The national gateway: every authority behind <c>ca_name</c>, and the gateway makes the transaction id.</summary>
public sealed class NeacGatewayTests(FirstStartTemplate template)
{
    public static TheoryData<string, string> Accounts => new()
    {
        { "VNPT-CA", Phuong }, { "Viettel-CA", "062190004417" }, { "CA2", "062195006402" }, { "BkavCA", "233508126" },
        { "FPT-CA", Minh }, { "Newtel-CA", "062201007719" }, { "MISA-CA", Minh }, { "TrustCA", "062201007719" },
    };

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task Each_authority_of_the_guide_lists_and_signs(string caName, string userId)
    {
        await using var sandbox = await template.StartAsync();

        var (http, listed) = await sandbox.PostAsync(
            $"{Neac}/get_certificate", new { sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = userId, ca_name = caName });
        http.ShouldBe(200);
        Names(listed).ShouldBe(["status_code", "message", "data"]);
        Names(listed["data"]).ShouldBe(["transaction_id", "user_certificates"]);
        var transactionId = (string)listed["data"]!["transaction_id"]!;
        var entry = listed["data"]!["user_certificates"]![0]!;
        Names(entry).ShouldBe(["cert_id", "cert_data", "serial_number", "transaction_id"]);
        ((string)entry["transaction_id"]!).ShouldBe(transactionId);

        var (signHttp, started) = await sandbox.PostAsync($"{Neac}/sign", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = userId, ca_name = caName, transaction_id = transactionId,
            serial_number = (string)entry["serial_number"]!, sign_files = new[] { File("a.pdf", Hex("a")) },
        });
        signHttp.ShouldBe(200);
        ((int)started["status_code"]!).ShouldBe(200);
        ((string)started["message"]!).ShouldBe("sig_wait_for_user_confirm");
        ((string)started["data"]!["transaction_id"]!).ShouldBe(transactionId);
        (await sandbox.TapAsync((string)started["data"]!["tran_code"]!, "confirm")).Http.ShouldBe(200);

        var (_, done) = await sandbox.PostAsync($"{Neac}/sign/{transactionId}/status", new { });
        ((string)done["message"]!).ShouldBe("SUCCESS");
        using var certificate = Certificate(entry);
        Verifies(certificate, Digest("a"), (string)done["data"]!["signatures"]![0]!["signature_value"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Base64_and_hexadecimal_digests_give_the_same_signature_and_a_bearer_token_is_enough()
    {
        await using var sandbox = await template.StartAsync();
        var signatures = new List<string>();
        foreach (var data in new[] { Convert.ToBase64String(Digest("a")), Hex("a"), Hex("a").ToUpperInvariant() })
        {
            var (http, started) = await sandbox.PostAsync(
                $"{Neac}/sign", new { user_id = Phuong, ca_name = "VNPT-CA", sign_files = new[] { File("a.pdf", data) } }, sandbox.BearerToken);
            http.ShouldBe(200, started.ToJsonString());
            await sandbox.TapAsync((string)started["data"]!["tran_code"]!, "confirm");
            var (_, done) = await sandbox.PostAsync($"{Neac}/sign/{(string)started["data"]!["transaction_id"]!}/status", new { });
            signatures.Add((string)done["data"]!["signatures"]![0]!["signature_value"]!);
        }

        signatures.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Wrong_token_wrong_authority_and_foreign_transaction_are_refused()
    {
        await using var sandbox = await template.StartAsync();
        object[] files = [File("a.pdf", Hex("a"))];

        var token = await sandbox.PostAsync($"{Neac}/sign", new { user_id = Phuong, ca_name = "VNPT-CA", sign_files = files }, "wrong");
        var authority = await sandbox.PostAsync($"{Neac}/sign", new { user_id = Phuong, ca_name = "Nobody-CA", sign_files = files }, sandbox.BearerToken);
        var transaction = await sandbox.PostAsync(
            $"{Neac}/sign", new { user_id = Phuong, ca_name = "VNPT-CA", transaction_id = Guid.NewGuid(), sign_files = files }, sandbox.BearerToken);

        token.Http.ShouldBe(401);
        ((string)token.Body["message"]!).ShouldStartWith("SP_CREDENTIAL_INVALID");
        authority.Http.ShouldBe(400);
        ((string)authority.Body["message"]!).ShouldBe("BAD_REQUEST: ca_name is not known");
        transaction.Http.ShouldBe(400);
        ((string)transaction.Body["message"]!).ShouldContain("not issued by this gateway");
    }

    [Fact]
    public async Task A_transaction_of_one_gateway_is_unknown_at_the_other()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, _) = await sandbox.StartAsync();

        var (_, body) = await sandbox.PostAsync($"{Neac}/sign/{transactionId}/status", new { });

        ((int)body["status_code"]!).ShouldBe(62000);
    }
}
