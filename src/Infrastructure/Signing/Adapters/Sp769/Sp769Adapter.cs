using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;

/// <summary>
/// The family of QĐ 769/QĐ-BTTTT: VNPT SmartCA (sp769) and the national eSign gateway. The same calls everywhere; in what they differ is
/// in the traits.
/// </summary>
internal sealed partial class Sp769Adapter(IProviderCalls calls, IHeldCalls held, TimeProvider time, ILogger<Sp769Adapter> logger) : IProviderAdapter
{
    private const int Sha256Bytes = 32;

    /// <summary>What a blocking call gets beyond the lifetime at the gateway, so that the gateway's own "expired" is heard.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, object?> EmptyBody = [];

    /// <inheritdoc />
    public string Name => "sp769";

    /// <inheritdoc />
    public IReadOnlyList<string> RequiredSecrets(ProviderConnection connection) =>
        connection.TraitsOf<Sp769Traits>().BearerToken ? ["bearer_token"] : ["sp_id", "sp_password"];

    /// <inheritdoc />
    public void CheckTraits(ProviderConnection connection) => connection.TraitsOf<Sp769Traits>();

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var entries = CertificateListing.Entries(await GetCertificatesAsync(route, entry.Account, "", cancellationToken));
        var certificates = entries.Select(CertificateListing.Read).OfType<RemoteCertificate>().ToList();
        // One that cannot be read is no reason to hide the others; none at all is.
        return entries.Count > 0 && certificates.Count == 0 ? throw Failures.ProviderFailed.Because() : certificates;
    }

    /// <inheritdoc />
    public async Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        if (Traits(route).TransactionBy == TransactionMaker.Platform) return NewTransaction();
        var answer = await GetCertificatesAsync(route, entry.Account, certificateSerialNumber, cancellationToken);
        var chosen = CertificateListing.Entries(answer).FirstOrDefault(e => CertificateListing.Read(e)?.SerialNumber == certificateSerialNumber);
        if (chosen.ValueKind != JsonValueKind.Object) throw Failures.CertificateNotFound.Because();
        var transaction = answer.DataText("transaction_id") is { Length: > 0 } common ? common : Sp769Answer.Text(chosen, "transaction_id");
        return IsUsable(transaction) ? transaction : throw Failures.ProviderFailed.Because();
    }

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        var traits = Traits(route);
        if (request.Documents.Count == 0 || request.Documents.Count > route.Connection.MaxDocuments)
            throw new ArgumentException($"Between 1 and {route.Connection.MaxDocuments} documents can be signed at once.", nameof(request));
        if (request.Documents.Any(d => d.Digest.Length != Sha256Bytes))
            throw new ArgumentException("Digests are SHA-256.", nameof(request));

        var started = new StartedRemoteSigning("", route.Connection.Lifetime);
        if (request.MayHaveBeenAsked)
        {
            if (await HasArrivedAsync(route, request, cancellationToken)) return started;
            if (!traits.StartMayBeRepeated) throw Failures.SigningStartUnknown.Because();
        }

        var call = SignCall(route, request);
        if (traits.Mode == SignMode.Blocking)
        {
            var atMost = route.Connection.Lifetime + Grace;
            held.Hold(request.Transaction, atMost, stop => SignAndWaitAsync(route, call with { Timeout = atMost }, request, stop));
            return started;
        }

        // Not repeated here: the caller repeats it with the same transaction, after it has looked whether it still makes sense.
        var answer = await CallAsync(route, call, cancellationToken);
        var verdict = Judge(route, call.Name, answer);
        if (verdict is not (Sp769Verdict.Success or Sp769Verdict.Pending)
            && !(verdict is Sp769Verdict.NotUnderstood or Sp769Verdict.Failed && await HasArrivedAsync(route, request, cancellationToken)))
        {
            throw FailureOf(verdict).Because();
        }

        var reference = answer.DataText("tran_code");
        return started with { ProviderReference = IsUsable(reference) ? reference : "" };
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var traits = Traits(route);
        if (traits.Mode == SignMode.Blocking) return held.Look(ceremony.Request.Transaction);
        var (first, second) = traits.StatusBy == StatusIdentifier.Transaction
            ? (ceremony.Request.Transaction, ceremony.ProviderReference)
            : (ceremony.ProviderReference, ceremony.Request.Transaction);
        // Documents and samples do not agree on the identifier: "unknown" is believed only when it is said to both.
        var outcome = IsUsable(first)
            ? await PollOneAsync(route, first, ceremony.Request.Documents, cancellationToken)
            : new RemoteOutcome.Unknown();
        return outcome is RemoteOutcome.Unknown && second != first && IsUsable(second)
            ? await PollOneAsync(route, second, ceremony.Request.Documents, cancellationToken)
            : outcome;
    }

    /// <summary>VNPT's webhook (facts 1.2) is not authenticated by anything in it, so nothing of it counts but whom it speaks of.</summary>
    public string? ReadCallback(ProviderRoute route, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return null;
        if (Sp769Answer.Text(body, "sp_id") is { Length: > 0 } platform && platform != route.Connection.Secrets["sp_id"]) return null;
        var data = body.TryGetProperty("data", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : body;
        string[] named =
        [
            Sp769Answer.Text(body, "transaction_id"), Sp769Answer.Text(data, "transaction_id"),
            Sp769Answer.Text(body, "tran_code"), Sp769Answer.Text(data, "tran_code"),
        ];
        return named.FirstOrDefault(IsUsable);
    }

    private static Sp769Traits Traits(ProviderRoute route) => route.Connection.TraitsOf<Sp769Traits>();

    private static string NewTransaction() => Guid.NewGuid().ToString("D"); // version 4: 122 random bits

    /// <summary>Identifiers become part of a path: nothing else than these characters.</summary>
    private static bool IsUsable(string identifier)
    {
        var (usable, meaningful) = (identifier.Length is >= 4 and <= 200, false);
        foreach (var c in identifier)
        {
            meaningful |= char.IsAsciiLetterOrDigit(c);
            usable &= char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
        }

        return usable && meaningful;
    }

    /// <summary>The signatures in an answer; null when there are none. Some may be missing: the others count all the same.</summary>
    private static RemoteOutcome.Signed? ReadSignatures(Sp769Answer answer)
    {
        var signatures = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in Sp769Answer.List(answer.Data, "signatures", "signed_files", "signFiles"))
        {
            if (entry.ValueKind != JsonValueKind.Object || Sp769Answer.Text(entry, "signature_value") is not { Length: > 0 } value) continue;
            var document = Sp769Answer.Text(entry, "doc_id");
            var bytes = new byte[value.Length];
            if (!Convert.TryFromBase64String(value, bytes, out var length)) throw Failures.ProviderFailed.Because();
            var signature = bytes[..length];
            if (!signatures.TryAdd(document, signature) && !signatures[document].AsSpan().SequenceEqual(signature))
                throw Failures.ProviderFailed.Because();
        }

        return signatures.Count > 0 ? new RemoteOutcome.Signed(signatures) : null;
    }

    private static Failure FailureOf(Sp769Verdict verdict) => verdict switch
    {
        Sp769Verdict.AccountUnknown => Failures.AccountUnknown,
        Sp769Verdict.PlatformRefused => Failures.ProviderRefusesPlatform,
        Sp769Verdict.CertificateUnusable => Failures.CertificateRevoked,
        Sp769Verdict.CertificateExpired => Failures.CertificateExpired,
        Sp769Verdict.QuotaExhausted => Failures.QuotaExhausted,
        Sp769Verdict.Unavailable => Failures.ProviderUnavailable,
        Sp769Verdict.Rejected => Failures.SigningRejected,
        Sp769Verdict.Expired => Failures.SigningExpired,
        _ => Failures.ProviderFailed,
    };

    private static ProviderCall WithCredentials(ProviderRoute route, ProviderCall call, Dictionary<string, object?> body)
    {
        var (traits, secrets) = (Traits(route), route.Connection.Secrets);
        if (traits.SendsCaName) body["ca_name"] = route.ProviderCode;
        if (traits.BearerToken)
            return call with { Body = body, Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + secrets["bearer_token"] } };
        body["sp_id"] = secrets["sp_id"];
        body["sp_password"] = secrets["sp_password"];
        return call with { Body = body };
    }

    private ProviderCall SignCall(ProviderRoute route, RemoteSigningRequest request)
    {
        var traits = Traits(route);
        return WithCredentials(route, new ProviderCall("sign", traits.SignPath), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["user_id"] = request.Entry.Account,
            ["serial_number"] = request.CertificateSerialNumber,
            ["transaction_id"] = request.Transaction,
            ["transaction_desc"] = DisplayText.Fit(request.Description, route.DescriptionLength, route.AsciiDescription),
            ["time_stamp"] = time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture),
            ["sign_files"] = request.Documents.Select(d => new Dictionary<string, object?>
            {
                ["doc_id"] = d.DocumentId,
                ["file_type"] = "pdf",
                ["sign_type"] = "hash",
                ["data_to_be_signed"] = traits.Digests == DigestEncoding.LowerHex ? Convert.ToHexStringLower(d.Digest) : Convert.ToBase64String(d.Digest),
            }),
        });
    }

    private async Task<Sp769Answer> GetCertificatesAsync(
        ProviderRoute route, string account, string serialNumber, CancellationToken cancellationToken)
    {
        var traits = Traits(route);
        var body = new Dictionary<string, object?>(StringComparer.Ordinal) { ["user_id"] = account, ["serial_number"] = serialNumber };
        if (traits.TransactionBy == TransactionMaker.Platform) body["transaction_id"] = NewTransaction();
        var call = WithCredentials(route, new ProviderCall("get_certificate", traits.CertificatesPath) { Repeatable = true }, body);
        var answer = await CallAsync(route, call, cancellationToken);
        var verdict = Judge(route, call.Name, answer);
        return verdict == Sp769Verdict.Success ? answer : throw FailureOf(verdict).Because();
    }

    private async Task<RemoteOutcome> PollOneAsync(
        ProviderRoute route, string identifier, IReadOnlyList<RemoteDocument> documents, CancellationToken cancellationToken)
    {
        var traits = Traits(route);
        var path = traits.StatusPath.Replace("{id}", Uri.EscapeDataString(identifier), StringComparison.Ordinal);
        var call = new ProviderCall("status", path) { Repeatable = true, Body = EmptyBody };
        if (traits.CredentialsInStatus) call = WithCredentials(route, call, new Dictionary<string, object?>(StringComparer.Ordinal));
        var answer = await CallAsync(route, call, cancellationToken);
        var (verdict, signed) = Read(route, call.Name, answer, documents);
        if (signed is not null) return signed;
        return verdict switch
        {
            // Signed, says the message, but no signature is there.
            Sp769Verdict.Success when answer.MessageName.Equals("SUCCESS", StringComparison.OrdinalIgnoreCase) =>
                throw Failures.ProviderFailed.Because(),
            Sp769Verdict.Success or Sp769Verdict.Pending => new RemoteOutcome.Pending(),
            // These say nothing about the ceremony: it is asked again until its time is up.
            Sp769Verdict.PlatformRefused or Sp769Verdict.Unavailable or Sp769Verdict.NotUnderstood => throw FailureOf(verdict).Because(),
            _ => Ended(verdict),
        };
    }

    private async Task<RemoteOutcome> SignAndWaitAsync(
        ProviderRoute route, ProviderCall call, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        Sp769Answer answer;
        try
        {
            answer = await CallAsync(route, call, cancellationToken);
        }
        catch (FailureException failure) when (failure.Failure == Failures.ProviderUnavailable)
        {
            // Never reached, nobody was disturbed. Cut off, the person may have signed, and the signature cannot be asked for again.
            return new RemoteOutcome.Failed(ProviderCalls.WasNeverSent(failure) ? failure.Failure : Failures.SigningAnswerLost);
        }
        catch (FailureException failure)
        {
            return new RemoteOutcome.Failed(failure.Failure);
        }

        var (verdict, signed) = Read(route, call.Name, answer, request.Documents);
        // A gateway that answers "pending" here does not block: the catalogue has the wrong mode for it.
        return signed is not null ? signed : Ended(verdict);
    }

    private static RemoteOutcome Ended(Sp769Verdict verdict) => verdict switch
    {
        Sp769Verdict.Rejected => new RemoteOutcome.Rejected(),
        Sp769Verdict.Expired => new RemoteOutcome.Expired(),
        Sp769Verdict.TransactionUnknown => new RemoteOutcome.Unknown(),
        _ => new RemoteOutcome.Failed(FailureOf(verdict)),
    };

    /// <summary>The signatures, or the verdict. Fewer than were asked for count only when nothing says that more will come.</summary>
    private (Sp769Verdict Verdict, RemoteOutcome.Signed? Signed) Read(
        ProviderRoute route, string call, Sp769Answer answer, IReadOnlyList<RemoteDocument> documents)
    {
        if (answer.Code is null or 0 or 1 or 200 && ReadSignatures(answer) is { } signed
            && (documents.All(d => signed.Signatures.ContainsKey(d.DocumentId)) || Sp769Codes.Judge(answer) != Sp769Verdict.Pending))
        {
            return (Sp769Verdict.Success, signed);
        }

        return (Judge(route, call, answer), null);
    }

    /// <summary>
    /// Whether a request had arrived earlier: no document says how a repeated transaction id is answered, so the gateway is asked about
    /// the transaction, instead of reading it out of a sentence.
    /// </summary>
    private async Task<bool> HasArrivedAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        if (Traits(route).Mode == SignMode.Blocking) return held.Look(request.Transaction) is not RemoteOutcome.Unknown;
        try
        {
            return await PollOneAsync(route, request.Transaction, request.Documents, cancellationToken)
                is not (RemoteOutcome.Unknown or RemoteOutcome.Failed);
        }
        catch (FailureException failure) when (failure.Failure == Failures.ProviderFailed)
        {
            return false;
        }
    }

    private async Task<Sp769Answer> CallAsync(ProviderRoute route, ProviderCall call, CancellationToken cancellationToken) =>
        Sp769Answer.Of(await calls.SendAsync(route.Connection, call, cancellationToken));

    private Sp769Verdict Judge(ProviderRoute route, string call, Sp769Answer answer)
    {
        var verdict = Sp769Codes.Judge(answer);
        if (verdict is Sp769Verdict.Success or Sp769Verdict.Pending)
            Understood(route.Connection.Name, call, verdict, answer.HttpStatus, answer.Code);
        else
            Refused(route.Connection.Name, call, verdict, answer.HttpStatus, answer.Code);
        return verdict;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Gateway {Gateway} answered {Call}: {Verdict} (HTTP status {Status}, code {Code}).")]
    private partial void Understood(string gateway, string call, Sp769Verdict verdict, int status, int? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} answered {Call}: {Verdict} (HTTP status {Status}, code {Code}).")]
    private partial void Refused(string gateway, string call, Sp769Verdict verdict, int status, int? code);
}
