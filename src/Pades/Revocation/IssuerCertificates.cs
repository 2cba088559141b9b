using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>What stands behind a caIssuers address (RFC 5280, 4.2.2.1): a certificate, or a "certs-only" CMS with several.</summary>
internal static class IssuerCertificates
{
    private const int Most = 32;

    /// <exception cref="FormatException">Neither of both, or none inside.</exception>
    public static IReadOnlyList<byte[]> Read(byte[] encoded)
    {
        AsnDepth.Ensure(encoded);
        try
        {
            return [new X509Certificate(encoded).GetEncoded()];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var certificates = CmsDocument.Parse(encoded).Certificates;
            return certificates.Count > 0
                ? [.. certificates.Take(Most).Select(c => c.GetEncoded())]
                : throw new FormatException("No certificate is inside.", exception);
        }
    }
}
