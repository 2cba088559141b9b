using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Sandbox.Tests.Csc;

/// <summary>The calls of a client of the CSC API, as the specification writes them.</summary>
internal sealed class CscCalls(RunningSandbox sandbox, string version)
{
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string RsaSha256 = "1.2.840.113549.1.1.11";
    public const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    public const string Pin = "24681357";

    /// <summary>One RSA key that the phone confirms, bound to digests.</summary>
    public const string Phuong = "062190004417";

    /// <summary>PIN and online OTP; PIN; offline OTP.</summary>
    public const string Minh = "062085001236";

    /// <summary>The page of the service.</summary>
    public const string Hanh = "062195006402";

    /// <summary>Phone without digests; disabled; expired; suspended.</summary>
    public const string Duc = "062201007719";

    private static readonly System.Text.Json.JsonSerializerOptions AsWritten = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Base => version == "v1" ? "/csc1" : "/csc2";

    public string CaName => version == "v1" ? "CSC-DEMO-1" : "CSC-DEMO-2";

    public string DigestsName => version == "v1" ? "hash" : "hashes";

    public string? Token { get; set; }

    /// <summary>Logs the service provider in and keeps the token.</summary>
    public async Task<CscCalls> LogInAsync()
    {
        var (http, body) = await BasicAsync(sandbox.SpId, sandbox.SpPassword, new { });
        http.ShouldBe(200, body.ToJsonString());
        Token = (string)body["access_token"]!;
        return this;
    }

    public Task<(int Http, JsonNode Body)> BasicAsync(string user, string password, object body) => SendAsync(
        $"{Base}/csc/{version}/auth/login", JsonContent.Create(body, options: AsWritten),
        new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    public Task<(int Http, JsonNode Body)> CallAsync(string method, object body, string? token = null) => SendAsync(
        $"{Base}/csc/{version}/{method}", JsonContent.Create(body, options: AsWritten),
        (token ?? Token) is { } bearer ? new AuthenticationHeaderValue("Bearer", bearer) : null);

    public Task<(int Http, JsonNode Body)> TokenAsync(params (string Name, string Value)[] form) => SendAsync(
        $"{Base}/oauth2/token", new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))), null);

    public async Task<string[]> CredentialsAsync(string user)
    {
        var (http, body) = await CallAsync("credentials/list", new { userID = user });
        http.ShouldBe(200, body.ToJsonString());
        return [.. body["credentialIDs"]!.AsArray().Select(id => (string)id!)];
    }

    public async Task<JsonNode> CredentialAsync(string id) =>
        (await CallAsync("credentials/info", new { credentialID = id, certificates = "chain", certInfo = true, authInfo = true })).Body;

    public async Task<string> CredentialAsync(string user, string serviceName)
    {
        foreach (var id in await CredentialsAsync(user))
            if (((string)(await CredentialAsync(id))["description"]!).EndsWith(serviceName, StringComparison.Ordinal))
                return id;
        throw new InvalidOperationException($"{user} has no credential {serviceName}.");
    }

    public async Task<string> OneTimePasswordAsync(string credential) =>
        (string)(await sandbox.GetAsync("/phone/api/one-time-passwords"))["one_time_passwords"]!.AsArray()
            .Single(c => (string)c!["credential_id"]! == credential)!["code"]!;

    /// <summary>Touches the only waiting request of this service.</summary>
    public async Task<JsonNode> TapAsync(string verb)
    {
        var waiting = await TestKit.Eventually.ValueAsync(
            async () => (await sandbox.GetAsync($"/phone/api/requests?ca_name={CaName}"))["requests"]!.AsArray().SingleOrDefault(),
            "the phone rings", cancellationToken: Cancellation);
        (await sandbox.TapAsync((string)waiting["id"]!, verb)).Http.ShouldBe(200);
        return waiting;
    }

    public static string Digest(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Hex(string text) => GatewayCalls.Hex(text);

    public static string[] Names(JsonNode? node) => GatewayCalls.Names(node);

    public static bool Verifies(JsonNode credential, string digest, string signature, bool pss = false)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(
            Convert.FromBase64String((string)credential["cert"]!["certificates"]![0]!));
        var (hash, value) = (Convert.FromBase64String(digest), Convert.FromBase64String(signature));
        if (certificate.GetECDsaPublicKey() is { } curve)
            return curve.VerifyHash(hash, value, DSASignatureFormat.Rfc3279DerSequence);
        return certificate.GetRSAPublicKey()!.VerifyHash(
            hash, value, HashAlgorithmName.SHA256, pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    public static void ShouldBeError((int Http, JsonNode Body) answer, string description, string error = "invalid_request", int http = 400)
    {
        answer.Body.ToJsonString().ShouldContain(description);
        answer.Http.ShouldBe(http);
        GatewayCalls.Names(answer.Body).ShouldBe(["error", "error_description"]);
        ((string)answer.Body["error"]!).ShouldBe(error);
        ((string)answer.Body["error_description"]!).ShouldBe(description);
    }

    private async Task<(int Http, JsonNode Body)> SendAsync(string path, HttpContent content, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = authorization;
        using var response = await sandbox.Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }
}
