namespace KonTum.Tthc.Application.Signing;

/// <summary>Reads certificates and judges them against the configured roots.</summary>
public interface ICertificateInspector
{
    /// <summary>Reads a certificate and completes its chain from the configured intermediates.</summary>
    /// <param name="chain">DER, the signer's first; may hold nothing else.</param>
    /// <exception cref="FormatException">The first one is not a certificate.</exception>
    CertificateFacts Inspect(IReadOnlyList<byte[]> chain);

    /// <summary>Asks the certificate's own OCSP responder or CRL; null when neither answers usably.</summary>
    Task<bool?> IsRevokedAsync(CertificateFacts certificate, CancellationToken cancellationToken);
}

/// <summary>What a certificate says.</summary>
/// <param name="SerialNumber">Upper-case hex without leading zeros.</param>
/// <param name="Holder">Common name of the subject.</param>
/// <param name="Email">Email address; empty if it has none.</param>
/// <param name="Authority">Common name of the issuer.</param>
/// <param name="Identity">Value of the subject's UID, for example "CCCD:…"; empty if it has none.</param>
/// <param name="ValidFrom">Begin.</param>
/// <param name="ValidUntil">End.</param>
/// <param name="FitForSigning">Key usage digitalSignature or nonRepudiation; RSA from 2048 or ECDSA from 256 bits; SHA-2.</param>
/// <param name="Trusted">Whether it leads to a configured root, apart from its own time.</param>
/// <param name="Chain">DER, the signer's first, as far up as known.</param>
public sealed record CertificateFacts(
    string SerialNumber,
    string Holder,
    string Email,
    string Authority,
    string Identity,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil,
    bool FitForSigning,
    bool Trusted,
    IReadOnlyList<byte[]> Chain);
