using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Puts a detached CMS SignedData (RFC 5652) together from parts that were made elsewhere.</summary>
internal static class CmsBuilder
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>DER ContentInfo with one signer.</summary>
    /// <param name="signedAttributes">What <see cref="SignedAttributes.Build"/> made.</param>
    /// <param name="rawSignature">The signature value; P1363 is normalised to DER.</param>
    /// <param name="chain">DER certificates, the signer's first.</param>
    /// <param name="digest">The digest of content and attributes.</param>
    /// <param name="timestampToken">DER of a token over the normalised signature value; null for none.</param>
    /// <param name="scheme">How the value was made; null takes what the kind of key tells: PKCS#1 v1.5 or ECDSA.</param>
    /// <exception cref="ArgumentException">No certificate, or one with a key that is neither RSA nor on a NIST curve.</exception>
    public static byte[] Assemble(
        byte[] signedAttributes,
        ReadOnlySpan<byte> rawSignature,
        IReadOnlyList<byte[]> chain,
        SignatureDigest digest,
        byte[]? timestampToken,
        SignatureScheme? scheme = null)
    {
        if (chain.Count == 0) throw new ArgumentException("A signature needs its certificate.", nameof(chain));
        var parts = CertificateParts.Read(chain[0]);
        var key = SignerKey.Read(parts.PublicKeyInfo);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignedData);
            using (writer.PushSequence(Context0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    WriteDigestAlgorithm(writer, digest);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.Data);
                }

                using (writer.PushSetOf(Context0))
                {
                    foreach (var certificate in chain.DistinctBy(Convert.ToHexString)) writer.WriteEncodedValue(certificate);
                }

                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteInteger(1);
                    using (writer.PushSequence())
                    {
                        writer.WriteEncodedValue(parts.Issuer.Span);
                        writer.WriteEncodedValue(parts.SerialNumber.Span);
                    }

                    WriteDigestAlgorithm(writer, digest);
                    writer.WriteEncodedValue([0xA0, .. signedAttributes.AsSpan(1)]); // the SET OF as [0] IMPLICIT
                    SigningAlgorithm.Write(writer, scheme ?? SigningAlgorithm.Usual(key), digest);
                    writer.WriteOctetString(RawSignature.Normalise(key, rawSignature));
                    if (timestampToken is not null) WriteTimestamp(writer, timestampToken);
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteDigestAlgorithm(AsnWriter writer, SignatureDigest digest)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.OfHash(digest.ToHashName())); // parameters absent: RFC 5754, 2
        }
    }

    private static void WriteTimestamp(AsnWriter writer, byte[] token)
    {
        using (writer.PushSetOf(Context1))
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignatureTimestamp);
            using (writer.PushSetOf())
            {
                writer.WriteEncodedValue(token);
            }
        }
    }
}
