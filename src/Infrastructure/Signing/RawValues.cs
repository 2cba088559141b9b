using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Raw signature values, before anything is embedded.</summary>
internal static class RawValues
{
    /// <summary>
    /// Whether a value is a signature over a SHA-256 digest by the key of a certificate: RSA as the scheme says, ECDSA as DER (RFC 3279) or
    /// as r and s side by side (IEEE P1363), which is what PKCS #11 tokens give.
    /// </summary>
    public static bool IsSignature(byte[] certificate, SignatureScheme scheme, byte[] digest, ReadOnlySpan<byte> value)
    {
        try
        {
            using var signer = X509CertificateLoader.LoadCertificate(certificate);
            using var rsa = signer.GetRSAPublicKey();
            if (rsa is not null)
            {
                var padding = scheme == SignatureScheme.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
                return rsa.VerifyHash(digest, value, HashAlgorithmName.SHA256, padding);
            }

            using var ec = signer.GetECDsaPublicKey();
            return ec is not null
                && (ec.VerifyHash(digest, value, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                    || ec.VerifyHash(digest, value, DSASignatureFormat.Rfc3279DerSequence));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
