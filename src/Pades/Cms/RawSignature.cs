using System.Formats.Asn1;
using System.Numerics;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Signature values as remote signers send them back.</summary>
internal static class RawSignature
{
    /// <summary>Whether <paramref name="raw"/> is a signature of the attributes by the certificate's key.</summary>
    /// <param name="certificateDer">DER of the signer's certificate (RSA, or ECDSA on a NIST curve).</param>
    /// <param name="signedAttributes">DER SET OF.</param>
    /// <param name="digest">The digest that was signed.</param>
    /// <param name="raw">RSA: PKCS#1 v1.5 or PSS; ECDSA: DER or P1363.</param>
    /// <param name="scheme">How the value was made; null takes what the kind of key tells: PKCS#1 v1.5 or ECDSA.</param>
    /// <returns>False also when key or value are unusable; never throws for what was sent.</returns>
    public static bool Verify(byte[] certificateDer, byte[] signedAttributes, SignatureDigest digest, ReadOnlyMemory<byte> raw, SignatureScheme? scheme = null)
    {
        var key = SignerKey.Read(CertificateParts.Read(certificateDer).PublicKeyInfo);
        var hash = digest.Hash(signedAttributes);
        return key.Kind != KeyKind.Unsupported
            && SigningAlgorithm.Of(scheme ?? SigningAlgorithm.Usual(key), digest).VerifyHash(key, hash, Normalise(key, raw.Span));
    }

    /// <summary>
    /// The value as it stands in the CMS: ECDSA P1363 turned into DER, everything else unchanged. A signature timestamp is made over
    /// the digest of <b>this</b> value, so normalise before asking the authority.
    /// </summary>
    /// <param name="certificateDer">DER of the signer's certificate.</param>
    /// <param name="raw">What the remote signer sent.</param>
    public static byte[] Normalise(byte[] certificateDer, ReadOnlySpan<byte> raw) =>
        Normalise(SignerKey.Read(CertificateParts.Read(certificateDer).PublicKeyInfo), raw);

    /// <inheritdoc cref="Normalise(byte[], ReadOnlySpan{byte})"/>
    public static byte[] Normalise(SignerKey key, ReadOnlySpan<byte> raw)
    {
        // A P1363 value that is by accident a complete DER SEQUENCE of two INTEGERs would need more than forty chosen bits.
        if (key.Kind != KeyKind.Ecdsa || raw.Length != 2 * key.FieldBytes || IsDer(raw)) return raw.ToArray();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(raw[..key.FieldBytes], isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(raw[key.FieldBytes..], isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static bool IsDer(ReadOnlySpan<byte> raw)
    {
        try
        {
            AsnDecoder.ReadSequence(raw, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            var content = raw.Slice(offset, length);
            AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var first);
            AsnDecoder.ReadIntegerBytes(content[first..], AsnEncodingRules.DER, out var second);
            return consumed == raw.Length && first + second == length;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
