using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;
using static KonTum.Tthc.Sandbox.Tests.MobileCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>MISA eSign RemoteSigning, field by field as its integration document (version 2) has it.</summary>
public sealed class MisaGatewayTests(FirstStartTemplate template)
{
    [Theory]
    [InlineData("/misa")]
    [InlineData("/misa/webdev")]
    public async Task Login_wraps_tokens_and_user_in_status_and_data(string root)
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.MisaAsync(
            $"{root}/api/auth/api/v1/auth/login-api", new { userName = "y.hanh@example.com", password = RunningSandbox.Password });

        http.ShouldBe(200);
        Names(body).ShouldBe(["status", "data"]);
        Names(body["status"]).ShouldBe(["type", "code", "message", "error", "errorCode", "devMsg", "userMsg"]);
        ((bool)body["status"]!["error"]!).ShouldBeFalse();
        ((int)body["status"]!["errorCode"]!).ShouldBe(0);
        var data = body["data"]!;
        Names(data).ShouldBe(
            ["accessToken", "remoteSigningAccessToken", "tokenType", "expiresIn", "refreshToken", "user", "default", "verifyUser"]);
        ((int)data["expiresIn"]!).ShouldBe(3600);
        Names(data["user"]).ShouldBe(["id", "email", "phoneNumber", "firstName", "lastName", "username"]);
        ((string)data["user"]!["firstName"]!, (string)data["user"]!["lastName"]!).ShouldBe(("Y", "Hạnh"));
        Guid.TryParse((string)data["user"]!["id"]!, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_the_same()
    {
        await using var sandbox = await template.StartAsync();

        var wrong = await sandbox.MisaAsync($"{MisaLogin}/login-api", new { userName = "hanh", password = "x" });
        var unknown = await sandbox.MisaAsync($"{MisaLogin}/login-api", new { userName = "nobody", password = RunningSandbox.Password });

        wrong.Http.ShouldBe(400);
        ((bool)wrong.Body["status"]!["error"]!).ShouldBeTrue();
        wrong.Body.ToJsonString().ShouldBe(unknown.Body.ToJsonString());
    }

    [Fact]
    public async Task An_account_with_two_factors_answers_122_and_gives_tokens_for_the_one_time_password()
    {
        await using var sandbox = await template.StartAsync();
        var challenged = await sandbox.MisaLoginAsync(PhuongsNumber);
        ((int)challenged["status"]!["errorCode"]!).ShouldBe(122);
        ((bool)challenged["status"]!["error"]!).ShouldBeTrue();
        challenged["data"].ShouldBeNull();
        Task<(int Http, JsonNode Body)> TryAsync(string code, bool remember = false) =>
            sandbox.MisaAsync($"{MisaLogin}/two-factor-auth", new { userName = PhuongsNumber, code, otpType = 0, remember });
        async Task<string> CodeAsync() => (string)(await sandbox.GetAsync($"/phone/api/one-time-passwords?user_id={PhuongsNumber}"))["one_time_passwords"]![0]!["code"]!;

        var code = await CodeAsync();
        var wrong = await TryAsync(code == "000000" ? "000001" : "000000");
        sandbox.Time.Advance(TimeSpan.FromMinutes(5));
        var late = await TryAsync(code);
        var resent = await sandbox.MisaAsync("/misa/webdev/api/auth/api/v1/auth/resend-otp-auth", new { userName = PhuongsNumber, language = "vi-VN" });
        var right = await TryAsync(await CodeAsync(), remember: true);
        var remembered = await sandbox.MisaLoginAsync(PhuongsNumber);

        (wrong.Http, (int)wrong.Body["status"]!["errorCode"]!).ShouldBe((400, 1001));
        (late.Http, (int)late.Body["status"]!["errorCode"]!).ShouldBe((400, 1002));
        resent.Http.ShouldBe(200);
        ((string)resent.Body["data"]!["user"]!["username"]!).ShouldBe("phuong");
        right.Http.ShouldBe(200, right.Body.ToJsonString());
        ((string)right.Body["data"]!["remoteSigningAccessToken"]!).ShouldNotBeEmpty();
        ((int)remembered["status"]!["errorCode"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Three_wrong_one_time_passwords_are_enough()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.MisaLoginAsync(PhuongsNumber);
        var code = (string)(await sandbox.GetAsync($"/phone/api/one-time-passwords?user_id={PhuongsNumber}"))["one_time_passwords"]![0]!["code"]!;
        var codes = new List<int>();
        foreach (var attempt in new[] { "x", "y", "z", code })
        {
            var (_, body) = await sandbox.MisaAsync(
                $"{MisaLogin}/two-factor-auth", new { userName = PhuongsNumber, code = attempt, otpType = 0, remember = false });
            codes.Add((int)body["status"]!["errorCode"]!);
        }

        codes.ShouldBe([1001, 1001, 1001, 1003]);
    }

    [Fact]
    public async Task A_refresh_token_gives_new_tokens_once_without_the_status_block_also_after_a_restart()
    {
        var sandbox = await template.StartAsync();
        var refreshToken = (string)(await sandbox.MisaLoginAsync(Hanh))["data"]!["refreshToken"]!;
        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;
        again.Time.Advance(TimeSpan.FromHours(2));

        var (http, fresh) = await again.MisaAsync("/misa/webdev/api/auth/api/v1/auth/refreshtoken", new { refreshToken });
        var (secondHttp, second) = await again.MisaAsync("/misa/webdev/api/auth/api/v1/auth/refreshtoken", new { refreshToken });

        http.ShouldBe(200);
        Names(fresh).ShouldBe(["remoteSigningAccessToken", "accessToken", "refreshToken", "expiresIn"]);
        (await again.MisaAsync($"{MisaServices}/general/api/v1/Certificates/by-userId", token: (string)fresh["remoteSigningAccessToken"]!)).Http.ShouldBe(200);
        secondHttp.ShouldBe(400);
        Names(second).ShouldBe(["error", "errorCode", "devMsg", "userMsg", "validationFailures"]);
    }

    [Fact]
    public async Task Certificates_have_the_documents_fields_its_typing_error_and_their_states()
    {
        await using var sandbox = await template.StartAsync();
        var token = (string)(await sandbox.MisaLoginAsync(Hanh))["data"]!["remoteSigningAccessToken"]!;

        var (http, body) = await sandbox.MisaAsync($"{MisaServices}/general/api/v1/Certificates/by-userId", token: token);

        http.ShouldBe(200);
        var listed = body.AsArray();
        listed.Select(c => ((string)c!["keyStatus"]!, (string)c["certStatus"]!)).ShouldBe(
            [("ACTIVE", "INACTIVE"), ("ACTIVE", "ACTIVE"), ("INACTIVE", "INACTIVE")]);
        var entry = listed[1]!;
        Names(entry).ShouldBe([
            "userId", "keyAlias", "appName", "keyStatus", "certificate", "certiticateChain", "certStatus", "effectiveDate", "expirationDate",
            "emailName", "isAutoSign",
        ]);
        entry["certiticateChain"]!.AsArray().Count.ShouldBe(3);
        ((string)entry["certiticateChain"]![0]!).ShouldBe((string)entry["certificate"]!);
        ((bool)entry["isAutoSign"]!).ShouldBeFalse();
        var one = await sandbox.MisaAsync(
            $"{MisaServices}/general/api/v1/Certificates/by-certId?certAlias={(string)entry["keyAlias"]!}", token: token);
        one.Body.ToJsonString().ShouldBe(entry.ToJsonString());
    }

    [Fact]
    public async Task A_request_is_pending_until_confirmed_and_then_gives_all_signatures_in_order()
    {
        await using var sandbox = await template.StartAsync();
        var (token, userId, alias, certificate) = await ChooseAsync(sandbox);
        using var _ = certificate;

        var (http, started) = await sandbox.MisaAsync(
            $"{MisaServices}/signing/api/v1/Signing/hash", MisaOrder(userId, alias, ("1", "Tờ khai.pdf", "a"), ("2", "Giấy chứng sinh.pdf", "b")), token);
        http.ShouldBe(200, started.ToJsonString());
        Names(started).ShouldBe(["transactionId"]);
        var status = $"{MisaServices}/signing/api/v1/Signing/status/{(string)started["transactionId"]!}";
        var (_, pending) = await sandbox.MisaAsync(status, token: token);
        var phone = (await sandbox.GetAsync($"/phone/api/requests?user_id={Hanh}"))["requests"]![0]!;
        await sandbox.TapAsync((string)phone["id"]!, "confirm");
        var (_, done) = await sandbox.MisaAsync(status, token: token);

        Names(pending).ShouldBe(["status", "errorCode", "errorDescription", "transactionId", "signatures"]);
        ((string)pending["status"]!).ShouldBe("PENDING");
        pending["signatures"].ShouldBeNull();
        ((string)phone["description"]!).ShouldBe("Ký hồ sơ đăng ký khai sinh");
        phone["documents"]!.AsArray().Select(d => (string)d!["name"]!).ShouldBe(["Tờ khai.pdf", "Giấy chứng sinh.pdf"]);
        ((string)done["status"]!, (string)done["errorCode"]!).ShouldBe(("SUCCESS", ""));
        var signatures = done["signatures"]!.AsArray();
        signatures.Select(s => (string)s!["documentId"]!).ShouldBe(["1", "2"]);
        Verifies(certificate, Digest("a"), (string)signatures[0]!["signature"]!).ShouldBeTrue();
        Verifies(certificate, Digest("b"), (string)signatures[1]!["signature"]!).ShouldBeTrue();
    }

    [Theory]
    [InlineData("reject", "CANCELLED", "USER_REJECTED")]
    [InlineData("expire", "FAILED", "TRANSACTION_EXPIRED")]
    [InlineData("revoke", "FAILED", "CERTIFICATE_INVALID")]
    public async Task Other_ends_come_with_http_200(string how, string expected, string errorCode)
    {
        await using var sandbox = await template.StartAsync();
        var (token, userId, alias, certificate) = await ChooseAsync(sandbox);
        using var _ = certificate;
        var (_, started) = await sandbox.MisaAsync(
            $"{MisaServices}/signing/api/v1/Signing/hash", MisaOrder(userId, alias, ("1", "Tờ khai.pdf", "a")), token);

        if (how == "expire")
            sandbox.Time.Advance(TimeSpan.FromSeconds(300));
        if (how == "revoke")
            await sandbox.PostAsync($"/control/certificates/{certificate.SerialNumber}:revoke", new { });
        if (how != "expire")
            await sandbox.TapAsync(await sandbox.WaitingIdAsync(Hanh), how == "reject" ? "reject" : "confirm");
        var (http, ended) = await sandbox.MisaAsync(
            $"{MisaServices}/signing/api/v1/Signing/status/{(string)started["transactionId"]!}", token: token);

        http.ShouldBe(200);
        ((string)ended["status"]!, (string)ended["errorCode"]!).ShouldBe((expected, errorCode));
        ended["signatures"].ShouldBeNull();
    }

    [Fact]
    public async Task Limits_of_names_and_ids_and_foreign_tokens_keys_and_transactions_are_refused()
    {
        await using var sandbox = await template.StartAsync();
        var (token, userId, alias, certificate) = await ChooseAsync(sandbox);
        certificate.Dispose();
        async Task<(int, string)> SignAsync(object order, string? with = null, string? clientKey = null)
        {
            var (http, body) = await sandbox.MisaAsync($"{MisaServices}/signing/api/v1/Signing/hash", order, with ?? token, clientKey);
            if (http == 200)
                return (http, "");
            Names(body).ShouldBe(["error", "errorCode", "devMsg", "userMsg", "validationFailures"]);
            return (http, (string?)body["validationFailures"]!.AsArray().FirstOrDefault()?["property"] ?? (string)body["errorCode"]!);
        }

        (await SignAsync(MisaOrder(userId, alias, (new string('i', 37), "a", "a")))).ShouldBe((400, "DocumentId"));
        (await SignAsync(MisaOrder(userId, alias, ("1", new string('n', 101), "a")))).ShouldBe((400, "DocumentName"));
        (await SignAsync(MisaOrder(userId, alias))).ShouldBe((400, "Documents"));
        (await SignAsync(MisaOrder(userId, alias, ("1", "a", "a"), ("1", "b", "b")))).ShouldBe((400, "DocumentId"));
        (await SignAsync(MisaOrder(Guid.NewGuid().ToString(), alias, ("1", "a", "a")))).ShouldBe((400, "USER_NOT_CONNECTED"));
        (await SignAsync(MisaOrder(userId, Guid.NewGuid().ToString(), ("1", "a", "a")))).ShouldBe((404, "CERTIFICATE_NOT_FOUND"));
        (await SignAsync(MisaOrder(userId, alias, ("1", "a", "a")), with: "x.y.z")).ShouldBe((401, "401"));
        (await SignAsync(MisaOrder(userId, alias, ("1", "a", "a")), clientKey: "wrong")).ShouldBe((403, "CLIENT_INVALID"));
        (await SignAsync(MisaOrder(userId, alias, (new string('i', 36), new string('n', 100), "a")))).ShouldBe((200, ""));
        var foreign = (string)(await sandbox.MisaLoginAsync(Minh))["data"]!["remoteSigningAccessToken"]!;
        var mine = await sandbox.WaitingIdAsync(Hanh);
        (await sandbox.MisaAsync($"{MisaServices}/signing/api/v1/Signing/status/{mine}", token: foreign)).Http.ShouldBe(404);
        (await sandbox.MisaAsync($"{MisaServices}/signing/api/v1/Signing/status/{mine}", token: token)).Http.ShouldBe(200);
        sandbox.Time.Advance(TimeSpan.FromSeconds(3600));
        (await sandbox.MisaAsync($"{MisaServices}/signing/api/v1/Signing/status/{mine}", token: token)).Http.ShouldBe(401);
    }

    [Theory]
    [InlineData("confirm", "SUCCESS", 1)]
    [InlineData("reject", "CANCELLED", 0)]
    public async Task The_webhook_tells_the_end_with_the_documents_fields(string verb, string status, int count)
    {
        await using var sandbox = await template.StartAsync();
        await using var caller = await CallbackReceiver.StartAsync(_ => new { errorCode = "0", devMsg = "", userMsg = "" });
        using (var set = await sandbox.Client.PutAsJsonAsync(
            "/control/gateways/misa/callback", new { result_url = caller.Url + "/misa" }, TestContext.Current.CancellationToken))
            set.EnsureSuccessStatusCode();
        var (token, userId, alias, certificate) = await ChooseAsync(sandbox);
        using var _ = certificate;

        var (_, started) = await sandbox.MisaAsync(
            $"{MisaServices}/signing/api/v1/Signing/hash", MisaOrder(userId, alias, ("1", "Tờ khai.pdf", "a")), token);
        await sandbox.TapAsync(await sandbox.WaitingIdAsync(Hanh), verb);
        var told = (await caller.NextAsync()).Body;

        Names(told).ShouldBe(["messageId", "clientId", "extraData", "status", "errorCode", "transactionId", "signatures"]);
        ((string)told["clientId"]!).ShouldBe((string)sandbox.Client("misa")["client_id"]!);
        ((string)told["transactionId"]!).ShouldBe((string)started["transactionId"]!);
        ((string)told["status"]!).ShouldBe(status);
        told["signatures"]!.AsArray().Count.ShouldBe(count);
        if (count > 0)
            Verifies(certificate, Digest("a"), (string)told["signatures"]![0]!["signature"]!).ShouldBeTrue();
    }

    private static async Task<(string Token, string UserId, string Alias, X509Certificate2 Certificate)> ChooseAsync(RunningSandbox sandbox)
    {
        var login = await sandbox.MisaLoginAsync(Hanh);
        var token = (string)login["data"]!["remoteSigningAccessToken"]!;
        var (_, listed) = await sandbox.MisaAsync($"{MisaServices}/general/api/v1/Certificates/by-userId", token: token);
        var entry = listed.AsArray().Single(c => (string)c!["certStatus"]! == "ACTIVE")!;
        return (token, (string)login["data"]!["user"]!["id"]!, (string)entry["keyAlias"]!,
            X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)entry["certificate"]!)));
    }
}
