using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.Csc.CscCalls;

namespace KonTum.Tthc.Sandbox.Tests.Csc;

/// <summary>CSC API 2.0, where it differs from 1.0.4.0 (facts 3.2).</summary>
public sealed class Csc2FaceTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Info_names_version_algorithms_and_asynchronous_mode()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await new CscCalls(sandbox, "v2").CallAsync("info", new { lang = "en-US" });

        http.ShouldBe(200);
        Names(body).ShouldBe(
            ["specs", "name", "logo", "region", "lang", "description", "authType", "oauth2", "asynchronousOperationMode", "methods",
                "validationInfo", "signAlgorithms", "signature_formats", "conformance_levels"],
            ignoreOrder: true);
        ((string)body["specs"]!, (string)body["lang"]!, (bool)body["asynchronousOperationMode"]!).ShouldBe(("2.0.0.0", "en-US", true));
        body["methods"]!.AsArray().Select(m => (string)m!).ShouldContain("credentials/authorizeCheck");
        body["methods"]!.AsArray().Select(m => (string)m!).ShouldNotContain("signatures/signDoc");
    }

    [Fact]
    public async Task A_list_can_carry_the_credentials_and_only_those_that_can_sign()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();

        var (http, all) = await client.CallAsync(
            "credentials/list", new { userID = Duc, credentialInfo = true, certificates = "chain", certInfo = true, authInfo = true });
        var (_, valid) = await client.CallAsync("credentials/list", new { userID = Duc, credentialInfo = true, onlyValid = true });

        http.ShouldBe(200);
        Names(all).ShouldBe(["credentialIDs", "credentialInfos"]);
        all["credentialInfos"]!.AsArray().Select(c => (string)c!["credentialID"]!)
            .ShouldBe(all["credentialIDs"]!.AsArray().Select(c => (string)c!));
        var one = all["credentialInfos"]![0]!;
        Names(one).ShouldBe(
            ["credentialID", "description", "key", "cert", "auth", "SCAL", "multisign", "lang"], ignoreOrder: true);
        one["cert"]!["certificates"]!.AsArray().Count.ShouldBe(3);
        Names(valid).ShouldBe(["credentialIDs", "credentialInfos", "onlyValid"]);
        ((string)valid["credentialInfos"]!.AsArray().ShouldHaveSingleItem()!["description"]!).ShouldBe("CSC2 PHONE ECDSA");
        Names((await client.CallAsync("credentials/list", new { userID = Duc })).Body).ShouldBe(["credentialIDs"]);
    }

    [Fact]
    public async Task What_authorizes_is_described_as_objects_and_an_expression()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();

        var both = (await client.CredentialAsync(await client.CredentialAsync(Minh, "PIN AND ONLINE OTP")))["auth"]!;
        Names(both).ShouldBe(["mode", "expression", "objects"]);
        ((string)both["mode"]!, (string)both["expression"]!).ShouldBe(("explicit", "PIN AND OTP"));
        Names(both["objects"]![0]).ShouldBe(["type", "id", "format", "label", "description"]);
        Names(both["objects"]![1]).ShouldBe(["type", "id", "format", "label", "generator", "description"]);
        var phone = (await client.CredentialAsync((await client.CredentialsAsync(Phuong))[0]))["auth"]!;
        ((string)phone["expression"]!, (string)phone["objects"]![0]!["id"]!).ShouldBe(("mobile", "mobile"));
        var page = (await client.CredentialAsync((await client.CredentialsAsync(Hanh))[0]))["auth"]!;
        Names(page).ShouldBe(["mode"]);
        ((string)page["mode"]!).ShouldBe("oauth2code");
    }

    [Fact]
    public async Task The_phone_is_asked_about_with_a_handle()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong))[0];
        string[] hashes = [Digest("a"), Digest("b")];

        var (http, started) = await client.CallAsync("credentials/authorize", new
        {
            credentialID = id, numSignatures = 2, hashes, hashAlgorithmOID = Sha256, authData = new[] { new { id = "mobile" } }, description = "Ký",
        });
        http.ShouldBe(202);
        Names(started).ShouldBe(["handle"]);
        var handle = (string)started["handle"]!;
        var (waitingHttp, waiting) = await client.CallAsync("credentials/authorizeCheck", new { handle });
        waitingHttp.ShouldBe(202);
        ((string)waiting["handle"]!).ShouldBe(handle);
        await client.TapAsync("confirm");
        var (doneHttp, done) = await client.CallAsync("credentials/authorizeCheck", new { handle });
        doneHttp.ShouldBe(200);
        Names(done).ShouldBe(["SAD", "expiresIn"]);
        // An answer that was lost can be asked for again.
        (await client.CallAsync("credentials/authorizeCheck", new { handle })).Body.ToJsonString().ShouldBe(done.ToJsonString());

        var (signedHttp, signed) = await client.CallAsync("signatures/signHash", new
        {
            credentialID = id, SAD = (string)done["SAD"]!, hashes, hashAlgorithmOID = Sha256, signAlgo = RsaSha256, operationMode = "S",
        });
        signedHttp.ShouldBe(200);
        var described = await client.CredentialAsync(id);
        signed["signatures"]!.AsArray().Select((s, i) => Verifies(described, hashes[i], (string)s!)).ShouldBe([true, true]);
        ShouldBeError(await client.CallAsync("credentials/authorizeCheck", new { handle = "x" }), "Invalid parameter handle");
        ShouldBeError(await client.CallAsync("credentials/authorizeCheck", new { }), "Missing (or invalid type) string parameter handle");
    }

    [Fact]
    public async Task A_no_and_silence_deny_the_access()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();
        var id = (await client.CredentialsAsync(Phuong))[0];
        async Task<string> Start() => (string)(await client.CallAsync(
            "credentials/authorize", new { credentialID = id, numSignatures = 1, hashes = new[] { Digest("a") } })).Body["handle"]!;

        var rejected = await Start();
        await client.TapAsync("reject");
        ShouldBeError(
            await client.CallAsync("credentials/authorizeCheck", new { handle = rejected }), "The user denied the authorization", "access_denied");
        var expired = await Start();
        sandbox.Time.Advance(TimeSpan.FromMinutes(5));
        ShouldBeError(
            await client.CallAsync("credentials/authorizeCheck", new { handle = expired }), "The authorization timed out", "access_denied");
    }

    [Fact]
    public async Task Asynchronous_signatures_are_fetched_by_polling_until_their_time_is_over()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();
        var id = await client.CredentialAsync(Minh, "CSC2 PIN");
        string[] hashes = [Digest("a")];
        var (_, authorized) = await client.CallAsync("credentials/authorize", new
        {
            credentialID = id, numSignatures = 1, authData = new[] { new { id = "PIN", value = Pin } },
        });
        Task<(int Http, JsonNode Body)> Sign(object? validity, string mode = "A", string? uri = null) => client.CallAsync("signatures/signHash", new
        {
            credentialID = id, SAD = (string)authorized["SAD"]!, hashes, signAlgo = RsaSha256, operationMode = mode, validity_period = validity,
            response_uri = uri,
        });

        ShouldBeError(await Sign(60000, "B"), "Invalid parameter operationMode");
        ShouldBeError(await Sign("x"), "Invalid parameter validity_period");
        ShouldBeError(await Sign(0), "Out of bounds parameter validity_period");
        ShouldBeError(await Sign(60000, uri: "ftp://x"), "Invalid parameter response_uri");
        var (http, started) = await Sign(60000, uri: "http://127.0.0.1:9/done");
        http.ShouldBe(200);
        Names(started).ShouldBe(["responseID"]);
        var requestID = (string)started["responseID"]!;
        ShouldBeError(
            await client.CallAsync("signatures/signPolling", new { requestID }),
            "The previous async request has been accepted but not yet completed", "accepted_request", 202);
        sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        var (_, done) = await client.CallAsync("signatures/signPolling", new { requestID, clientData = "x" });
        Names(done).ShouldBe(["signatures"]);
        Verifies(await client.CredentialAsync(id), hashes[0], (string)done["signatures"]![0]!).ShouldBeTrue();
        sandbox.Time.Advance(TimeSpan.FromMinutes(1));
        ShouldBeError(await client.CallAsync("signatures/signPolling", new { requestID }), "Invalid parameter requestID");
        ShouldBeError(await client.CallAsync("signatures/signPolling", new { }), "Missing (or invalid type) string parameter requestID");
    }

    [Theory]
    [InlineData("credentials/sendOTP")]
    [InlineData("credentials/getChallenge")]
    public async Task A_one_time_password_is_sent_on_request_and_a_wrong_one_is_not_told_apart_from_a_wrong_pin(string method)
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();
        var id = await client.CredentialAsync(Minh, "PIN AND ONLINE OTP");
        Task<(int Http, JsonNode Body)> Authorize(string pin, string otp) => client.CallAsync("credentials/authorize", new
        {
            credentialID = id,
            numSignatures = 1,
            hashes = new[] { Digest("a") },
            authData = new[] { new { id = "PIN", value = pin }, new { id = "OTP", value = otp } },
        });

        (await client.CallAsync(method, new { credentialID = id, authObjectID = "OTP" })).Http.ShouldBe(204);
        var otp = await client.OneTimePasswordAsync(id);

        ShouldBeError(await Authorize("1", otp), "The authentication data is invalid", "invalid_authentication_data");
        ShouldBeError(await Authorize(Pin, "1"), "The authentication data is invalid", "invalid_authentication_data");
        (await Authorize(Pin, otp)).Http.ShouldBe(200);
    }

    [Fact]
    public async Task Whole_documents_are_not_signed_here()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();

        ShouldBeError(await client.CallAsync("signatures/signDoc", new { }), "signatures/signDoc is not offered", http: 501);
    }
}
