using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;
using KonTum.Tthc.Infrastructure.Signing.Connections;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Misa;

/// <summary>
/// MISA eSign RemoteSigning (facts 2.2): the person logs in once with the MISA account, then certificates, digests and their status go
/// with the person's token.
/// </summary>
internal sealed partial class MisaAdapter(
    IProviderCalls calls, IAccountConnections connections, TimeProvider time, ILogger<MisaAdapter> logger) : IProviderAdapter
{
    private const int LongestName = 100;
    private const int Sha256Bytes = 32;
    private const string Services = "external/esrm/service/";

    private readonly MisaSessions sessions = new(calls, connections, time);

    /// <inheritdoc />
    public string Name => "misa";

    /// <inheritdoc />
    public bool ConnectsAccounts => true;

    /// <inheritdoc />
    public IReadOnlyList<string> RequiredSecrets(ProviderConnection connection) => ["client_id", "client_key"];

    /// <inheritdoc />
    public void CheckTraits(ProviderConnection connection)
    {
        if (connection.TraitsOf<MisaTraits>().OtpType is not (0 or 1)) throw new JsonException("otpType must be 0 or 1.");
    }

    /// <inheritdoc />
    public Task<AccountConnection> ConnectAccountAsync(
        ProviderRoute route, string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken) =>
        sessions.ConnectAsync(route, personId, entry, login, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            route, personId, entry,
            _ => new ProviderCall("certificates", Services + "general/api/v1/Certificates/by-userId") { Method = HttpMethod.Get, Repeatable = true },
            cancellationToken);
        if (answer.Root.ValueKind != JsonValueKind.Array) throw MisaCodes.FailureOf(answer).Because();
        var entries = answer.Root.EnumerateArray().ToList();
        var certificates = entries.Select(Read).OfType<RemoteCertificate>().ToList();
        // One that cannot be read is no reason to hide the others; none at all is.
        return entries.Count > 0 && certificates.Count == 0 ? throw Failures.ProviderFailed.Because() : certificates;
    }

    /// <summary>The identifier that MISA makes comes only with the start, so this one is ours alone.</summary>
    public Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken) =>
        Task.FromResult(Guid.NewGuid().ToString("D"));

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        if (request.Documents.Count == 0 || request.Documents.Count > route.Connection.MaxDocuments)
            throw new ArgumentException($"Between 1 and {route.Connection.MaxDocuments} documents can be signed at once.", nameof(request));
        if (request.Documents.Any(d => d.Digest.Length != Sha256Bytes))
            throw new ArgumentException("Digests are SHA-256.", nameof(request));
        // There is no identifier of ours on the wire, so nothing can be asked about.
        if (request.MayHaveBeenAsked) throw Failures.SigningStartUnknown.Because();

        var answer = await SendAsync(route, request.PersonId, request.Entry, tokens => SignCall(route, request, tokens), cancellationToken);
        return Received.Text(answer.Root, "transactionId") is { } transaction && Received.IsUsable(transaction)
            ? new StartedRemoteSigning(transaction, route.Connection.Lifetime)
            : throw MisaCodes.FailureOf(answer).Because();
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var (request, reference) = (ceremony.Request, ceremony.ProviderReference);
        if (!Received.IsUsable(reference)) return new RemoteOutcome.Unknown();
        var answer = await SendAsync(
            route, request.PersonId, request.Entry,
            _ => new ProviderCall("status", Services + "signing/api/v1/Signing/status/" + reference) { Method = HttpMethod.Get, Repeatable = true },
            cancellationToken);
        // SUCCESS says that all are signed; some of a batch may come with FAILED all the same.
        if (ReadSignatures(request, answer.Root) is { Count: > 0 } signatures) return new RemoteOutcome.Signed(signatures);
        if (MisaCodes.OutcomeOf(answer.Root) is { } outcome) return outcome;
        if (answer.HttpStatus is 404 || (answer.HttpStatus < 500 && MisaCodes.Judge(answer.Root) == MisaVerdict.TransactionUnknown))
            return new RemoteOutcome.Unknown();
        throw MisaCodes.FailureOf(answer).Because();
    }

    /// <summary>The webhook carries no proof of its sender, so nothing of it counts but whom it speaks of.</summary>
    public string? ReadCallback(ProviderRoute route, JsonElement body) =>
        Received.Text(body, "clientId") == route.Connection.Secrets["client_id"]
        && Received.Text(body, "transactionId") is { } transaction && Received.IsUsable(transaction)
            ? transaction
            : null;

    private static ProviderCall SignCall(ProviderRoute route, RemoteSigningRequest request, AccountTokens tokens) =>
        new("sign", Services + "signing/api/v1/Signing/hash")
        {
            // Pascal case, here alone: so the document has it.
            Body = new Dictionary<string, object?>
            {
                ["DataToBeDisplayed"] = Shown(request.Description, route.DescriptionLength, route.AsciiDescription),
                ["UserId"] = tokens.UserId,
                ["CertAlias"] = request.CredentialId,
                ["Documents"] = request.Documents.Select(d => new Dictionary<string, object?>
                {
                    ["DocumentId"] = WireDocuments.IdOf(request, d),
                    ["FileToSign"] = Convert.ToBase64String(d.Digest),
                    ["DocumentName"] = DisplayText.Fit(d.DocumentId, LongestName, asciiOnly: false),
                }),
            },
        };

    /// <summary>The phone may take the text for HTML, so it gets no brackets.</summary>
    private static string Shown(string text, int most, bool ascii) =>
        DisplayText.Fit(text.Replace('<', ' ').Replace('>', ' '), most, ascii);

    private static RemoteCertificate? Read(JsonElement entry) => Received.Certificate(
        [
            Received.Text(entry, "certificate"),
            // Spelled like this; the other spelling in case it is mended one day.
            .. Received.List(entry, "certiticateChain").Concat(Received.List(entry, "certificateChain"))
                .Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : ""),
        ],
        Received.Text(entry, "keyStatus").Equals("ACTIVE", StringComparison.OrdinalIgnoreCase),
        Received.Text(entry, "keyAlias"));

    /// <summary>By their document ids; in the order of the request where there are none, as in one place of the document.</summary>
    private static IReadOnlyDictionary<string, byte[]> ReadSignatures(RemoteSigningRequest request, JsonElement answer)
    {
        var entries = Received.List(answer, "signatures");
        if (entries.All(e => Received.Text(e, "documentId").Length == 0))
            return WireDocuments.InOrder(request, [.. entries.Select(e => Received.Bytes(Received.Text(e, "signature")))]);
        var byId = entries.Where(e => Received.Bytes(Received.Text(e, "signature")) is not null)
            .GroupBy(e => Received.Text(e, "documentId"), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => Received.Bytes(Received.Text(g.First(), "signature"))!, StringComparer.OrdinalIgnoreCase);
        return request.Documents.Where(d => byId.ContainsKey(WireDocuments.IdOf(request, d)))
            .ToDictionary(d => d.DocumentId, d => byId[WireDocuments.IdOf(request, d)], StringComparer.Ordinal);
    }

    /// <summary>Calls with the person's token; one that MISA refuses is renewed once, because a refused call has done nothing.</summary>
    private async Task<ProviderAnswer> SendAsync(
        ProviderRoute route, string personId, SignatureEntry entry, Func<AccountTokens, ProviderCall> compose, CancellationToken cancellationToken)
    {
        string? refused = null;
        while (true)
        {
            var tokens = await sessions.GetAsync(route, personId, entry, refused, cancellationToken);
            var call = compose(tokens);
            var headers = MisaSessions.ClientHeaders(route.Connection);
            headers["AuthorizationRM"] = "Bearer " + tokens.AccessToken;
            var answer = await calls.SendAsync(route.Connection, call with { Headers = headers }, cancellationToken);
            Answered(route.Connection.Name, call.Name, answer.HttpStatus);
            if (answer.HttpStatus != 401) return answer;
            if (refused is not null) throw Failures.AccountNotConnected.Because();
            refused = tokens.AccessToken;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Provider connection {Connection} answered {Call}: HTTP status {Status}.")]
    private partial void Answered(string connection, string call, int status);
}
