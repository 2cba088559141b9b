using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The algorithms of new signatures: which a key may use, and how the CMS names them.</summary>
internal static class SigningAlgorithm
{
    private const int FewestRsaBits = 2048;

    /// <summary>The scheme for a certificate's key.</summary>
    /// <param name="certificateDer">DER of the signer's certificate.</param>
    /// <param name="wanted">What the caller asks for; null leaves it to the key.</param>
    /// <param name="digest">The digest that will be signed.</param>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.UnsupportedKey"/>.</exception>
    /// <exception cref="ArgumentException">Not a certificate.</exception>
    public static SignatureScheme Choose(byte[] certificateDer, SignatureScheme? wanted, SignatureDigest digest)
    {
        var key = SignerKey.Read(CertificateParts.Read(certificateDer).PublicKeyInfo);
        switch (key.Kind)
        {
            case KeyKind.Rsa when key.Bits >= FewestRsaBits:
                break;
            case KeyKind.Rsa:
                throw Refused($"The RSA key has {key.Bits} bits; new signatures need at least {FewestRsaBits}.");
            case KeyKind.Ecdsa when key.IsOnNistCurve && key.Bits >= 256:
                break;
            case KeyKind.Ecdsa:
                throw Refused("The curve is not one of those on which new signatures are made: P-256, P-384 or P-521.");
            default:
                throw Refused("The key is neither RSA of 2048 to 16384 bits nor ECDSA on P-256, P-384 or P-521.");
        }

        var scheme = wanted ?? (key.PssOnly is null ? Usual(key) : SignatureScheme.RsaPss);
        if ((scheme == SignatureScheme.Ecdsa) != (key.Kind == KeyKind.Ecdsa))
            throw Refused($"The scheme {scheme} is for another kind of key.");
        if (key.PssOnly is { } identifier)
            CheckBound(identifier, scheme, digest);
        return scheme;
    }

    /// <summary>What a key of this kind has always signed with.</summary>
    public static SignatureScheme Usual(SignerKey key) => key.Kind == KeyKind.Ecdsa ? SignatureScheme.Ecdsa : SignatureScheme.RsaPkcs1;

    /// <summary>What verifies a value made with the scheme.</summary>
    public static SignatureAlgorithm Of(SignatureScheme scheme, SignatureDigest digest) => scheme switch
    {
        SignatureScheme.RsaPkcs1 => new(KeyKind.Rsa, digest.ToHashName()),
        SignatureScheme.RsaPss => new(KeyKind.Rsa, digest.ToHashName(), digest.ToHashName(), digest.Length()),
        SignatureScheme.Ecdsa => new(KeyKind.Ecdsa, digest.ToHashName()),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>Writes the AlgorithmIdentifier of a signature value.</summary>
    public static void Write(AsnWriter writer, SignatureScheme scheme, SignatureDigest digest)
    {
        using (writer.PushSequence())
        {
            switch (scheme)
            {
                case SignatureScheme.RsaPkcs1:
                    writer.WriteObjectIdentifier(Oids.Rsa(digest));
                    writer.WriteNull(); // RFC 5754, 3.2
                    break;
                case SignatureScheme.RsaPss:
                    writer.WriteObjectIdentifier(Oids.RsaPss);
                    WritePssParameters(writer, digest);
                    break;
                default:
                    writer.WriteObjectIdentifier(Oids.Ecdsa(digest)); // parameters absent: RFC 5758, 3.2
                    break;
            }
        }
    }

    /// <summary>RSASSA-PSS-params (RFC 4055, 3.1): everything but the trailer is named, because the defaults are SHA-1.</summary>
    private static void WritePssParameters(AsnWriter writer, SignatureDigest digest)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Field(0)))
            {
                WriteHash(writer, digest);
            }

            using (writer.PushSequence(Field(1)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Mgf1);
                WriteHash(writer, digest);
            }

            using (writer.PushSequence(Field(2)))
            {
                writer.WriteInteger(digest.Length());
            }
        }

        static Asn1Tag Field(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
    }

    /// <summary>RFC 4055, 2.1: here the parameters of a hash are NULL, not absent.</summary>
    private static void WriteHash(AsnWriter writer, SignatureDigest digest)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.OfHash(digest.ToHashName()));
            writer.WriteNull();
        }
    }

    /// <summary>RFC 4055, 1.2 and 3.3: a key under id-RSASSA-PSS signs nothing else, with its own hash and at least its own salt.</summary>
    private static void CheckBound(ReadOnlyMemory<byte> identifier, SignatureScheme scheme, SignatureDigest digest)
    {
        if (scheme != SignatureScheme.RsaPss)
            throw Refused("The certificate binds its key to RSASSA-PSS.");
        try
        {
            var fields = new AsnReader(identifier, AsnEncodingRules.BER).ReadSequence();
            fields.ReadObjectIdentifier();
            if (!fields.HasData)
                return;
            var bound = SignatureAlgorithm.Read(identifier, digest.ToHashName());
            if (bound?.Hash == digest.ToHashName() && bound.PssMask == digest.ToHashName() && bound.PssSalt <= digest.Length())
                return;
        }
        catch (AsnContentException)
        {
            // Parameters that cannot be read cannot be kept either.
        }

        throw Refused($"The certificate binds its key to other parameters of RSASSA-PSS than those with {digest}.");
    }

    private static PdfRefusedException Refused(string detail) => new(PdfRefusal.UnsupportedKey, detail);
}
