using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Kinds of keys that can verify.</summary>
internal enum KeyKind
{
    /// <summary>RSA, also when the certificate restricts it to PSS.</summary>
    Rsa,

    /// <summary>ECDSA on a named NIST curve.</summary>
    Ecdsa,

    /// <summary>Anything else, also EC keys with explicit parameters, which let an attacker choose the generator.</summary>
    Unsupported,
}

/// <summary>A public key taken from a certificate.</summary>
internal sealed class SignerKey
{
    private const int LargestRsaBits = 16384;

    private static readonly Dictionary<string, int> NistCurves = new()
    {
        ["1.2.840.10045.3.1.1"] = 192,
        ["1.3.132.0.33"] = 224,
        ["1.2.840.10045.3.1.7"] = 256,
        ["1.3.132.0.34"] = 384,
        ["1.3.132.0.35"] = 521,
    };

    private readonly RSAParameters rsa;
    private readonly ECParameters ec;

    private SignerKey(KeyKind kind, int bits, RSAParameters rsa = default, ECParameters ec = default) =>
        (Kind, Bits, this.rsa, this.ec) = (kind, bits, rsa, ec);

    /// <summary>The AlgorithmIdentifier of a key that may only be used with RSASSA-PSS (RFC 4055, 1.2); null for every other key.</summary>
    public ReadOnlyMemory<byte>? PssOnly { get; private init; }

    /// <summary>What kind of key.</summary>
    public KeyKind Kind { get; }

    /// <summary>Length of the modulus or of the curve's field in bits.</summary>
    public int Bits { get; }

    /// <summary>Length of r and of s in bytes.</summary>
    public int FieldBytes => (Bits + 7) / 8;

    /// <summary>Reads a SubjectPublicKeyInfo.</summary>
    /// <remarks>Never throws; what cannot be read is <see cref="KeyKind.Unsupported"/>.</remarks>
    public static SignerKey Read(ReadOnlyMemory<byte> publicKeyInfo)
    {
        try
        {
            var info = new AsnReader(publicKeyInfo, AsnEncodingRules.BER).ReadSequence();
            var algorithm = info.ReadSequence();
            return algorithm.ReadObjectIdentifier() switch
            {
                Oids.RsaEncryption or Oids.RsaPss => ReadRsa(publicKeyInfo),
                Oids.EcPublicKey when algorithm.HasData && algorithm.PeekTag() == Asn1Tag.ObjectIdentifier =>
                    ReadEc(publicKeyInfo, algorithm.ReadObjectIdentifier()),
                _ => new(KeyKind.Unsupported, 0),
            };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new(KeyKind.Unsupported, 0);
        }
    }

    /// <summary>Verifies an RSA PKCS#1 v1.5 or a DER-encoded ECDSA signature over a digest.</summary>
    /// <returns>False for every value that does not verify, malformed ones included.</returns>
    public bool VerifyHash(byte[] hash, ReadOnlySpan<byte> signature, HashAlgorithmName name)
    {
        try
        {
            switch (Kind)
            {
                case KeyKind.Rsa:
                    using (var key = RSA.Create(rsa))
                    {
                        return key.VerifyHash(hash, signature, name, RSASignaturePadding.Pkcs1);
                    }

                case KeyKind.Ecdsa:
                    using (var key = ECDsa.Create(ec))
                    {
                        return key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
                    }

                default:
                    return false;
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Verifies an RSASSA-PSS signature; .NET's own check, the quicker one, knows only a salt as long as the digest.</summary>
    public bool VerifyPss(byte[] hash, ReadOnlySpan<byte> signature, HashAlgorithmName name, HashAlgorithmName mask, int saltLength)
    {
        if (Kind != KeyKind.Rsa || saltLength < 0 || saltLength + hash.Length + 2 > (Bits + 6) / 8) return false;
        try
        {
            if (mask == name && saltLength == hash.Length)
            {
                using var key = RSA.Create(rsa);
                return key.VerifyHash(hash, signature, name, RSASignaturePadding.Pss);
            }

            var signer = PssSigner.CreateRawSigner(
                new RsaEngine(), DigestUtilities.GetDigest(name.Name), DigestUtilities.GetDigest(mask.Name), saltLength, PssSigner.TrailerImplicit);
            signer.Init(forSigning: false, new RsaKeyParameters(
                isPrivate: false, new BigInteger(1, rsa.Modulus!), new BigInteger(1, rsa.Exponent!)));
            signer.BlockUpdate(hash);
            return signer.VerifySignature(signature.ToArray());
        }
        catch (Exception exception) when (exception is CryptoException or CryptographicException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// RFC 8017, A.1.1. Read here: .NET does not take keys under id-RSASSA-PSS, and BouncyCastle spends tens of milliseconds on asking
    /// whether each modulus may be prime.
    /// </summary>
    private static SignerKey ReadRsa(ReadOnlyMemory<byte> publicKeyInfo)
    {
        var info = new AsnReader(publicKeyInfo, AsnEncodingRules.BER).ReadSequence();
        var algorithm = info.ReadEncodedValue();
        var key = new AsnReader(info.ReadBitString(out _), AsnEncodingRules.BER).ReadSequence();
        // Certificates exist whose modulus lacks the leading zero and would be negative; it is meant without a sign.
        var modulus = new System.Numerics.BigInteger(key.ReadIntegerBytes().Span, isUnsigned: true, isBigEndian: true);
        var exponent = new System.Numerics.BigInteger(key.ReadIntegerBytes().Span, isUnsigned: true, isBigEndian: true);
        var bits = modulus.GetBitLength();
        if (bits > LargestRsaBits || modulus.IsEven || exponent.IsEven)
            return new(KeyKind.Unsupported, 0);
        return new(KeyKind.Rsa, (int)bits, rsa: new RSAParameters
        {
            Modulus = modulus.ToByteArray(isUnsigned: true, isBigEndian: true),
            Exponent = exponent.ToByteArray(isUnsigned: true, isBigEndian: true),
        })
        {
            PssOnly = new AsnReader(algorithm, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier() == Oids.RsaPss
                ? algorithm : default(ReadOnlyMemory<byte>?),
        };
    }

    private static SignerKey ReadEc(ReadOnlyMemory<byte> publicKeyInfo, string curve)
    {
        if (!NistCurves.TryGetValue(curve, out var bits) || PublicKeyFactory.CreateKey(publicKeyInfo.ToArray()) is not ECPublicKeyParameters key)
            return new(KeyKind.Unsupported, 0);
        var point = key.Q.Normalize();
        return new(KeyKind.Ecdsa, bits, ec: new ECParameters
        {
            Curve = ECCurve.CreateFromValue(curve),
            Q = new ECPoint { X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded() },
        });
    }
}
