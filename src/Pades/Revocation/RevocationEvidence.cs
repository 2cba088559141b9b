using System.Security.Cryptography;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// What one OCSP response or CRL says of one certificate. Its signature verifies and it is meant for that certificate; whether it is fresh
/// enough, whether its signer is believed and its algorithms are, is for the one who judges.
/// </summary>
internal sealed record RevocationEvidence
{
    /// <summary>What it says.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>OCSP response or CRL.</summary>
    public required RevocationSourceKind Kind { get; init; }

    /// <summary>Where it came from.</summary>
    public required MaterialOrigin Origin { get; init; }

    /// <summary>When what it says was known to be right.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When newer information is due at the latest; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>When it was signed; of a CRL the same as <see cref="ThisUpdate"/>.</summary>
    public required DateTimeOffset ProducedAt { get; init; }

    /// <summary>When the certificate was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>CRLReason (RFC 5280, 5.3.1) by its name there; null when not told.</summary>
    public string? Reason { get; init; }

    /// <summary>Who signed the response or the list: the issuer itself, or one whom it has entitled.</summary>
    public required X509Certificate Signer { get; init; }

    /// <summary>False when <see cref="Signer"/> is the issuer of the certificate itself.</summary>
    public bool IsDelegated { get; init; }

    /// <summary>Digest of its signature; null when the algorithm has none of its own.</summary>
    public HashAlgorithmName? Hash { get; init; }

    /// <summary>The encoded OCSPResponse or CertificateList.</summary>
    public required byte[] Encoded { get; init; }

    /// <summary>
    /// OCSP archive cutoff (RFC 6960, 4.4.4): certificates that ended after this moment are still known. Null when it does not say.
    /// </summary>
    public DateTimeOffset? ArchiveCutoff { get; init; }

    /// <summary>CRL expiredCertsOnCRL (X.509, 9.5.2.8): revoked certificates stay listed that ended after this moment; null when it does not say.</summary>
    public DateTimeOffset? ExpiredCertsOnCrl { get; init; }
}
