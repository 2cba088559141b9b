using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>
/// One gateway of the QĐ 769/QĐ-BTTTT family: VNPT SmartCA (sp769) or the national eSign gateway. The same three calls everywhere; in
/// what they differ is in the traits.
/// </summary>
internal sealed class Sp769Gateway(
    string name, GatewayTraits traits, GatewayClient client, GatewayCredentialFiles credentials, IOptions<GatewaysOptions> options, TimeProvider time)
{
    private const int Sha256Bytes = 32;

    /// <summary>The certificates of an account; only the one with a serial number if one is given.</summary>
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        CatalogueEntry provider, string account, CancellationToken cancellationToken)
    {
        var entries = CertificateListing.Entries(await GetCertificatesAsync(provider, account, "", cancellationToken));
        var certificates = entries.Select(CertificateListing.Read).OfType<RemoteCertificate>().ToList();
        // One that cannot be read is no reason to hide the others; none at all is.
        return entries.Count > 0 && certificates.Count == 0 ? throw Failures.ProviderFailed.Because() : certificates;
    }

    /// <summary>The identifier of the next transaction.</summary>
    public async Task<string> ReserveTransactionAsync(
        CatalogueEntry provider, string account, string serialNumber, CancellationToken cancellationToken)
    {
        if (traits.TransactionBy == TransactionMaker.Platform) return NewTransaction();
        var answer = await GetCertificatesAsync(provider, account, serialNumber, cancellationToken);
        var entry = CertificateListing.Entries(answer).FirstOrDefault(e => CertificateListing.Read(e)?.SerialNumber == serialNumber);
        if (entry.ValueKind != JsonValueKind.Object) throw Failures.CertificateNotFound.Because();
        var transaction = answer.DataText("transaction_id") is { Length: > 0 } common ? common : GatewayAnswer.Text(entry, "transaction_id");
        return IsUsable(transaction) ? transaction : throw Failures.ProviderFailed.Because();
    }

    /// <summary>Lets the phone ring.</summary>
    public async Task<StartedRemoteSigning> StartAsync(
        CatalogueEntry provider, RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        if (request.Documents.Count == 0 || request.Documents.Count > traits.MaxDocuments)
            throw new ArgumentException($"Between 1 and {traits.MaxDocuments} documents can be signed at once.", nameof(request));
        if (request.Documents.Any(d => d.Digest.Length != Sha256Bytes))
            throw new ArgumentException("Digests are SHA-256.", nameof(request));
        var (body, token) = Body(provider, withCredentials: true);
        body["user_id"] = request.Entry.Account;
        body["serial_number"] = request.CertificateSerialNumber;
        body["transaction_id"] = request.Transaction;
        body["transaction_desc"] = DisplayText.Fit(
            request.Description, Math.Min(traits.DescriptionLength, provider.DescriptionLength ?? int.MaxValue), provider.AsciiDescription);
        body["time_stamp"] = time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        body["sign_files"] = request.Documents.Select(d => new Dictionary<string, object?>
        {
            ["doc_id"] = d.DocumentId,
            ["file_type"] = "pdf",
            ["sign_type"] = "hash",
            ["data_to_be_signed"] = Write(d.Digest),
        });
        // Not repeated here: the caller repeats it with the same transaction, after it has looked whether it still makes sense.
        var answer = await client.PostAsync(name, traits.SignPath, body, token, "sign", repeatable: false, cancellationToken);
        var verdict = Judge("sign", answer);
        if (verdict is not (GatewayVerdict.Success or GatewayVerdict.Pending)
            && !await IsKnownAsync(verdict, provider, request.Transaction, cancellationToken))
        {
            throw FailureOf(verdict, Failures.ProviderFailed).Because();
        }

        var reference = answer.DataText("tran_code");
        return new StartedRemoteSigning(IsUsable(reference) ? reference : "", TimeSpan.FromSeconds(traits.LifetimeSeconds));
    }

    /// <summary>Asks how the confirmation went.</summary>
    public async Task<RemoteOutcome> PollAsync(
        CatalogueEntry provider, string transaction, string providerReference, CancellationToken cancellationToken)
    {
        IEnumerable<string> identifiers = traits.StatusBy == StatusIdentifier.Transaction
            ? [transaction, providerReference]
            : [providerReference, transaction];
        RemoteOutcome outcome = new RemoteOutcome.Unknown();
        foreach (var identifier in identifiers.Where(IsUsable).Distinct(StringComparer.Ordinal))
        {
            // Documents and samples do not agree on the identifier: "unknown" is believed only when it is said to both.
            outcome = await PollOneAsync(provider, identifier, cancellationToken);
            if (outcome is not RemoteOutcome.Unknown) break;
        }

        return outcome;
    }

    private static string NewTransaction() => Guid.NewGuid().ToString("D"); // version 4: 122 random bits

    /// <summary>Identifiers become part of a path: nothing else than these characters.</summary>
    private static bool IsUsable(string identifier) =>
        identifier.Length is >= 4 and <= 200
        && identifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
        && identifier.Any(char.IsAsciiLetterOrDigit);

    private static RemoteOutcome.Signed? ReadSignatures(GatewayAnswer answer)
    {
        var entries = GatewayAnswer.List(answer.Data, "signatures", "signed_files");
        if (entries.Count == 0) return null;
        var signatures = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var value = entry.ValueKind == JsonValueKind.Object ? GatewayAnswer.Text(entry, "signature_value") : "";
            var bytes = new byte[value.Length];
            if (value.Length == 0) return null;
            if (!Convert.TryFromBase64String(value, bytes, out var length) || !signatures.TryAdd(GatewayAnswer.Text(entry, "doc_id"), bytes[..length]))
                throw Failures.ProviderFailed.Because();
        }

        return new RemoteOutcome.Signed(signatures);
    }

    private static Failure FailureOf(GatewayVerdict verdict, Failure otherwise) => verdict switch
    {
        GatewayVerdict.AccountUnknown => Failures.AccountUnknown,
        GatewayVerdict.PlatformRefused => Failures.ProviderRefusesPlatform,
        GatewayVerdict.CertificateUnusable => Failures.CertificateRevoked,
        GatewayVerdict.CertificateExpired => Failures.CertificateExpired,
        GatewayVerdict.QuotaExhausted => Failures.QuotaExhausted,
        GatewayVerdict.Unavailable => Failures.ProviderUnavailable,
        GatewayVerdict.Rejected => Failures.SigningRejected,
        GatewayVerdict.Expired => Failures.SigningExpired,
        _ => otherwise,
    };

    private async Task<GatewayAnswer> GetCertificatesAsync(
        CatalogueEntry provider, string account, string serialNumber, CancellationToken cancellationToken)
    {
        var (body, token) = Body(provider, withCredentials: true);
        body["user_id"] = account;
        body["serial_number"] = serialNumber;
        if (traits.TransactionBy == TransactionMaker.Platform) body["transaction_id"] = NewTransaction();
        var answer = await client.PostAsync(name, traits.CertificatesPath, body, token, "get_certificate", repeatable: true, cancellationToken);
        var verdict = Judge("get_certificate", answer);
        return verdict == GatewayVerdict.Success ? answer : throw FailureOf(verdict, Failures.ProviderFailed).Because();
    }

    private async Task<RemoteOutcome> PollOneAsync(CatalogueEntry provider, string identifier, CancellationToken cancellationToken)
    {
        var (body, token) = Body(provider, traits.CredentialsInStatus);
        if (!traits.CredentialsInStatus) body.Clear();
        var path = traits.StatusPath.Replace("{id}", Uri.EscapeDataString(identifier), StringComparison.Ordinal);
        var answer = await client.PostAsync(name, path, body, token, "status", repeatable: true, cancellationToken);
        if (answer.Code is null or 0 or 1 or 200 && ReadSignatures(answer) is { } signed) return signed;
        var verdict = Judge("status", answer);
        return verdict switch
        {
            // Signed, says the message, but no signature is there.
            GatewayVerdict.Success when answer.MessageName.Equals("SUCCESS", StringComparison.OrdinalIgnoreCase) =>
                throw Failures.ProviderFailed.Because(),
            GatewayVerdict.Success or GatewayVerdict.Pending => new RemoteOutcome.Pending(),
            GatewayVerdict.Rejected => new RemoteOutcome.Rejected(),
            GatewayVerdict.Expired => new RemoteOutcome.Expired(),
            GatewayVerdict.TransactionUnknown => new RemoteOutcome.Unknown(),
            // These say nothing about the ceremony: it is asked again until its time is up.
            GatewayVerdict.PlatformRefused or GatewayVerdict.Unavailable or GatewayVerdict.NotUnderstood =>
                throw FailureOf(verdict, Failures.ProviderFailed).Because(),
            _ => new RemoteOutcome.Failed(FailureOf(verdict, Failures.ProviderFailed)),
        };
    }

    /// <summary>
    /// Whether a refused request had arrived earlier: no document says how a repeated transaction id is answered, so the gateway is
    /// asked about the transaction, instead of reading it out of a sentence.
    /// </summary>
    private async Task<bool> IsKnownAsync(GatewayVerdict verdict, CatalogueEntry provider, string transaction, CancellationToken cancellationToken)
    {
        if (verdict is not (GatewayVerdict.NotUnderstood or GatewayVerdict.Failed)) return false;
        try
        {
            return await PollOneAsync(provider, transaction, cancellationToken) is not (RemoteOutcome.Unknown or RemoteOutcome.Failed);
        }
        catch (FailureException failure) when (failure.Failure == Failures.ProviderFailed)
        {
            return false;
        }
    }

    private (Dictionary<string, object?> Body, string? Token) Body(CatalogueEntry provider, bool withCredentials)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal);
        string? token = null;
        if (withCredentials)
        {
            GatewayCredentials own;
            try
            {
                own = credentials.For(name);
            }
            catch (InvalidDataException)
            {
                throw Failures.ProviderRefusesPlatform.Because();
            }

            if (options.Value.ByName[name].UseBearerToken) token = own.BearerToken;
            else (body["sp_id"], body["sp_password"]) = (own.SpId, own.SpPassword);
        }

        if (traits.SendsCaName) body["ca_name"] = provider.Code;
        return (body, token);
    }

    private string Write(byte[] digest) =>
        traits.Digests == DigestEncoding.LowerHex ? Convert.ToHexStringLower(digest) : Convert.ToBase64String(digest);

    private GatewayVerdict Judge(string call, GatewayAnswer answer)
    {
        var verdict = GatewayCodes.Judge(answer);
        client.Judged(name, call, verdict, answer);
        return verdict;
    }
}
