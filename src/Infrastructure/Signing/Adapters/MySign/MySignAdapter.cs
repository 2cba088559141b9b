using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.MySign;

/// <summary>Viettel MySign: login for each user, certificates with credential ids, signHash, status (facts 2.1).</summary>
internal sealed partial class MySignAdapter(IProviderCalls calls, TimeProvider time, ILogger<MySignAdapter> logger) : IProviderAdapter
{
    /// <summary>Base64 of names and descriptions must stay below 100 characters: 72 give 96.</summary>
    private const int LongestText = 72;

    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const int Sha256Bytes = 32;

    private readonly MySignTokens tokens = new(calls, time);

    /// <inheritdoc />
    public string Name => "mysign";

    /// <summary>The profile of a connection.</summary>
    public static string ProfileOf(ProviderConnection connection) =>
        connection.Secrets["profile_id"] is { Length: > 0 } given ? given : connection.TraitsOf<MySignTraits>().ProfileId;

    /// <inheritdoc />
    public IReadOnlyList<string> RequiredSecrets(ProviderConnection connection) => ["client_id", "client_secret"];

    /// <inheritdoc />
    public void CheckTraits(ProviderConnection connection)
    {
        if (connection.TraitsOf<MySignTraits>().Async is not (1 or 2 or 3)) throw new JsonException("async must be 1, 2 or 3.");
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var call = new ProviderCall("certificates", "vtss/service/certificates/info")
        {
            Body = new Dictionary<string, object?>(Client(route))
            {
                ["profile_id"] = ProfileOf(route.Connection),
                ["user_id"] = UserId(route, entry),
                ["certificates"] = "chain",
                ["certInfo"] = true,
                ["authInfo"] = true,
            },
            Repeatable = true,
        };
        var answer = await SendAsync(route, entry, call, cancellationToken);
        if (answer.Root.ValueKind != JsonValueKind.Array) throw FailureOf(answer).Because();
        var entries = answer.Root.EnumerateArray().ToList();
        var certificates = entries.Select(Read).OfType<RemoteCertificate>().ToList();
        // One that cannot be read is no reason to hide the others; none at all is.
        return entries.Count > 0 && certificates.Count == 0 ? throw Failures.ProviderFailed.Because() : certificates;
    }

    /// <summary>
    /// The identifier that Viettel makes comes only with the start, so this one is ours alone. The login is done here, where it may be
    /// repeated: once the start is tried, a failure leaves open whether the phone rang.
    /// </summary>
    public async Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        await tokens.GetAsync(route.Connection, UserId(route, entry), cancellationToken);
        return Guid.NewGuid().ToString("D");
    }

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        if (request.Documents.Count == 0 || request.Documents.Count > route.Connection.MaxDocuments)
            throw new ArgumentException($"Between 1 and {route.Connection.MaxDocuments} documents can be signed at once.", nameof(request));
        if (request.Documents.Any(d => d.Digest.Length != Sha256Bytes))
            throw new ArgumentException("Digests are SHA-256.", nameof(request));
        // There is no identifier of ours on the wire, so nothing can be asked about.
        if (request.MayHaveBeenAsked) throw Failures.SigningStartUnknown.Because();

        var call = new ProviderCall("sign", "vtss/service/signHash")
        {
            Body = new Dictionary<string, object?>(Client(route))
            {
                ["credentialID"] = request.CredentialId,
                ["numSignatures"] = request.Documents.Count,
                ["description"] = Shown(request.Description, Math.Min(route.DescriptionLength, LongestText)),
                ["documents"] = request.Documents.Select((d, i) => new Dictionary<string, object?>
                {
                    ["document_id"] = WireDocuments.IdOf(request, d),
                    ["document_name"] = NameOf(d, i),
                }),
                ["hash"] = request.Documents.Select(d => Convert.ToBase64String(d.Digest)),
                ["hashAlgo"] = Sha256,
                ["signAlgo"] = Rsa,
                ["async"] = route.Connection.TraitsOf<MySignTraits>().Async,
            },
        };
        var answer = await SendAsync(route, request.Entry, call, cancellationToken);
        return Received.Text(answer.Root, "transactionId") is { } transaction && Received.IsUsable(transaction)
            ? new StartedRemoteSigning(transaction, route.Connection.Lifetime)
            : throw CauseOf(FailureOf(answer), request).Because();
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        if (!Received.IsUsable(ceremony.ProviderReference)) return new RemoteOutcome.Unknown();
        var call = new ProviderCall("status", "vtss/service/requests/status")
        {
            Body = new Dictionary<string, object?> { ["transactionId"] = ceremony.ProviderReference },
            Repeatable = true,
        };
        var answer = await SendAsync(route, ceremony.Request.Entry, call, cancellationToken);
        var status = Received.Number(answer.Root, "status");
        if (status == MySignCodes.Signed) return Signed(ceremony.Request, answer);
        return MySignCodes.OutcomeOf(status) switch
        {
            RemoteOutcome.Failed failed => new RemoteOutcome.Failed(CauseOf(failed.Cause, ceremony.Request)),
            { } outcome => outcome,
            // It says nothing about the ceremony: it is asked again until its time is up.
            null => throw FailureOf(answer).Because(),
        };
    }

    /// <summary>The call after async 3: its token was handed out by us, but what counts is what asking answers.</summary>
    public string? ReadCallback(ProviderRoute route, JsonElement body) =>
        Received.Text(Received.Child(body, "meta_data"), "transaction_id") is { } transaction && Received.IsUsable(transaction) ? transaction : null;

    private static RemoteOutcome.Signed Signed(RemoteSigningRequest request, ProviderAnswer answer)
    {
        var signatures = Received.List(answer.Root, "signatures")
            .Select(s => s.ValueKind == JsonValueKind.String ? Received.Bytes(s.GetString()!) : null).ToList();
        var found = WireDocuments.InOrder(request, signatures);
        // Signed, says the status, but no signature is there.
        return found.Count > 0 ? new RemoteOutcome.Signed(found) : throw Failures.ProviderFailed.Because();
    }

    private static RemoteCertificate? Read(JsonElement entry)
    {
        var (key, certificate) = (Received.Child(entry, "key"), Received.Child(entry, "cert"));
        var active = !Received.Text(key, "status").Equals("disabled", StringComparison.OrdinalIgnoreCase)
            && Received.Text(certificate, "status").ToUpperInvariant() is "" or "VALID" or "EXPIRED"; // that it ran out is in it
        return Received.Certificate(
            Received.List(certificate, "certificates").Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : ""),
            active,
            Received.Text(entry, "credential_id"));
    }

    /// <summary>The phone shows ASCII letters, digits, blank, "-" and "_" only; the wire wants base64 of it.</summary>
    private static string Shown(string text, int most) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(DisplayText.Fit(text, most, asciiOnly: true)));

    private static string NameOf(RemoteDocument document, int index)
    {
        var shown = DisplayText.Fit(document.DocumentId, LongestText, asciiOnly: true);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(shown.Length > 0 ? shown : $"Tep {index + 1}"));
    }

    private static string UserId(ProviderRoute route, SignatureEntry entry) => route.Connection.TraitsOf<MySignTraits>().UserIdOf(entry.Account);

    private static Dictionary<string, object?> Client(ProviderRoute route) => new()
    {
        ["client_id"] = route.Connection.Secrets["client_id"],
        ["client_secret"] = route.Connection.Secrets["client_secret"],
    };

    private static Failure FailureOf(ProviderAnswer answer) =>
        MySignCodes.FailureOf(Received.Number(answer.Root, "error"), answer.HttpStatus);

    /// <summary>One code stands for "expired or revoked"; the certificate itself tells which.</summary>
    private Failure CauseOf(Failure failure, RemoteSigningRequest request) =>
        failure == Failures.CertificateRevoked && WireDocuments.HasRunOut(request.Certificate, time.GetUtcNow())
            ? Failures.CertificateExpired
            : failure;

    /// <summary>Calls with the user's token; one that the provider no longer takes is replaced once, because a refused call has done nothing.</summary>
    private async Task<ProviderAnswer> SendAsync(
        ProviderRoute route, SignatureEntry entry, ProviderCall call, CancellationToken cancellationToken)
    {
        var userId = UserId(route, entry);
        while (true)
        {
            var (token, wasKept) = await tokens.GetAsync(route.Connection, userId, cancellationToken);
            var answer = await calls.SendAsync(
                route.Connection,
                call with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + token } },
                cancellationToken);
            var error = Received.Number(answer.Root, "error");
            var code = error ?? Received.Number(answer.Root, "status");
            Answered(route.Connection.Name, call.Name, answer.HttpStatus, code);
            if (answer.HttpStatus != 401 && error != MySignCodes.UserOrPasswordInvalid) return answer;
            tokens.Forget(route.Connection, userId);
            if (!wasKept) return answer;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Provider connection {Connection} answered {Call}: HTTP status {Status}, code {Code}.")]
    private partial void Answered(string connection, string call, int status, int? code);
}
