using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The CMS signed attributes of a PAdES baseline signature.</summary>
internal static class SignedAttributes
{
    /// <summary>
    /// DER SET OF content-type, message-digest and ESS signing-certificate-v2 (RFC 5035). There is no signing-time: the claimed time is
    /// <c>/M</c> (ETSI EN 319 142-1, 5.3).
    /// </summary>
    /// <param name="messageDigest">Digest of the byte range.</param>
    /// <param name="signerCertificateDer">DER of the signer's certificate.</param>
    /// <param name="digest">The algorithm of <paramref name="messageDigest"/>; also used for the certificate's hash.</param>
    /// <exception cref="ArgumentException">The digest's length does not fit, or the certificate cannot be read.</exception>
    public static byte[] Build(ReadOnlySpan<byte> messageDigest, ReadOnlySpan<byte> signerCertificateDer, SignatureDigest digest)
    {
        if (messageDigest.Length != digest.Length())
            throw new ArgumentException($"A {digest} digest has {digest.Length()} bytes, not {messageDigest.Length}.", nameof(messageDigest));
        var imprint = messageDigest.ToArray();
        var certificate = signerCertificateDer.ToArray();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            WriteAttribute(writer, Oids.ContentType, () => writer.WriteObjectIdentifier(Oids.Data));
            WriteAttribute(writer, Oids.MessageDigest, () => writer.WriteOctetString(imprint));
            WriteAttribute(writer, Oids.SigningCertificateV2, () => WriteSigningCertificateV2(writer, certificate, digest));
        }

        return writer.Encode();
    }

    private static void WriteAttribute(AsnWriter writer, string type, Action writeValue)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                writeValue();
            }
        }
    }

    /// <summary>SigningCertificateV2 with one ESSCertIDv2; issuerSerial is there because several validators want it.</summary>
    private static void WriteSigningCertificateV2(AsnWriter writer, byte[] certificate, SignatureDigest digest)
    {
        var parts = CertificateParts.Read(certificate);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            // hashAlgorithm DEFAULT sha256: DER leaves a default out (X.690, 11.5).
            if (digest != SignatureDigest.Sha256)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.OfHash(digest.ToHashName()));
                }
            }

            writer.WriteOctetString(digest.Hash(certificate));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true))) // directoryName, explicit
                {
                    writer.WriteEncodedValue(parts.Issuer.Span);
                }

                writer.WriteEncodedValue(parts.SerialNumber.Span);
            }
        }
    }
}
