using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Validation.Judgement;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades;

/// <summary>Asks whether a certificate is revoked, for callers that must know it before anybody signs.</summary>
public static class CertificateRevocation
{
    /// <summary>Asks the addresses that the certificate names: OCSP (RFC 6960) first, a CRL (RFC 5280) when that tells nothing.</summary>
    /// <param name="certificate">DER of the certificate.</param>
    /// <param name="issuer">DER of its issuer, whose key answers or certifies who answers.</param>
    /// <param name="client">Does the calls.</param>
    /// <param name="at">The present: older answers do not count once a newer one was due (<c>nextUpdate</c>).</param>
    /// <param name="limits">How much may be fetched; the defaults if null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// What the newest usable answer says; null when none could be had, or when certificate and issuer cannot be read or do not belong
    /// together: nothing is known then, good or bad.
    /// </returns>
    public static async Task<RevocationFinding?> AskAsync(
        ReadOnlyMemory<byte> certificate,
        ReadOnlyMemory<byte> issuer,
        IValidationDataClient client,
        DateTimeOffset at,
        DataLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        if (Read(certificate) is not { } subject || Read(issuer) is not { } authority) return null;
        var collector = new RevocationCollector(new ValidationMaterial(), [authority], new DataFetcher(client, limits ?? new DataLimits()), at);
        var collected = await collector.CollectAsync([subject, authority], at, cancellationToken).ConfigureAwait(false);
        return collected[0].Evidence is { Hash: { } hash } evidence && at < AlgorithmPolicy.Default.EndOf(hash) ? Findings.Of(evidence) : null;
    }

    /// <summary>Reads one certificate with the bounds that hold for those from files.</summary>
    private static X509Certificate? Read(ReadOnlyMemory<byte> der)
    {
        var bag = new ValidationMaterial();
        bag.AddCertificate(der, MaterialOrigin.Given);
        return bag.Certificates is [var one] ? one : null;
    }
}
