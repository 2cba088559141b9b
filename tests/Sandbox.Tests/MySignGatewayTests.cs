using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;
using static KonTum.Tthc.Sandbox.Tests.MobileCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>Viettel MySign, field by field as its integration document (1.8/1.9) has it.</summary>
public sealed class MySignGatewayTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Login_answers_a_token_of_one_user_and_its_lifetime_as_a_text()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.PostAsync($"{MySign}/ras/v1/login", sandbox.MySignBody("CMT_" + PhuongsNumber));

        http.ShouldBe(200);
        Names(body).ShouldBe(["access_token", "refresh_token", "token_type", "expires_in"]);
        ((string)body["access_token"]!).ShouldStartWith("eyJ");
        ((string)body["refresh_token"]!).ShouldBe("");
        ((string)body["token_type"]!).ShouldBe("Bearer");
        ((string)body["expires_in"]!).ShouldBe("3600");
    }

    [Fact]
    public async Task The_certificates_come_as_an_array_with_chain_and_dates_in_the_documents_form()
    {
        await using var sandbox = await template.StartAsync();
        var token = await sandbox.MySignTokenAsync("CMT_" + PhuongsNumber);

        var entry = (await sandbox.MySignCertificatesAsync("CMT_" + PhuongsNumber, token)).ShouldHaveSingleItem()!;

        Names(entry).ShouldBe(["credential_id", "description", "key", "cert", "authMode", "scal", "multisign"]);
        ((string)entry["credential_id"]!).ShouldMatch(@"\A062190004417_[0-9]{7}_[0-9]{14}\z");
        ((string)entry["authMode"]!, (string)entry["scal"]!, (string)entry["multisign"]!).ShouldBe(("implicit", "2", "2147483647"));
        Names(entry["key"]).ShouldBe(["status", "algo", "len", "curve"]);
        ((string)entry["key"]!["status"]!).ShouldBe("enabled");
        ((string)entry["key"]!["algo"]![0]!).ShouldBe("1.2.840.113549.1.1.1");
        ((string)entry["key"]!["len"]!).ShouldBe("2048");
        var cert = entry["cert"]!;
        Names(cert).ShouldBe(["status", "certificates", "issuerDN", "serialNumber", "subjectDN", "validFrom", "validTo"]);
        ((string)cert["status"]!).ShouldBe("valid");
        cert["certificates"]!.AsArray().Count.ShouldBe(3);
        ((string)cert["subjectDN"]!).ShouldStartWith("UID=CCCD:062190004417,CN=Nguyễn Thị Phượng");
        ((string)cert["validFrom"]!).ShouldMatch(@"\A[0-9]{14}\+0000\z");
        ((string)cert["validTo"]!).ShouldMatch(@"\A[0-9]{14}\+0000\z");
        ((string)cert["serialNumber"]!).ShouldMatch(@"\A[0-9]+\z");
    }

    [Fact]
    public async Task Several_certificates_are_told_apart_by_their_states_and_single_gives_no_chain()
    {
        await using var sandbox = await template.StartAsync();
        var token = await sandbox.MySignTokenAsync("CMT_" + Minh);

        var listed = await sandbox.MySignCertificatesAsync("CMT_" + Minh, token);
        var (_, single) = await sandbox.PostAsync($"{MySign}/certificates/info", sandbox.MySignBody("CMT_" + Minh, ("certificates", "single")), token);
        var (_, none) = await sandbox.PostAsync($"{MySign}/certificates/info", sandbox.MySignBody("CMT_" + Minh, ("certificates", "none")), token);

        listed.Select(c => ((string)c!["cert"]!["status"]!, (string)c["key"]!["status"]!)).ShouldBe(
            [("expired", "enabled"), ("valid", "enabled"), ("suspended", "disabled")]);
        listed.Select(c => (string)c!["credential_id"]!).Distinct().Count().ShouldBe(3);
        single[0]!["cert"]!["certificates"]!.AsArray().Count.ShouldBe(1);
        none[0]!["cert"]!["certificates"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_asynchronous_request_waits_and_then_gives_the_signatures_in_the_order_of_the_documents(int mode)
    {
        await using var sandbox = await template.StartAsync();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        using var _ = certificate;

        var (http, started) = await sandbox.PostAsync($"{MySign}/signHash", sandbox.MySignOrder(credentialId, mode), token);
        http.ShouldBe(200, started.ToJsonString());
        Names(started).ShouldBe(["transactionId"]);
        var status = new { transactionId = (string)started["transactionId"]! };
        var (_, waiting) = await sandbox.PostAsync($"{MySign}/requests/status", status, token);
        var phone = await sandbox.GetAsync($"/phone/api/requests?user_id={PhuongsNumber}");
        await sandbox.TapAsync(await sandbox.WaitingIdAsync(PhuongsNumber), "confirm");
        var (_, done) = await sandbox.PostAsync($"{MySign}/requests/status", status, token);

        Names(waiting).ShouldBe(["signatures", "status"]);
        ((string)waiting["status"]!).ShouldBe("4000");
        waiting["signatures"].ShouldBeNull();
        ((string)phone["requests"]![0]!["description"]!).ShouldBe("Ky ho so dang ky khai sinh");
        phone["requests"]![0]!["documents"]!.AsArray().Select(d => (string)d!["name"]!).ShouldBe(["To khai", "Giay chung sinh"]);
        ((string)done["status"]!).ShouldBe("1");
        var signatures = done["signatures"]!.AsArray().Select(s => (string)s!).ToList();
        signatures.Count.ShouldBe(2);
        Verifies(certificate, Digest("a"), signatures[0]).ShouldBeTrue();
        Verifies(certificate, Digest("b"), signatures[1]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_synchronous_request_is_answered_only_after_the_tap()
    {
        await using var sandbox = await template.StartAsync();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        using var _ = certificate;

        var call = sandbox.PostAsync($"{MySign}/signHash", sandbox.MySignOrder(credentialId, 0), token);
        var waiting = await sandbox.WaitingIdAsync(PhuongsNumber);
        call.IsCompleted.ShouldBeFalse();
        await sandbox.TapAsync(waiting, "confirm");
        var (http, done) = await call;

        http.ShouldBe(200);
        Names(done).ShouldBe(["signatures"]);
        Verifies(certificate, Digest("b"), (string)done["signatures"]![1]!).ShouldBeTrue();
    }

    [Theory]
    [InlineData("reject", "4002")]
    [InlineData("expire", "4001")]
    [InlineData("revoke", "13004")]
    public async Task Each_other_end_has_its_status_and_no_signatures(string how, string expected)
    {
        await using var sandbox = await template.StartAsync();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        using var _ = certificate;
        var (_, started) = await sandbox.PostAsync($"{MySign}/signHash", sandbox.MySignOrder(credentialId), token);
        var blocked = sandbox.PostAsync($"{MySign}/signHash", sandbox.MySignOrder(credentialId, 0), token);
        var first = await sandbox.WaitingIdAsync(PhuongsNumber, count: 2);

        if (how == "expire")
            sandbox.Time.Advance(TimeSpan.FromSeconds(300));
        else
        {
            if (how == "revoke")
                await sandbox.PostAsync($"/control/certificates/{certificate.SerialNumber}:revoke", new { });
            await sandbox.TapAsync(first, how == "reject" ? "reject" : "confirm");
            await sandbox.TapAsync(await sandbox.WaitingIdAsync(PhuongsNumber), how == "reject" ? "reject" : "confirm");
        }

        var (http, ended) = await sandbox.PostAsync($"{MySign}/requests/status", new { transactionId = (string)started["transactionId"]! }, token);
        http.ShouldBe(200);
        ((string)ended["status"]!).ShouldBe(expected);
        ended["signatures"].ShouldBeNull();
        var (blockedHttp, refused) = await blocked;
        blockedHttp.ShouldBe(400);
        Names(refused).ShouldBe(["error", "error_description"]);
        refused["error"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public async Task Wrong_clients_secrets_and_users_have_their_codes()
    {
        await using var sandbox = await template.StartAsync();
        async Task<(int, int)> LoginAsync(JsonObject body)
        {
            var (http, answer) = await sandbox.PostAsync($"{MySign}/ras/v1/login", body);
            Names(answer).ShouldBe(["error", "error_description"]);
            return (http, (int)answer["error"]!);
        }

        (await LoginAsync(sandbox.MySignBody("CMT_" + Minh, ("client_id", "nobody")))).ShouldBe((400, 58007));
        (await LoginAsync(sandbox.MySignBody("CMT_" + Minh, ("client_secret", "wrong")))).ShouldBe((400, 86024));
        (await LoginAsync(sandbox.MySignBody("CMT_000000000000"))).ShouldBe((400, 58008));
        // A tax code is not an identity number.
        (await LoginAsync(sandbox.MySignBody("MST_" + Minh))).ShouldBe((400, 58008));
        (await sandbox.MySignTokenAsync("MST_" + MinhsCompany)).ShouldNotBeEmpty();
        (await sandbox.MySignTokenAsync(Minh)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_token_is_good_for_its_own_user_and_for_an_hour_also_after_a_restart()
    {
        var sandbox = await template.StartAsync();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        certificate.Dispose();
        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;

        var (foreignHttp, foreign) = await again.PostAsync($"{MySign}/certificates/info", again.MySignBody("CMT_" + Minh), token);
        var (_, stolen) = await again.PostAsync(
            $"{MySign}/signHash", again.MySignOrder(credentialId), await again.MySignTokenAsync("CMT_" + Minh));
        (await again.MySignCertificatesAsync("CMT_" + PhuongsNumber, token)).Count.ShouldBe(1);
        again.Time.Advance(TimeSpan.FromSeconds(3600));
        var (lateHttp, late) = await again.PostAsync($"{MySign}/requests/status", new { transactionId = "x" }, token);

        (foreignHttp, (int)foreign["error"]!).ShouldBe((401, 59033));
        ((int)stolen["error"]!).ShouldBe(40000);
        (lateHttp, (int)late["error"]!).ShouldBe((401, 59033));
    }

    [Fact]
    public async Task What_the_phone_cannot_show_and_counts_that_differ_are_refused()
    {
        await using var sandbox = await template.StartAsync();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        certificate.Dispose();
        async Task RefusesAsync(Action<JsonObject> change, string reason)
        {
            var order = sandbox.MySignOrder(credentialId);
            change(order);
            var (http, refused) = await sandbox.PostAsync($"{MySign}/signHash", order, token);
            (http, (int)refused["error"]!).ShouldBe((400, 40000), reason);
            ((string)refused["error_description"]!).ShouldContain(reason);
        }

        await RefusesAsync(o => o["description"] = Base64("Ký hồ sơ"), "description");
        await RefusesAsync(o => o["description"] = "Ky ho so", "description");
        await RefusesAsync(o => o["description"] = Base64(new string('a', 75)), "description");
        await RefusesAsync(o => o["documents"]![0]!["document_name"] = Base64("Tờ khai"), "document_name");
        await RefusesAsync(o => o["documents"]![0]!["document_name"] = Base64("To khai.pdf"), "document_name");
        await RefusesAsync(o => o["documents"]![1]!["document_id"] = "d-1", "document_id");
        await RefusesAsync(o => o["numSignatures"] = 1, "numSignatures");
        await RefusesAsync(o => o["documents"]!.AsArray().RemoveAt(0), "numSignatures");
        await RefusesAsync(o => o["hash"]![0] = Hex("a"), "hash");
        await RefusesAsync(o => o["hashAlgo"] = "1.3.14.3.2.26", "hashAlgo");
        await RefusesAsync(o => o["async"] = 4, "async");
        await RefusesAsync(o => o["credentialID"] = "x", "credentialID");
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldBeEmpty();
        var order = sandbox.MySignOrder(credentialId);
        order["description"] = Base64(new string('a', 74)[..72]);
        (await sandbox.PostAsync($"{MySign}/signHash", order, token)).Http.ShouldBe(200);
    }

    [Theory]
    [InlineData("confirm", "1", 2)]
    [InlineData("reject", "4002", 0)]
    public async Task With_async_3_the_callers_token_endpoint_is_asked_and_then_its_result_endpoint(string verb, string status, int results)
    {
        await using var sandbox = await template.StartAsync();
        await using var caller = await CallbackReceiver.StartAsync(path => path == "/auth"
            ? new { status_code = "00", data = new { access_token = "token-of-the-caller", expires_in = "3600000" } }
            : new { status_code = "00", message = "Thành công" });
        using (var set = await sandbox.Client.PutAsJsonAsync(
            "/control/gateways/mysign/callback",
            new { auth_url = caller.Url + "/auth", result_url = caller.Url + "/result", client_id = "viettel", client_secret = "s3" },
            TestContext.Current.CancellationToken))
            set.EnsureSuccessStatusCode();
        var (token, credentialId, certificate) = await ChooseAsync(sandbox, PhuongsNumber);
        using var _ = certificate;

        var (_, started) = await sandbox.PostAsync($"{MySign}/signHash", sandbox.MySignOrder(credentialId, 3), token);
        await sandbox.TapAsync(await sandbox.WaitingIdAsync(PhuongsNumber), verb);
        var asked = await caller.NextAsync();
        var told = await caller.NextAsync();

        asked.Path.ShouldBe("/auth");
        asked.Body.ToJsonString().ShouldBe("""{"grant_type":"client_credentials","client_id":"viettel","client_secret":"s3"}""");
        (told.Path, told.Authorization).ShouldBe(("/result", "Bearer token-of-the-caller"));
        Names(told.Body).ShouldBe(["meta_data", "data"]);
        Names(told.Body["meta_data"]).ShouldBe(["request_id", "transaction_id", "description", "status"]);
        ((string)told.Body["meta_data"]!["transaction_id"]!).ShouldBe((string)started["transactionId"]!);
        ((string)told.Body["meta_data"]!["status"]!).ShouldBe(status);
        Names(told.Body["data"]).ShouldBe(["action_timestamp", "signature_timestamp", "results"]);
        var given = told.Body["data"]!["results"]!.AsArray();
        given.Count.ShouldBe(results);
        if (results > 0)
        {
            given.Select(r => (string)r!["document_id"]!).ShouldBe(["d-1", "d-2"]);
            Verifies(certificate, Digest("a"), (string)given[0]!["signature"]!).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Switched_off_it_answers_503_and_a_foreign_address_is_never_called_back()
    {
        await using var sandbox = await template.StartAsync();
        using var foreign = await sandbox.Client.PutAsJsonAsync(
            "/control/gateways/mysign/callback", new { result_url = "http://example.com/" }, TestContext.Current.CancellationToken);
        using var off = await sandbox.Client.PutAsJsonAsync("/control/gateways/mysign", new { available = false }, TestContext.Current.CancellationToken);

        var (http, body) = await sandbox.PostAsync($"{MySign}/ras/v1/login", sandbox.MySignBody("CMT_" + Minh));

        ((int)foreign.StatusCode).ShouldBe(400);
        ((int)off.StatusCode).ShouldBe(200);
        (http, (int)body["error"]!).ShouldBe((503, 50300));
    }

    private static async Task<(string Token, string CredentialId, X509Certificate2 Certificate)> ChooseAsync(RunningSandbox sandbox, string number)
    {
        var token = await sandbox.MySignTokenAsync("CMT_" + number);
        var entry = (await sandbox.MySignCertificatesAsync("CMT_" + number, token))[0]!;
        return (token, (string)entry["credential_id"]!,
            X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)entry["cert"]!["certificates"]![0]!)));
    }
}
