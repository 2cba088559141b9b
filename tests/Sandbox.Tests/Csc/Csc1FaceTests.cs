using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.Csc.CscCalls;

namespace KonTum.Tthc.Sandbox.Tests.Csc;

/// <summary>CSC API 1.0.4.0, field by field (facts 3.1).</summary>
public sealed class Csc1FaceTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Info_tells_what_the_service_can_do_to_anybody()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await new CscCalls(sandbox, "v1").CallAsync("info", new { });

        http.ShouldBe(200);
        Names(body).ShouldBe(
            ["specs", "name", "logo", "region", "lang", "description", "authType", "oauth2", "methods"], ignoreOrder: true);
        ((string)body["specs"]!).ShouldBe("1.0.4.0");
        ((string)body["region"]!).ShouldBe("VN");
        body["authType"]!.AsArray().Select(a => (string)a!).ShouldBe(["basic", "oauth2client"]);
        ((string)body["oauth2"]!).ShouldBe($"{sandbox.Url}/csc1/");
        body["methods"]!.AsArray().Select(m => (string)m!).ShouldBe(
            ["auth/login", "auth/revoke", "credentials/list", "credentials/info", "credentials/authorize", "credentials/extendTransaction",
                "credentials/sendOTP", "signatures/signHash", "signatures/timestamp"],
            ignoreOrder: true);
        using var logo = await sandbox.Client.GetAsync((string)body["logo"]!, TestContext.Current.CancellationToken);
        logo.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
    }

    [Fact]
    public async Task Log_in_gives_tokens_that_can_be_refreshed_and_revoked()
    {
        await using var sandbox = await template.StartAsync();
        var client = new CscCalls(sandbox, "v1");

        var (http, body) = await client.BasicAsync(sandbox.SpId, sandbox.SpPassword, new { rememberMe = true, clientData = "x" });

        http.ShouldBe(200);
        Names(body).ShouldBe(["access_token", "refresh_token", "expires_in"], ignoreOrder: true);
        ((int)body["expires_in"]!).ShouldBe(3600);
        var (first, refresh) = ((string)body["access_token"]!, (string)body["refresh_token"]!);
        var (_, refreshed) = await client.CallAsync("auth/login", new { refresh_token = refresh });
        var second = (string)refreshed["access_token"]!;
        refreshed["refresh_token"].ShouldBeNull();
        (await client.CallAsync("credentials/list", new { userID = Phuong }, second)).Http.ShouldBe(200);
        (await client.CallAsync("auth/revoke", new { token = second, token_type_hint = "access_token" }, first)).Http.ShouldBe(204);
        ShouldBeError(
            await client.CallAsync("credentials/list", new { userID = Phuong }, second), "The access token is not valid", "invalid_token", 401);
        (await client.CallAsync("auth/revoke", new { token = refresh }, first)).Http.ShouldBe(204);
        ShouldBeError(await client.CallAsync("auth/login", new { refresh_token = refresh }), "Invalid refresh_token");
        // Revoking the refresh token took the first access token with it.
        (await client.CallAsync("credentials/list", new { userID = Phuong }, first)).Http.ShouldBe(401);
    }

    [Fact]
    public async Task Wrong_log_ins_and_tokens_are_refused_as_published()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();

        ShouldBeError(
            await client.BasicAsync(sandbox.SpId, "x", new { }), "An error occurred during authentication process", "authentication_error");
        ShouldBeError(await client.CallAsync("auth/login", new { }), "Malformed authentication parameter", http: 401);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/csc1/csc/v1/credentials/list");
        request.Headers.TryAddWithoutValidation("Authorization", "Token abc");
        request.Content = System.Net.Http.Json.JsonContent.Create(new { });
        using var malformed = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await malformed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Malformed authorization header");

        sandbox.Time.Advance(TimeSpan.FromHours(1));
        ShouldBeError(
            await client.CallAsync("credentials/list", new { userID = Phuong }),
            "The access or refresh token is expired or has been revoked", "expired_token", 401);
    }

    [Fact]
    public async Task A_list_comes_in_pages_for_an_application_that_names_the_user()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();

        var (http, first) = await client.CallAsync("credentials/list", new { userID = Minh, maxResults = 2, clientData = "x" });
        http.ShouldBe(200);
        Names(first).ShouldBe(["credentialIDs", "nextPageToken"]);
        first["credentialIDs"]!.AsArray().Count.ShouldBe(2);
        var (_, second) = await client.CallAsync(
            "credentials/list", new { userID = Minh, maxResults = 2, pageToken = (string)first["nextPageToken"]! });
        Names(second).ShouldBe(["credentialIDs"]);
        second["credentialIDs"]!.AsArray().ShouldHaveSingleItem();

        ShouldBeError(await client.CallAsync("credentials/list", new { userID = "062099999999" }), "Invalid parameter userID");
        ShouldBeError(await client.CallAsync("credentials/list", new { userID = Minh, maxResults = 0 }), "Invalid parameter maxResults");
        ShouldBeError(await client.CallAsync("credentials/list", new { userID = Minh, pageToken = "x" }), "Invalid parameter pageToken");
        ShouldBeError(await client.CallAsync("credentials/list", new { userID = 5 }), "Missing (or invalid type) string parameter userID");
    }

    [Fact]
    public async Task A_person_who_logs_in_sees_the_own_credentials_only()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var foreign = (await client.CredentialsAsync(Minh))[0];
        var (_, body) = await client.BasicAsync(Phuong, RunningSandbox.Password, new { });
        client.Token = (string)body["access_token"]!;

        var (_, listed) = await client.CallAsync("credentials/list", new { });

        listed["credentialIDs"]!.AsArray().ShouldHaveSingleItem();
        ShouldBeError(await client.CallAsync("credentials/list", new { userID = Minh }), "userID parameter MUST be null");
        ShouldBeError(await client.CallAsync("credentials/info", new { credentialID = foreign }), "Invalid parameter credentialID");
    }

    [Fact]
    public async Task A_credential_of_the_phone_is_described_with_every_field()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong)).ShouldHaveSingleItem();

        var body = await client.CredentialAsync(id);

        Names(body).ShouldBe(["description", "key", "cert", "authMode", "SCAL", "multisign", "lang"], ignoreOrder: true);
        Names(body["key"]).ShouldBe(["status", "algo", "len"]);
        ((string)body["key"]!["status"]!).ShouldBe("enabled");
        body["key"]!["algo"]!.AsArray().Select(a => (string)a!).ShouldBe(["1.2.840.113549.1.1.1", RsaSha256, "1.2.840.113549.1.1.10"]);
        ((int)body["key"]!["len"]!).ShouldBe(2048);
        var cert = body["cert"]!;
        Names(cert).ShouldBe(["status", "certificates", "issuerDN", "serialNumber", "subjectDN", "validFrom", "validTo"]);
        ((string)cert["status"]!).ShouldBe("valid");
        var chain = cert["certificates"]!.AsArray().Select(c => X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)c!))).ToList();
        chain.Count.ShouldBe(3);
        ((string)cert["serialNumber"]!).ShouldBe(chain[0].SerialNumber);
        ((string)cert["subjectDN"]!).ShouldContain($"UID=CCCD:{Phuong}");
        ((string)cert["issuerDN"]!).ShouldContain("CSC Demo 1 RS (sandbox)");
        ((string)cert["validFrom"]!).ShouldBe($"{chain[0].NotBefore.ToUniversalTime():yyyyMMddHHmmss}Z");
        ((string)cert["validTo"]!).ShouldBe($"{chain[0].NotAfter.ToUniversalTime():yyyyMMddHHmmss}Z");
        ((string)body["authMode"]!, (string)body["SCAL"]!, (int)body["multisign"]!).ShouldBe(("implicit", "2", 20));

        var (_, plain) = await client.CallAsync("credentials/info", new { credentialID = id });
        Names(plain["cert"]).ShouldBe(["status", "certificates"]);
        plain["cert"]!["certificates"]!.AsArray().ShouldHaveSingleItem();
        var (_, none) = await client.CallAsync("credentials/info", new { credentialID = id, certificates = "none" });
        Names(none["cert"]).ShouldBe(["status"]);
        ShouldBeError(
            await client.CallAsync("credentials/info", new { credentialID = id, certificates = "all" }), "Invalid parameter certificates");
        ShouldBeError(await client.CallAsync("credentials/info", new { }), "Missing (or invalid type) string parameter credentialID");
        ShouldBeError(await client.CallAsync("credentials/info", new { credentialID = "x" }), "Invalid parameter credentialID");
    }

    [Fact]
    public async Task Pin_and_one_time_password_and_states_are_described()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();

        var online = await client.CredentialAsync(await client.CredentialAsync(Minh, "PIN AND ONLINE OTP"));
        ((string)online["authMode"]!).ShouldBe("explicit");
        Names(online["PIN"]).ShouldBe(["presence", "format", "label", "description"]);
        ((string)online["PIN"]!["presence"]!, (string)online["PIN"]!["format"]!).ShouldBe(("true", "N"));
        Names(online["OTP"]).ShouldBe(["presence", "type", "ID", "provider", "format", "label", "description"]);
        ((string)online["OTP"]!["presence"]!, (string)online["OTP"]!["type"]!).ShouldBe(("true", "online"));
        ((string)online["key"]!["curve"]!).ShouldBe("1.2.840.10045.3.1.7");
        online["key"]!["algo"]!.AsArray().Select(a => (string)a!).ShouldBe([EcdsaSha256]);

        var offline = await client.CredentialAsync(await client.CredentialAsync(Minh, "OFFLINE OTP"));
        ((string)offline["OTP"]!["type"]!, (string)offline["PIN"]!["presence"]!).ShouldBe(("offline", "false"));
        ((string)(await client.CredentialAsync((await client.CredentialsAsync(Hanh))[0]))["authMode"]!).ShouldBe("oauth2code");
        ((string)(await client.CredentialAsync(await client.CredentialAsync(Duc, "DISABLED")))["key"]!["status"]!).ShouldBe("disabled");
        ((string)(await client.CredentialAsync(await client.CredentialAsync(Duc, "EXPIRED")))["cert"]!["status"]!).ShouldBe("expired");
        ((string)(await client.CredentialAsync(await client.CredentialAsync(Duc, "SUSPENDED")))["cert"]!["status"]!).ShouldBe("suspended");
        var phone = await client.CredentialAsync(Duc, "PHONE ECDSA");
        var serial = (string)(await client.CredentialAsync(phone))["cert"]!["serialNumber"]!;
        await sandbox.PostAsync($"/control/certificates/{serial}:revoke", new { });
        ((string)(await client.CredentialAsync(phone))["cert"]!["status"]!).ShouldBe("revoked");
    }

    [Fact]
    public async Task Authorize_holds_the_call_until_the_phone_is_touched_and_binds_the_digests()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong))[0];
        string[] digests = [Digest("a"), Digest("b")];

        var held = client.CallAsync(
            "credentials/authorize", new { credentialID = id, numSignatures = 2, hash = digests, description = "Ký hồ sơ", clientData = "x" });
        var waiting = await client.TapAsync("confirm");
        var (http, authorized) = await held;

        ((string)waiting["description"]!).ShouldBe("Ký hồ sơ");
        waiting["documents"]!.AsArray().Select(d => (string)d!["digest"]!).ShouldBe([Hex("a"), Hex("b")]);
        http.ShouldBe(200);
        Names(authorized).ShouldBe(["SAD", "expiresIn"]);
        ((int)authorized["expiresIn"]!).ShouldBe(3600);
        var sad = (string)authorized["SAD"]!;
        object Order(params string[] hash) => new { credentialID = id, SAD = sad, hash, hashAlgo = Sha256, signAlgo = "1.2.840.113549.1.1.1" };
        ShouldBeError(await client.CallAsync("signatures/signHash", Order(Digest("c"))), "Hash is not authorized by the SAD");
        var (signedHttp, signed) = await client.CallAsync("signatures/signHash", Order(digests));
        signedHttp.ShouldBe(200);
        Names(signed).ShouldBe(["signatures"]);
        var described = await client.CredentialAsync(id);
        Verifies(described, digests[0], (string)signed["signatures"]![0]!).ShouldBeTrue();
        Verifies(described, digests[1], (string)signed["signatures"]![1]!).ShouldBeTrue();
        ShouldBeError(await client.CallAsync("signatures/signHash", Order(digests)), "Invalid parameter SAD");
    }

    [Fact]
    public async Task A_no_on_the_phone_and_a_phone_that_nobody_touches_deny_the_access()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong))[0];
        var order = new { credentialID = id, numSignatures = 1, hash = new[] { Digest("a") } };

        var rejected = client.CallAsync("credentials/authorize", order);
        await client.TapAsync("reject");
        ShouldBeError(await rejected, "The user denied the authorization", "access_denied");

        var expired = client.CallAsync("credentials/authorize", order);
        await TestKit.Eventually.HoldsAsync(
            async () => (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().Count == 1, "the phone rings", cancellationToken: TestContext.Current.CancellationToken);
        sandbox.Time.Advance(TimeSpan.FromMinutes(5));
        ShouldBeError(await expired, "The authorization timed out", "access_denied");
    }

    [Fact]
    public async Task Pin_and_online_one_time_password_authorize_once()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "PIN AND ONLINE OTP");
        string[] hash = [Digest("a")];
        (await client.CallAsync("credentials/sendOTP", new { credentialID = id })).Http.ShouldBe(204);
        var otp = await client.OneTimePasswordAsync(id);
        Task<(int Http, JsonNode Body)> Authorize(string? pin, string? code) =>
            client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, hash, PIN = pin, OTP = code });

        ShouldBeError(await Authorize(null, otp), "Missing (or invalid type) string parameter PIN");
        ShouldBeError(await Authorize(Pin, null), "Missing (or invalid type) string parameter OTP");
        ShouldBeError(await Authorize("0000", otp), "The PIN is invalid", "invalid_pin");
        ShouldBeError(await Authorize(Pin, "x"), "The OTP is invalid", "invalid_otp");
        var (http, authorized) = await Authorize(Pin, otp);
        http.ShouldBe(200);
        var (_, signed) = await client.CallAsync(
            "signatures/signHash", new { credentialID = id, SAD = (string)authorized["SAD"]!, hash, signAlgo = EcdsaSha256 });
        Verifies(await client.CredentialAsync(id), hash[0], (string)signed["signatures"]![0]!).ShouldBeTrue();
        // The code has been used, and this is the first wrong one of a new count.
        ShouldBeError(await Authorize(Pin, otp), "The OTP is invalid", "invalid_otp");
    }

    [Fact]
    public async Task The_third_wrong_pin_locks_the_credential()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "CSC1 PIN");

        for (var attempt = 0; attempt < 3; attempt++)
            ShouldBeError(
                await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, PIN = "1" }),
                "The PIN is invalid", "invalid_pin");

        ShouldBeError(
            await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, PIN = Pin }), "Credential locked");
    }

    [Fact]
    public async Task An_offline_one_time_password_changes_every_half_minute()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "OFFLINE OTP");
        var otp = await client.OneTimePasswordAsync(id);

        (await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, OTP = otp })).Http.ShouldBe(200);
        sandbox.Time.Advance(TimeSpan.FromSeconds(61));
        ShouldBeError(
            await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, OTP = otp }),
            "The OTP is invalid", "invalid_otp");
        ShouldBeError(await client.CallAsync("credentials/sendOTP", new { credentialID = id }), "Invalid parameter credentialID");
    }

    [Fact]
    public async Task Authorize_refuses_what_the_published_table_refuses()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var phone = (await client.CredentialsAsync(Phuong))[0];
        Task<(int Http, JsonNode Body)> Authorize(object body) => client.CallAsync("credentials/authorize", body);

        ShouldBeError(await Authorize(new { numSignatures = 1 }), "Missing (or invalid type) string parameter credentialID");
        ShouldBeError(await Authorize(new { credentialID = "x", numSignatures = 1 }), "Invalid parameter credentialID");
        ShouldBeError(await Authorize(new { credentialID = phone }), "Missing (or invalid type) integer parameter numSignatures");
        ShouldBeError(
            await Authorize(new { credentialID = phone, numSignatures = "1" }), "Missing (or invalid type) integer parameter numSignatures");
        ShouldBeError(await Authorize(new { credentialID = phone, numSignatures = 0 }), "Invalid value for parameter numSignatures");
        ShouldBeError(await Authorize(new { credentialID = phone, numSignatures = 21 }), "Numbers of signatures is too high");
        ShouldBeError(await Authorize(new { credentialID = phone, numSignatures = 1 }), "Missing (or invalid type) array parameter hash");
        ShouldBeError(
            await Authorize(new { credentialID = phone, numSignatures = 1, hash = "x" }), "Missing (or invalid type) array parameter hash");
        ShouldBeError(await Authorize(new { credentialID = phone, numSignatures = 1, hash = Array.Empty<string>() }), "Empty hash array");
        ShouldBeError(
            await Authorize(new { credentialID = phone, numSignatures = 1, hash = new[] { "***" } }), "Invalid Base64 hash string parameter");
        ShouldBeError(await Authorize(new { credentialID = phone, numSignatures = 1, hash = new[] { "AAAA" } }), "Invalid digest value length");
        ShouldBeError(
            await Authorize(new { credentialID = await client.CredentialAsync(Duc, "DISABLED"), numSignatures = 1 }),
            "The credential identified by credentialID is disabled");
        ShouldBeError(
            await Authorize(new { credentialID = await client.CredentialAsync(Duc, "SUSPENDED"), numSignatures = 1, PIN = Pin }),
            "The credential identified by credentialID is disabled");
        ShouldBeError(
            await Authorize(new { credentialID = await client.CredentialAsync(Duc, "EXPIRED"), numSignatures = 1, PIN = Pin }),
            "Signing certificate is expired");
        ShouldBeError(
            await Authorize(new { credentialID = (await client.CredentialsAsync(Hanh))[0], numSignatures = 1 }),
            "The credential identified by credentialID is authorized with OAuth 2.0");
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Sign_hash_refuses_what_the_published_table_refuses()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "CSC1 PIN");
        var (_, authorized) = await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, PIN = Pin });
        var sad = (string)authorized["SAD"]!;
        string[] hash = [Digest("a")];
        Task<(int Http, JsonNode Body)> Sign(object body) => client.CallAsync("signatures/signHash", body);

        ShouldBeError(
            await Sign(new { credentialID = id, hash, signAlgo = RsaSha256 }), "Missing (or invalid type) string parameter SAD");
        ShouldBeError(await Sign(new { credentialID = id, SAD = "x", hash, signAlgo = RsaSha256 }), "Invalid parameter SAD");
        ShouldBeError(await Sign(new { SAD = sad, hash, signAlgo = RsaSha256 }), "Missing (or invalid type) string parameter credentialID");
        ShouldBeError(await Sign(new { credentialID = "x", SAD = sad, hash, signAlgo = RsaSha256 }), "Invalid parameter credentialID");
        ShouldBeError(await Sign(new { credentialID = id, SAD = sad, signAlgo = RsaSha256 }), "Missing (or invalid type) array parameter hash");
        ShouldBeError(await Sign(new { credentialID = id, SAD = sad, hash = Array.Empty<string>(), signAlgo = RsaSha256 }), "Empty hash array");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash = new[] { "***" }, signAlgo = RsaSha256 }), "Invalid Base64 hash string parameter");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash = new[] { "AAAA" }, signAlgo = RsaSha256 }), "Invalid digest value length");
        ShouldBeError(await Sign(new { credentialID = id, SAD = sad, hash }), "Missing (or invalid type) string parameter signAlgo");
        ShouldBeError(await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = EcdsaSha256 }), "Invalid parameter signAlgo");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = "1.2.840.113549.1.1.1" }),
            "Missing (or invalid type) string parameter hashAlgo");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = RsaSha256, hashAlgo = "1.3.14.3.2.26" }), "Invalid parameter hashAlgo");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = "1.2.840.113549.1.1.10" }),
            "Missing (or invalid type) string parameter signAlgoParams");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = "1.2.840.113549.1.1.10", signAlgoParams = "AAAA" }),
            "Invalid parameter signAlgoParams");
        ShouldBeError(
            await Sign(new { credentialID = id, SAD = sad, hash = new[] { Digest("a"), Digest("b") }, signAlgo = RsaSha256 }),
            "Numbers of signatures is too high");
        sandbox.Time.Advance(TimeSpan.FromMinutes(59));
        await client.LogInAsync();
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        ShouldBeError(await Sign(new { credentialID = id, SAD = sad, hash, signAlgo = RsaSha256 }), "SAD expired");
    }

    [Fact]
    public async Task Rsa_signs_with_pss_when_its_parameters_are_given()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "CSC1 PIN");
        var (_, authorized) = await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, PIN = Pin });
        string[] hash = [Digest("a")];

        // RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, a salt of 32 bytes (RFC 4055, 3.1).
        const string Parameters = "MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg";
        var (http, signed) = await client.CallAsync("signatures/signHash", new
        {
            credentialID = id, SAD = (string)authorized["SAD"]!, hash, signAlgo = "1.2.840.113549.1.1.10", signAlgoParams = Parameters,
        });

        http.ShouldBe(200, signed.ToJsonString());
        Verifies(await client.CredentialAsync(id), hash[0], (string)signed["signatures"]![0]!, pss: true).ShouldBeTrue();
    }

    [Fact]
    public async Task A_transaction_is_extended_digest_by_digest_and_ends_with_its_number_of_signatures()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong))[0];
        var held = client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 2, hash = new[] { Digest("a") } });
        await client.TapAsync("confirm");
        var sad = (string)(await held).Body["SAD"]!;

        (await client.CallAsync("signatures/signHash", new { credentialID = id, SAD = sad, hash = new[] { Digest("a") }, signAlgo = RsaSha256 }))
            .Http.ShouldBe(200);
        ShouldBeError(
            await client.CallAsync("credentials/extendTransaction", new { credentialID = id, SAD = sad }),
            "Missing (or invalid type) array parameter hash");
        var (http, extended) = await client.CallAsync(
            "credentials/extendTransaction", new { credentialID = id, SAD = sad, hash = new[] { Digest("b") } });
        http.ShouldBe(200);
        Names(extended).ShouldBe(["SAD", "expiresIn"]);
        var next = (string)extended["SAD"]!;
        next.ShouldNotBe(sad);
        (await client.CallAsync("signatures/signHash", new { credentialID = id, SAD = next, hash = new[] { Digest("b") }, signAlgo = RsaSha256 }))
            .Http.ShouldBe(200);
        ShouldBeError(
            await client.CallAsync("credentials/extendTransaction", new { credentialID = id, SAD = next, hash = new[] { Digest("c") } }),
            "Numbers of signatures is too high");
    }

    [Fact]
    public async Task A_certificate_that_is_revoked_in_between_does_not_sign()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = await client.CredentialAsync(Minh, "CSC1 PIN");
        var (_, authorized) = await client.CallAsync("credentials/authorize", new { credentialID = id, numSignatures = 1, PIN = Pin });
        var serial = (string)(await client.CredentialAsync(id))["cert"]!["serialNumber"]!;
        await sandbox.PostAsync($"/control/certificates/{serial}:revoke", new { });

        ShouldBeError(
            await client.CallAsync("signatures/signHash", new
            {
                credentialID = id, SAD = (string)authorized["SAD"]!, hash = new[] { Digest("a") }, signAlgo = RsaSha256,
            }),
            "The credential identified by credentialID is disabled");
    }

    [Fact]
    public async Task A_timestamp_is_a_token_over_the_digest()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();

        var (http, body) = await client.CallAsync("signatures/timestamp", new { hash = Digest("a"), hashAlgo = Sha256, nonce = "0A1B2C" });

        http.ShouldBe(200);
        Names(body).ShouldBe(["timestamp"]);
        Rfc3161TimestampToken.TryDecode(Convert.FromBase64String((string)body["timestamp"]!), out var token, out _).ShouldBeTrue();
        token!.VerifySignatureForHash(Convert.FromBase64String(Digest("a")), HashAlgorithmName.SHA256, out _).ShouldBeTrue();
        Convert.ToHexString(token.TokenInfo.GetNonce()!.Value.Span).ShouldBe("0A1B2C");
        ShouldBeError(await client.CallAsync("signatures/timestamp", new { hashAlgo = Sha256 }), "Missing (or invalid type) string parameter hash");
        ShouldBeError(await client.CallAsync("signatures/timestamp", new { hash = "", hashAlgo = Sha256 }), "Empty hash parameter");
        ShouldBeError(await client.CallAsync("signatures/timestamp", new { hash = "AAAA", hashAlgo = Sha256 }), "Invalid digest value length");
        ShouldBeError(await client.CallAsync("signatures/timestamp", new { hash = "**", hashAlgo = Sha256 }), "Invalid Base64 hash string parameter");
        ShouldBeError(await client.CallAsync("signatures/timestamp", new { hash = Digest("a"), hashAlgo = "1.2" }), "Invalid parameter hashAlgo");
        ShouldBeError(
            await client.CallAsync("signatures/timestamp", new { hash = Digest("a"), hashAlgo = Sha256, nonce = "xyz" }), "Invalid parameter nonce");
    }

    [Fact]
    public async Task A_service_that_is_switched_off_says_so()
    {
        await using var sandbox = await template.StartAsync();
        using var setting = System.Net.Http.Json.JsonContent.Create(new { available = false });
        (await sandbox.Client.PutAsync("/control/gateways/csc1", setting, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        ShouldBeError(
            await new CscCalls(sandbox, "v1").CallAsync("info", new { }),
            "The server is temporarily unable to handle the request", "temporarily_unavailable", 503);
        (await new CscCalls(sandbox, "v2").CallAsync("info", new { })).Http.ShouldBe(200);
    }
}
