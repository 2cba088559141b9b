using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>CSC API 1.0.4.0. The phone ("implicit") holds credentials/authorize open, so that call runs beside the worker.</summary>
internal sealed class Csc1Adapter(CscService service, IHeldCalls held, ILogger<Csc1Adapter> logger) : CscAdapter(service, logger)
{
    private const int MostPages = 20;
    private static readonly string[] Secrets = ["PIN", "OTP"];

    /// <inheritdoc />
    public override string Name => "csc1";

    /// <inheritdoc />
    protected override string Version => "v1";

    /// <inheritdoc />
    protected override string DigestsName => "hash";

    /// <inheritdoc />
    protected override string HashAlgorithmName => "hashAlgo";

    /// <inheritdoc />
    protected override async Task<IReadOnlyList<(string Id, JsonElement Info)>> ListAsync(
        ProviderRoute route, string account, int most, CancellationToken cancellationToken)
    {
        var traits = route.Connection.TraitsOf<CscTraits>();
        List<string> ids = [];
        var next = "";
        for (var page = 0; page < MostPages && ids.Count < most && (page == 0 || next.Length > 0); page++)
        {
            var body = new Dictionary<string, object?>(StringComparer.Ordinal) { ["maxResults"] = most };
            if (traits.SendsUserId) body["userID"] = traits.UserIdPrefix + account;
            if (next.Length > 0) body["pageToken"] = next;
            var answer = await CallAsync(route, "credentials/list", body, true, cancellationToken);
            ids.AddRange(CscAnswer.Texts(answer.Root, "credentialIDs"));
            next = answer["nextPageToken"];
        }

        List<(string, JsonElement)> found = [];
        foreach (var id in ids.Take(most))
            found.Add((id, (await CallAsync(route, "credentials/info", InfoBody(id), true, cancellationToken)).Root));
        return found;
    }

    /// <inheritdoc />
    protected override CscCredential ReadAuthorization(ProviderRoute route, JsonElement info) => CscAnswer.Text(info, "authMode") switch
    {
        "implicit" => new CscCredential { Mode = CscAuthorizationMode.Phone },
        "explicit" => new CscCredential
        {
            Mode = CscAuthorizationMode.Typed, Pin = IsPresent(info, "PIN") ? "PIN" : "", Otp = IsPresent(info, "OTP") ? "OTP" : "",
        },
        "oauth2code" => new CscCredential { Mode = CscAuthorizationMode.Page },
        _ => throw Failures.ProviderFailed.Because(),
    };

    /// <inheritdoc />
    protected override bool IsOnline(JsonElement info) => CscAnswer.Text(CscAnswer.Member(info, "OTP"), "type") == "online";

    /// <inheritdoc />
    protected override string Label(JsonElement info) => string.Join(", ", Secrets
        .Where(name => IsPresent(info, name))
        .Select(name => CscAnswer.Text(CscAnswer.Member(info, name), "label"))
        .Where(label => label.Length > 0));

    /// <inheritdoc />
    protected override Task<CscCredential> RingAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken)
    {
        var atMost = route.Connection.Lifetime + Grace;
        held.Hold(request.Transaction, atMost, stop => AuthorizeAndSignAsync(route, request, credential, atMost, stop));
        return Task.FromResult(credential);
    }

    /// <inheritdoc />
    protected override Task<RemoteOutcome> PollPhoneAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken) =>
        Task.FromResult(held.Look(request.Transaction));

    /// <inheritdoc />
    protected override Task SendOneTimePasswordAsync(
        ProviderRoute route, string credentialId, CscCredential credential, CancellationToken cancellationToken) =>
        CallAsync(route, "credentials/sendOTP", new Dictionary<string, object?> { ["credentialID"] = credentialId }, false, cancellationToken);

    /// <inheritdoc />
    protected override void AddSecrets(Dictionary<string, object?> body, CscCredential credential, SigningAuthorization authorization)
    {
        if (credential.Pin.Length > 0) body["PIN"] = authorization.Pin;
        if (credential.Otp.Length > 0) body["OTP"] = authorization.Otp;
    }

    private static bool IsPresent(JsonElement info, string name) =>
        CscAnswer.Text(CscAnswer.Member(info, name), "presence") is "true" or "optional";

    private async Task<RemoteOutcome> AuthorizeAndSignAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, TimeSpan atMost, CancellationToken cancellationToken)
    {
        CscAnswer answer;
        try
        {
            answer = await SendAsync(route, "credentials/authorize", AuthorizeBody(route, request), false, atMost, cancellationToken);
        }
        catch (FailureException failure) when (failure.Failure == Failures.ProviderUnavailable)
        {
            return new RemoteOutcome.Failed(ProviderCalls.WasNeverSent(failure) ? failure.Failure : Failures.SigningAnswerLost);
        }
        catch (FailureException failure)
        {
            return new RemoteOutcome.Failed(failure.Failure);
        }

        var verdict = Judge(route, "credentials/authorize", answer);
        // Nobody can ask again about a call that has ended: whatever it says is the outcome.
        if (verdict is CscVerdict.Unavailable or CscVerdict.TokenRefused or CscVerdict.PlatformRefused)
            return new RemoteOutcome.Failed(CscErrors.FailureOf(verdict));
        if (verdict != CscVerdict.None) return CscErrors.OutcomeOf(verdict);
        return answer["SAD"] is { Length: > 0 } sad
            ? await SignAsync(route, request, credential, sad, cancellationToken)
            : new RemoteOutcome.Failed(Failures.ProviderFailed);
    }
}
