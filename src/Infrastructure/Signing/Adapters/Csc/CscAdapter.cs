using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>
/// Services with the interface of the Cloud Signature Consortium: what versions 1.0.4 and 2 have in common. How a credential is authorized
/// is what the service says of it: on the phone, with a PIN or one-time password, or on its own page. What is authorized is always bound
/// to the digests (SCAL2 wants it, SCAL1 takes it).
/// </summary>
internal abstract partial class CscAdapter(CscService service, ILogger logger) : IProviderAdapter, ISealAdapter
{
    /// <summary>OID of SHA-256.</summary>
    protected const string Sha256Oid = "2.16.840.1.101.3.4.2.1";

    private const int Sha256Bytes = 32;

    /// <summary>At most; the person has a day's work with more.</summary>
    private const int MostCredentials = 50;

    /// <summary>What a call that waits for the phone gets beyond the lifetime, so that the service's own "no" is heard.</summary>
    protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <summary>"v1" or "v2".</summary>
    protected abstract string Version { get; }

    /// <summary>Name of the member with the digests.</summary>
    protected abstract string DigestsName { get; }

    /// <summary>Name of the member with the hash algorithm.</summary>
    protected abstract string HashAlgorithmName { get; }

    /// <inheritdoc />
    public void CheckTraits(ProviderConnection connection) => connection.TraitsOf<CscTraits>();

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var credentials = await ListAsync(route, entry.Account, MostCredentials, cancellationToken);
        var certificates = credentials.Select(c => CscCredentialReading.Certificate(c.Info, c.Id)).OfType<RemoteCertificate>().ToList();
        // One that cannot be read is no reason to hide the others; none at all is.
        return credentials.Count > 0 && certificates.Count == 0 ? throw Failures.ProviderFailed.Because() : certificates;
    }

    /// <inheritdoc />
    public Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken) =>
        Task.FromResult(Guid.NewGuid().ToString("D")); // only ours: the API has no identifier that a client may choose

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        if (request.Documents.Count == 0 || request.Documents.Count > route.Connection.MaxDocuments)
            throw new ArgumentException($"Between 1 and {route.Connection.MaxDocuments} documents can be signed at once.", nameof(request));
        if (request.Documents.Any(d => d.Digest.Length != Sha256Bytes))
            throw new ArgumentException("Digests are SHA-256.", nameof(request));
        var info = (await CallAsync(route, "credentials/info", InfoBody(request.CredentialId), true, cancellationToken)).Root;
        // The credential's own limit can be below the connection's: said before anyone is disturbed.
        var most = CscCredentialReading.Multisign(info);
        if (request.Documents.Count > most) throw Failures.BatchTooLarge.Because(("limit", most));

        var credential = ReadAuthorization(route, info) with { Algorithm = CscCredentialReading.Algorithm(info, request.Certificate) };
        var lifetime = route.Connection.Lifetime;
        switch (credential.Mode)
        {
            case CscAuthorizationMode.Phone:
                // Neither version can be asked whether an authorization arrived whose answer was lost.
                if (request.MayHaveBeenAsked) throw Failures.SigningStartUnknown.Because();
                return new StartedRemoteSigning((await RingAsync(route, request, credential, cancellationToken)).Write(), lifetime);
            case CscAuthorizationMode.Page:
                return new StartedRemoteSigning(
                    credential.Write(), lifetime, new RequiredAuthorization(false, false, Label(info), PageAddress(route, request)));
            default:
                // Once more is harmless: a second message replaces the first.
                if (credential.Otp.Length > 0 && IsOnline(info))
                    await SendOneTimePasswordAsync(route, request.CredentialId, credential, cancellationToken);
                return new StartedRemoteSigning(
                    credential.Write(), lifetime, new RequiredAuthorization(credential.Pin.Length > 0, credential.Otp.Length > 0, Label(info), ""));
        }
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken) =>
        CscCredential.Read(ceremony.ProviderReference) is not { } credential ? new RemoteOutcome.Unknown()
        : credential.Mode == CscAuthorizationMode.Phone ? await PollPhoneAsync(route, ceremony.Request, credential, cancellationToken)
        // It waits for the person here, not for the service.
        : new RemoteOutcome.Pending();

    /// <inheritdoc />
    public async Task<RemoteOutcome> AuthorizeAsync(
        ProviderRoute route, RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken)
    {
        var request = ceremony.Request;
        switch (CscCredential.Read(ceremony.ProviderReference))
        {
            case { Mode: CscAuthorizationMode.Typed } credential:
                return await SignAsync(
                    route, request, credential, await AuthorizeTypedAsync(route, request, credential, authorization, cancellationToken), cancellationToken);
            case { Mode: CscAuthorizationMode.Page } credential:
                // Someone else's code does not belong here, even when the service would take it.
                if (!IsSame(State(route, request), authorization.State)) throw Failures.AuthorizationNotAsked.Because();
                var answer = await service.ExchangeAsync(route.Connection, authorization.Code, Verifier(route, request), cancellationToken);
                ThrowUnlessGood(route, "oauth2/token", answer);
                return await SignAsync(route, request, credential, Required(answer, "access_token"), cancellationToken);
            default:
                throw Failures.AuthorizationNotAsked.Because();
        }
    }

    /// <summary>The credentials of a user, with what credentials/info says of each.</summary>
    protected abstract Task<IReadOnlyList<(string Id, JsonElement Info)>> ListAsync(
        ProviderRoute route, string account, int most, CancellationToken cancellationToken);

    /// <summary>How the credential is authorized.</summary>
    protected abstract CscCredential ReadAuthorization(ProviderRoute route, JsonElement info);

    /// <summary>Whether its one-time password is sent on request.</summary>
    protected abstract bool IsOnline(JsonElement info);

    /// <summary>What the service calls its PIN and one-time password.</summary>
    protected abstract string Label(JsonElement info);

    /// <summary>Lets the phone ring, and answers what polling needs.</summary>
    protected abstract Task<CscCredential> RingAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken);

    /// <summary>Asks about the phone, and signs when it has been touched.</summary>
    protected abstract Task<RemoteOutcome> PollPhoneAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, CancellationToken cancellationToken);

    /// <summary>Lets the service send a one-time password.</summary>
    protected abstract Task SendOneTimePasswordAsync(
        ProviderRoute route, string credentialId, CscCredential credential, CancellationToken cancellationToken);

    /// <summary>Adds PIN and one-time password to the body of credentials/authorize.</summary>
    protected abstract void AddSecrets(Dictionary<string, object?> body, CscCredential credential, SigningAuthorization authorization);

    /// <summary>Calls signHash and reads what it answers; version 2 may have to ask for it.</summary>
    protected virtual async Task<IReadOnlyList<string>> SignaturesAsync(
        ProviderRoute route, Dictionary<string, object?> body, CancellationToken cancellationToken) =>
        CscAnswer.Texts((await CallAsync(route, "signatures/signHash", body, false, cancellationToken)).Root, "signatures");

    /// <summary>Calls, and fails when the service says that something is wrong.</summary>
    protected async Task<CscAnswer> CallAsync(
        ProviderRoute route, string method, object body, bool repeatable, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(route, method, body, repeatable, null, cancellationToken);
        ThrowUnlessGood(route, method, answer);
        return answer;
    }

    /// <summary>Calls.</summary>
    protected Task<CscAnswer> SendAsync(
        ProviderRoute route, string method, object body, bool repeatable, TimeSpan? timeout, CancellationToken cancellationToken) =>
        service.CallAsync(route.Connection, Version, method, body, repeatable, timeout, cancellationToken);

    /// <summary>The body of credentials/authorize without secrets.</summary>
    protected Dictionary<string, object?> AuthorizeBody(ProviderRoute route, RemoteSigningRequest request)
    {
        var body = DigestsBody(request);
        body["numSignatures"] = request.Documents.Count;
        body["description"] = DisplayText.Fit(request.Description, route.DescriptionLength, route.AsciiDescription);
        return body;
    }

    /// <summary>Signs with the activation data. What the service then says about the ceremony is its outcome.</summary>
    protected async Task<RemoteOutcome> SignAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, string sad, CancellationToken cancellationToken)
    {
        var body = DigestsBody(request);
        body["SAD"] = sad;
        body["signAlgo"] = credential.Algorithm;
        body[HashAlgorithmName] = Sha256Oid;
        IReadOnlyList<string> values;
        try
        {
            values = await SignaturesAsync(route, body, cancellationToken);
        }
        catch (FailureException failure) when (failure.Failure == Failures.ProviderUnavailable)
        {
            // The activation data may be used up by now, and signatures cannot be asked for a second time.
            return new RemoteOutcome.Failed(ProviderCalls.WasNeverSent(failure) ? failure.Failure : Failures.SigningAnswerLost);
        }
        catch (FailureException failure)
        {
            return failure.Failure == Failures.SigningExpired ? new RemoteOutcome.Expired() : new RemoteOutcome.Failed(failure.Failure);
        }

        // They come in the order of the digests, and without names: fewer cannot be told apart.
        if (values.Count != request.Documents.Count) return new RemoteOutcome.Failed(Failures.ProviderFailed);
        var signatures = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (document, value) in request.Documents.Zip(values))
        {
            var bytes = new byte[value.Length];
            if (value.Length == 0) continue; // this one was not signed
            if (!Convert.TryFromBase64String(value, bytes, out var length)) return new RemoteOutcome.Failed(Failures.ProviderFailed);
            signatures[document.DocumentId] = bytes[..length];
        }

        return signatures.Count > 0 ? new RemoteOutcome.Signed(signatures) : new RemoteOutcome.Failed(Failures.ProviderFailed);
    }

    /// <summary>Tells the log what the service said, and fails when it said no.</summary>
    protected void ThrowUnlessGood(ProviderRoute route, string method, CscAnswer answer, bool asksPin = false)
    {
        var verdict = Judge(route, method, answer);
        if (verdict != CscVerdict.None) throw CscErrors.FailureOf(verdict, asksPin).Because();
    }

    /// <summary>What the service said, in the log without its words, which can name the account.</summary>
    protected CscVerdict Judge(ProviderRoute route, string method, CscAnswer answer)
    {
        var verdict = answer.Verdict;
        if (verdict != CscVerdict.None) Refused(route.Connection.Name, method, answer.HttpStatus, verdict);
        return verdict;
    }

    /// <summary>A text that an answer cannot do without.</summary>
    protected static string Required(CscAnswer answer, string name) =>
        answer[name] is { Length: > 0 } text ? text : throw Failures.ProviderFailed.Because();

    /// <summary>The body of credentials/info.</summary>
    protected static Dictionary<string, object?> InfoBody(string credentialId) => new(StringComparer.Ordinal)
    {
        ["credentialID"] = credentialId, ["certificates"] = "chain", ["certInfo"] = true, ["authInfo"] = true,
    };

    private static bool IsSame(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    /// <summary>Derived instead of kept: any node can make them again, and nobody without the client secret.</summary>
    private static string Derived(ProviderRoute route, RemoteSigningRequest request, string purpose) =>
        Base64Url(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(CscService.Client(route.Connection).Secret), Encoding.UTF8.GetBytes($"{purpose}\0{request.Transaction}")));

    private static string State(ProviderRoute route, RemoteSigningRequest request) => Derived(route, request, "csc state");

    private static string Verifier(ProviderRoute route, RemoteSigningRequest request) => Derived(route, request, "csc code verifier");

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private async Task<string> AuthorizeTypedAsync(
        ProviderRoute route, RemoteSigningRequest request, CscCredential credential, SigningAuthorization authorization,
        CancellationToken cancellationToken)
    {
        var body = AuthorizeBody(route, request);
        AddSecrets(body, credential, authorization);
        var answer = await SendAsync(route, "credentials/authorize", body, false, null, cancellationToken);
        ThrowUnlessGood(route, "credentials/authorize", answer, asksPin: credential.Pin.Length > 0 && credential.Otp.Length == 0);
        return Required(answer, "SAD");
    }

    private Dictionary<string, object?> DigestsBody(RemoteSigningRequest request) => new(StringComparer.Ordinal)
    {
        ["credentialID"] = request.CredentialId,
        [DigestsName] = request.Documents.Select(d => Convert.ToBase64String(d.Digest)).ToArray(),
    };

    /// <summary>Where the person authorizes the digests (RFC 6749, 4.1.1; RFC 7636; CSC API, oauth2/authorize).</summary>
    private string PageAddress(ProviderRoute route, RemoteSigningRequest request)
    {
        var traits = route.Connection.TraitsOf<CscTraits>();
        if (traits.RedirectUri.Length == 0) throw Failures.ProviderRefusesPlatform.Because();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = CscService.Client(route.Connection).Id,
            ["redirect_uri"] = traits.RedirectUri,
            ["scope"] = "credential",
            ["code_challenge"] = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier(route, request)))),
            ["code_challenge_method"] = "S256",
            ["state"] = State(route, request),
            ["credentialID"] = request.CredentialId,
            ["numSignatures"] = $"{request.Documents.Count}",
            [DigestsName] = string.Join(',', request.Documents.Select(d => Base64Url(d.Digest))),
            [HashAlgorithmName] = Sha256Oid,
            ["description"] = DisplayText.Fit(request.Description, route.DescriptionLength, route.AsciiDescription),
            ["lang"] = "vi-VN",
        };
        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        return new Uri(route.Connection.BaseAddress!, $"{traits.OAuthPath}authorize?{query}").AbsoluteUri;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider connection {Connection} refused {Method}: HTTP status {Status}, {Verdict}.")]
    private partial void Refused(string connection, string method, int status, CscVerdict verdict);
}
