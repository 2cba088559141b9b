using System.Formats.Asn1;
using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>How a signature value was made.</summary>
/// <param name="Kind">The kind of key it needs.</param>
/// <param name="Hash">The digest that was signed.</param>
/// <param name="PssMask">Digest of the mask generation when it is RSASSA-PSS, else null.</param>
/// <param name="PssSalt">Length of the PSS salt in bytes.</param>
internal sealed record SignatureAlgorithm(KeyKind Kind, HashAlgorithmName Hash, HashAlgorithmName? PssMask = null, int PssSalt = 0)
{
    /// <summary>Reads an AlgorithmIdentifier.</summary>
    /// <param name="encoded">The AlgorithmIdentifier.</param>
    /// <param name="digest">The signer's digest algorithm, for identifiers that name only the kind of key.</param>
    /// <returns>Null for an algorithm we do not know.</returns>
    /// <exception cref="AsnContentException">Malformed.</exception>
    public static SignatureAlgorithm? Read(ReadOnlyMemory<byte> encoded, HashAlgorithmName digest)
    {
        var identifier = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        var oid = identifier.ReadObjectIdentifier();
        return oid switch
        {
            Oids.RsaEncryption => new(KeyKind.Rsa, digest),
            Oids.EcPublicKey => new(KeyKind.Ecdsa, digest),
            Oids.RsaPss => ReadPss(identifier),
            _ when Oids.RsaSignatureHash(oid) is { } hash => new(KeyKind.Rsa, hash),
            _ when Oids.EcdsaSignatureHash(oid) is { } hash => new(KeyKind.Ecdsa, hash),
            _ => null,
        };
    }

    /// <summary>Whether the value is a signature over the bytes.</summary>
    public bool Verify(SignerKey key, ReadOnlySpan<byte> signedBytes, ReadOnlySpan<byte> signature) =>
        VerifyHash(key, Digests.Hash(Hash, signedBytes), signature);

    /// <summary>Whether the value is a signature over bytes with this digest.</summary>
    public bool VerifyHash(SignerKey key, byte[] hash, ReadOnlySpan<byte> signature) =>
        key.Kind == Kind && Kind != KeyKind.Unsupported
        && (PssMask is { } mask ? key.VerifyPss(hash, signature, Hash, mask, PssSalt) : key.VerifyHash(hash, signature, Hash));

    /// <summary>RSASSA-PSS-params (RFC 8017, A.2.3); every field has a default.</summary>
    private static SignatureAlgorithm? ReadPss(AsnReader identifier)
    {
        HashAlgorithmName? hash = HashAlgorithmName.SHA1;
        HashAlgorithmName? mask = HashAlgorithmName.SHA1;
        var salt = 20;
        if (identifier.HasData)
        {
            var parameters = identifier.ReadSequence();
            while (parameters.HasData)
            {
                var tag = parameters.PeekTag();
                var field = parameters.ReadSequence(tag);
                switch (tag.TagValue)
                {
                    case 0:
                        hash = Oids.Hash(field.ReadSequence().ReadObjectIdentifier());
                        break;
                    case 1:
                        var generator = field.ReadSequence();
                        mask = generator.ReadObjectIdentifier() == Oids.Mgf1 ? Oids.Hash(generator.ReadSequence().ReadObjectIdentifier()) : null;
                        break;
                    case 2:
                        if (!field.TryReadInt32(out salt)) return null;
                        break;
                    default:
                        if (!field.TryReadInt32(out var trailer) || trailer != 1) return null;
                        break;
                }
            }
        }

        return hash is { } known && mask is { } knownMask ? new(KeyKind.Rsa, known, knownMask, salt) : null;
    }
}
