using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>An OCSPRequest for one certificate (RFC 6960, 4.1.1).</summary>
internal static class OcspRequest
{
    /// <summary>
    /// With a SHA-1 CertID, the only one that every responder knows (RFC 5019, 2.1.1), and without a nonce: what is kept for decades gains
    /// nothing by it, and many responders hand out answers that they signed before.
    /// </summary>
    public static byte[] For(X509Certificate certificate, X509Certificate issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            CertificateId.Of(certificate, issuer, HashAlgorithmName.SHA1).Write(writer);
        }

        return writer.Encode();
    }
}
