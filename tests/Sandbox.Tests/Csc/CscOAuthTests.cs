using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using static KonTum.Tthc.Sandbox.Tests.Csc.CscCalls;

namespace KonTum.Tthc.Sandbox.Tests.Csc;

/// <summary>OAuth 2.0 of the CSC services: the client's own token, and the page where a person authorizes a credential.</summary>
public sealed partial class CscOAuthTests(FirstStartTemplate template)
{
    private const string Redirect = "http://127.0.0.1:49152/ve";
    private const string Verifier = "mot-chuoi-ngau-nhien-du-dai-cho-PKCE-0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Client_credentials_give_a_service_token(string version)
    {
        await using var sandbox = await template.StartAsync();
        var client = new CscCalls(sandbox, version);

        var (http, body) = await client.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", sandbox.SpId), ("client_secret", sandbox.SpPassword));

        http.ShouldBe(200);
        GatewayCalls.Names(body).ShouldBe(["access_token", "refresh_token", "token_type", "expires_in"]);
        client.Token = (string)body["access_token"]!;
        (await client.CredentialsAsync(Minh)).Length.ShouldBe(3);
        ShouldBeError(await client.TokenAsync(("client_id", "x")), "Missing parameter grant_type");
        ShouldBeError(await client.TokenAsync(("grant_type", "client_credentials")), "Missing parameter client_id");
        ShouldBeError(await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", "x")), "Invalid parameter client_id");
        ShouldBeError(
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", sandbox.SpId)), "Client authorization required", http: 401);
        ShouldBeError(
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", sandbox.SpId), ("client_secret", "x")),
            "Invalid parameter client_secret");
        ShouldBeError(
            await client.TokenAsync(("grant_type", "password"), ("client_id", sandbox.SpId), ("client_secret", sandbox.SpPassword)),
            "Invalid parameter grant_type");
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task The_page_shows_what_is_signed_and_its_code_leads_to_activation_data_for_those_digests(string version)
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, version).LogInAsync();
        var id = (await client.CredentialsAsync(Hanh))[0];

        var html = await PageAsync(sandbox, client, id, Digest("a"));
        html.ShouldContain("Ký &lt;b&gt;hồ sơ");
        html.ShouldContain(Convert.ToHexStringLower(Convert.FromBase64String(Digest("a"))));
        html.ShouldContain("Y Hạnh");
        var wrong = await DecideAsync(sandbox, html, "confirm", "1");
        (await wrong.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Mã PIN không đúng.");
        var answer = Parameters(await DecideAsync(sandbox, html, "confirm", Pin));
        answer["state"].ShouldBe("trang-thai");
        var code = answer["code"]!;

        ShouldBeError(await ExchangeAsync(sandbox, client, "x", Verifier), "Authorization code is invalid or expired", "invalid_grant");
        var (http, token) = await ExchangeAsync(sandbox, client, code, Verifier);
        http.ShouldBe(200);
        GatewayCalls.Names(token).ShouldBe(["access_token", "token_type", "expires_in"]);
        ShouldBeError(await ExchangeAsync(sandbox, client, code, Verifier), "Authorization code is invalid or expired", "invalid_grant");
        JsonObject Order(string text) => new()
        {
            ["credentialID"] = id, ["SAD"] = (string)token["access_token"]!, [client.DigestsName] = new JsonArray(Digest(text)), ["signAlgo"] = EcdsaSha256,
        };
        ShouldBeError(await client.CallAsync("signatures/signHash", Order("b")), "Hash is not authorized by the SAD");
        var (_, signed) = await client.CallAsync("signatures/signHash", Order("a"));
        Verifies(await client.CredentialAsync(id), Digest("a"), (string)signed["signatures"]![0]!).ShouldBeTrue();
    }

    [Fact]
    public async Task The_token_of_a_credential_stands_for_the_activation_data()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v2").LogInAsync();
        var id = (await client.CredentialsAsync(Hanh))[0];
        var page = await PageAsync(sandbox, client, id, Digest("a"));
        var (_, token) = await ExchangeAsync(sandbox, client, Parameters(await DecideAsync(sandbox, page, "confirm", Pin))["code"]!, Verifier);

        var (http, signed) = await client.CallAsync(
            "signatures/signHash", new { credentialID = id, hashes = new[] { Digest("a") }, signAlgo = EcdsaSha256 }, (string)token["access_token"]!);

        http.ShouldBe(200, signed.ToJsonString());
        Verifies(await client.CredentialAsync(id), Digest("a"), (string)signed["signatures"]![0]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier_and_a_no_goes_back_as_access_denied()
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Hanh))[0];

        var stolen = Parameters(await DecideAsync(sandbox, await PageAsync(sandbox, client, id, Digest("a")), "confirm", Pin))["code"]!;
        ShouldBeError(await ExchangeAsync(sandbox, client, stolen, "x"), "Invalid parameter code_verifier", "invalid_grant");
        ShouldBeError(await ExchangeAsync(sandbox, client, stolen, Verifier), "Authorization code is invalid or expired", "invalid_grant");
        var late = Parameters(await DecideAsync(sandbox, await PageAsync(sandbox, client, id, Digest("a")), "confirm", Pin))["code"]!;
        sandbox.Time.Advance(TimeSpan.FromMinutes(2));
        ShouldBeError(await ExchangeAsync(sandbox, client, late, Verifier), "Authorization code is invalid or expired", "invalid_grant");
        var no = Parameters(await DecideAsync(sandbox, await PageAsync(sandbox, client, id, Digest("a")), "reject", ""));
        (no["error"], no["state"], no["code"]).ShouldBe(("access_denied", "trang-thai", null));
    }

    [Theory]
    [InlineData("redirect_uri", "https://example.com/ve", "Invalid parameter redirect_uri")]
    [InlineData("client_id", "x", "Invalid parameter client_id")]
    public async Task Nobody_is_sent_to_a_stranger(string name, string value, string description)
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Hanh))[0];

        using var response = await sandbox.Client.GetAsync(Address(sandbox, client, id, Digest("a"), (name, value)), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(description);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type", null)]
    [InlineData("scope", "service", "invalid_scope", "Only the scope credential is offered here")]
    [InlineData("code_challenge_method", "plain", "invalid_request", "code_challenge with the method S256 is required")]
    [InlineData("credentialID", "x", "invalid_request", "Invalid parameter credentialID")]
    [InlineData("numSignatures", "9", "invalid_request", "Numbers of signatures is too high")]
    [InlineData("numSignatures", "", "invalid_request", "Missing (or invalid type) integer parameter numSignatures")]
    [InlineData("hash", "", "invalid_request", "Missing (or invalid type) array parameter hash")]
    [InlineData("hash", "***", "invalid_request", "Invalid Base64 hash string parameter")]
    [InlineData("hash", "AAAA", "invalid_request", "Invalid digest value length")]
    public async Task What_is_wrong_goes_back_to_the_client(string name, string value, string error, string? description)
    {
        await using var sandbox = await template.StartAsync();
        var client = await new CscCalls(sandbox, "v1").LogInAsync();
        var id = (await client.CredentialsAsync(Hanh))[0];

        using var response = await sandbox.Client.GetAsync(Address(sandbox, client, id, Digest("a"), (name, value)), Cancellation);

        var answer = Parameters(response);
        (answer["error"], answer["error_description"], answer["state"]).ShouldBe((error, description, "trang-thai"));
    }

    private static string Address(
        RunningSandbox sandbox, CscCalls client, string credential, string digest, params (string Name, string Value)[] changes)
    {
        var parameters = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = sandbox.SpId,
            ["redirect_uri"] = Redirect,
            ["scope"] = "credential",
            ["credentialID"] = credential,
            ["numSignatures"] = "1",
            [client.DigestsName] = digest.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            ["description"] = "Ký <b>hồ sơ",
            ["state"] = "trang-thai",
            ["code_challenge"] = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            parameters[name] = value;
        return $"{client.Base}/oauth2/authorize?{string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"))}";
    }

    private static async Task<string> PageAsync(RunningSandbox sandbox, CscCalls client, string credential, string digest)
    {
        using var response = await sandbox.Client.GetAsync(Address(sandbox, client, credential, digest), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, response.Headers.Location?.ToString());
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<HttpResponseMessage> DecideAsync(RunningSandbox sandbox, string html, string decision, string pin)
    {
        var action = FormAction().Match(html).Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("decision", decision), KeyValuePair.Create("pin", pin)]);
        return await sandbox.Client.PostAsync(action, form, Cancellation);
    }

    private static Task<(int Http, JsonNode Body)> ExchangeAsync(RunningSandbox sandbox, CscCalls client, string code, string verifier) =>
        client.TokenAsync(
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", verifier),
            ("client_id", sandbox.SpId), ("client_secret", sandbox.SpPassword));

    private static System.Collections.Specialized.NameValueCollection Parameters(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.Location!.ToString().ShouldStartWith(Redirect);
        return HttpUtility.ParseQueryString(response.Headers.Location!.Query);
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex FormAction();
}
