using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>
/// CSC API 2.0. The phone is asked about by a handle, which every node can do; signatures can be left to the service ("A") and fetched.
/// </summary>
internal sealed class Csc2Adapter(CscService service, TimeProvider time, ILogger<Csc2Adapter> logger) : CscAdapter(service, logger)
{
    /// <summary>How long signatures that are left to the service are waited for in one go: no identifier of them outlives the call.</summary>
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FetchInterval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public override string Name => "csc2";

    /// <inheritdoc />
    protected override string Version => "v2";

    /// <inheritdoc />
    protected override string DigestsName => "hashes";

    /// <inheritdoc />
    protected override string HashAlgorithmName => "hashAlgorithmOID";

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<(string Id, JsonElement Info)>> ListAsync(
        ProviderRoute route, string account, int most, CancellationToken cancellationToken)
    {
        var traits = route.Connection.TraitsOf<CscTraits>();
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["credentialInfo"] = true, ["certificates"] = "chain", ["certInfo"] = true, ["authInfo"] = true,
        };
        if (traits.SendsUserId) body["userID"] = traits.UserIdPrefix + account;
        var answer = await CallAsync(route, "credentials/list", body, true, cancellationToken);
        var infos = CscAnswer.List(answer.Root, "credentialInfos");
        if (infos.Count > 0)
            return [.. infos.Select(info => (CscAnswer.Text(info, "credentialID"), info)).Where(c => c.Item1.Length > 0).Take(most)];
        // A service need not fill the list: then each is asked about.
        List<(string, JsonElement)> found = [];
        foreach (var id in CscAnswer.Texts(answer.Root, "credentialIDs").Take(most))
            found.Add((id, (await CallAsync(route, "credentials/info", InfoBody(id), true, cancellationToken)).Root));
        return found;
    }

    /// <inheritdoc />
    protected override CscCredential ReadAuthorization(ProviderRoute route, JsonElement info)
    {
        var auth = CscAnswer.Member(info, "auth");
        switch (CscAnswer.Text(auth, "mode"))
        {
            case "oauth2code":
                return new CscCredential { Mode = CscAuthorizationMode.Page };
            case "explicit":
                break;
            default:
                throw Failures.ProviderFailed.Because();
        }

        var traits = route.Connection.TraitsOf<CscTraits>();
        var credential = new CscCredential { Mode = CscAuthorizationMode.Phone };
        foreach (var one in CscAnswer.List(auth, "objects"))
        {
            var id = CscAnswer.Text(one, "id");
            if (traits.PhoneObjects.Contains(id, StringComparer.OrdinalIgnoreCase)) credential = credential with { Phone = id };
            else if (CscAnswer.Text(one, "generator").Length > 0 || traits.OneTimePasswordObjects.Contains(id, StringComparer.OrdinalIgnoreCase))
                credential = credential with { Mode = CscAuthorizationMode.Typed, Otp = id };
            else
                credential = credential with { Mode = CscAuthorizationMode.Typed, Pin = id };
        }

        return credential;
    }

    /// <summary>Version 2 names the phone as an object; a credential without any object wants nobody.</summary>
    protected override bool WaitsForSomebody(CscCredential credential) =>
        credential.Mode == CscAuthorizationMode.Page || credential.Phone.Length > 0 || credential.Otp.Length > 0;

    /// <inheritdoc />
    protected override bool IsOnline(JsonElement info) => CscAnswer.List(CscAnswer.Member(info, "auth"), "objects")
        .Any(one => CscAnswer.Text(one, "type") == "ChallengeResponse" || CscAnswer.Text(one, "generator") is not ("" or "totp" or "hotp"));

    /// <inheritdoc />
    protected override string Label(JsonElement info) => string.Join(", ", CscAnswer.List(CscAnswer.Member(info, "auth"), "objects")
        .Select(one => CscAnswer.Text(one, "label")).Where(label => label.Length > 0));

    /// <inheritdoc />
    protected override async Task<CscCredential> RingAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken)
    {
        var body = AuthorizeBody(route, request);
        body["hashAlgorithmOID"] = Sha256Oid;
        if (credential.Phone.Length > 0) body["authData"] = new[] { new Dictionary<string, string> { ["id"] = credential.Phone } };
        var answer = await CallAsync(route, "credentials/authorize", body, false, cancellationToken);
        // A service that needs nobody's consent answers at once; its activation data is not ours to keep, so that is not for us.
        return answer.IsUnderway ? credential with { Handle = Required(answer, "handle") } : throw Failures.ProviderFailed.Because();
    }

    /// <inheritdoc />
    protected override async Task<RemoteOutcome> PollPhoneAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object?> { ["handle"] = credential.Handle };
        var answer = await SendAsync(route, "credentials/authorizeCheck", body, true, null, cancellationToken);
        var verdict = Judge(route, "credentials/authorizeCheck", answer);
        if (verdict != CscVerdict.None) return CscErrors.OutcomeOf(verdict);
        return answer.IsUnderway
            ? new RemoteOutcome.Pending()
            : await SignAsync(route, request, credential, Required(answer, "SAD"), cancellationToken);
    }

    /// <inheritdoc />
    protected override Task SendOneTimePasswordAsync(
        ProviderRoute route, string credentialId, CscCredential credential, CancellationToken cancellationToken)
    {
        var challenge = route.Connection.TraitsOf<CscTraits>().OneTimePasswordBy == CscOneTimePasswordBy.GetChallenge;
        var body = new Dictionary<string, object?> { ["credentialID"] = credentialId };
        if (challenge) body["authObjectID"] = credential.Otp;
        return CallAsync(route, challenge ? "credentials/getChallenge" : "credentials/sendOTP", body, false, cancellationToken);
    }

    /// <inheritdoc />
    protected override void AddSecrets(Dictionary<string, object?> body, CscCredential credential, SigningAuthorization authorization)
    {
        body["hashAlgorithmOID"] = Sha256Oid;
        (string Id, string Value)[] given = [(credential.Pin, authorization.Pin), (credential.Otp, authorization.Otp)];
        body["authData"] = given.Where(one => one.Id.Length > 0)
            .Select(one => new Dictionary<string, string> { ["id"] = one.Id, ["value"] = one.Value }).ToArray();
    }

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<string>> SignaturesAsync(
        ProviderRoute route, Dictionary<string, object?> body, CancellationToken cancellationToken)
    {
        if (!route.Connection.TraitsOf<CscTraits>().AsynchronousSignatures)
            return await base.SignaturesAsync(route, body, cancellationToken);
        body["operationMode"] = "A";
        body["validity_period"] = (int)LongestFetch.TotalMilliseconds * 2;
        var started = await CallAsync(route, "signatures/signHash", body, false, cancellationToken);
        var question = new Dictionary<string, object?> { ["requestID"] = Required(started, "responseID") };
        var since = time.GetTimestamp();
        while (true)
        {
            var answer = await CallAsync(route, "signatures/signPolling", question, true, cancellationToken);
            if (!answer.IsUnderway) return CscAnswer.Texts(answer.Root, "signatures");
            if (time.GetElapsedTime(since) > LongestFetch) throw Failures.SigningAnswerLost.Because();
            await Task.Delay(FetchInterval, time, cancellationToken);
        }
    }
}
