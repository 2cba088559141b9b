using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Kinds of keys that can verify.</summary>
internal enum KeyKind
{
    /// <summary>RSA, also when the certificate restricts it to PSS.</summary>
    Rsa,

    /// <summary>ECDSA on a named NIST or Brainpool curve.</summary>
    Ecdsa,

    /// <summary>Anything else, also EC keys with explicit parameters, which let an attacker choose the generator.</summary>
    Unsupported,
}

/// <summary>A public key taken from a certificate.</summary>
internal sealed class SignerKey
{
    private const int LargestRsaBits = 16384;

    /// <summary>NIST curves, and those of RFC 5639 (Brainpool) where the system's OpenSSL has them.</summary>
    private static readonly Dictionary<string, int> Curves = new()
    {
        ["1.2.840.10045.3.1.1"] = 192,
        ["1.3.132.0.33"] = 224,
        ["1.2.840.10045.3.1.7"] = 256,
        ["1.3.132.0.34"] = 384,
        ["1.3.132.0.35"] = 521,
        ["1.3.36.3.3.2.8.1.1.5"] = 224,
        ["1.3.36.3.3.2.8.1.1.6"] = 224,
        ["1.3.36.3.3.2.8.1.1.7"] = 256,
        ["1.3.36.3.3.2.8.1.1.8"] = 256,
        ["1.3.36.3.3.2.8.1.1.9"] = 320,
        ["1.3.36.3.3.2.8.1.1.10"] = 320,
        ["1.3.36.3.3.2.8.1.1.11"] = 384,
        ["1.3.36.3.3.2.8.1.1.12"] = 384,
        ["1.3.36.3.3.2.8.1.1.13"] = 512,
        ["1.3.36.3.3.2.8.1.1.14"] = 512,
    };

    private readonly RSAParameters rsa;
    private readonly ECParameters ec;

    private SignerKey(KeyKind kind, int bits, string? curve = null, RSAParameters rsa = default, ECParameters ec = default) =>
        (Kind, Bits, Curve, this.rsa, this.ec) = (kind, bits, curve, rsa, ec);

    /// <summary>The AlgorithmIdentifier of a key that may only be used with RSASSA-PSS (RFC 4055, 1.2); null for every other key.</summary>
    public ReadOnlyMemory<byte>? PssOnly { get; private init; }

    /// <summary>What kind of key.</summary>
    public KeyKind Kind { get; }

    /// <summary>Length of the modulus or of the curve's field in bits.</summary>
    public int Bits { get; }

    /// <summary>Object identifier of the curve; null for RSA.</summary>
    public string? Curve { get; }

    /// <summary>On a curve of FIPS 186, not on one of RFC 5639.</summary>
    public bool IsOnNistCurve => Curve?.StartsWith("1.3.36.", StringComparison.Ordinal) == false;

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
                case KeyKind.Rsa when name == Digests.Sha224 || !Digests.HasNative(name):
                    return RsaValue.IsPkcs1(rsa, hash, signature, name);

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

    /// <summary>Verifies an RSASSA-PSS signature with any salt length and mask digest; .NET's own check knows only the usual ones.</summary>
    public bool VerifyPss(byte[] hash, ReadOnlySpan<byte> signature, HashAlgorithmName name, HashAlgorithmName mask, int saltLength)
    {
        if (Kind != KeyKind.Rsa) return false;
        if (mask != name || saltLength != hash.Length || !Digests.HasNative(name))
            return RsaValue.IsPss(rsa, Bits, hash, signature, name, mask, saltLength);
        try
        {
            using var key = RSA.Create(rsa);
            return key.VerifyHash(hash, signature, name, RSASignaturePadding.Pss);
        }
        catch (CryptographicException)
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
        // With an exponent of 1 the value would be the padded digest itself (RFC 8017, 3.1: at least 3).
        if (bits > LargestRsaBits || modulus.IsEven || exponent.IsEven || exponent < 3)
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
        if (!Curves.TryGetValue(curve, out var bits)) return new(KeyKind.Unsupported, 0);
        var info = new AsnReader(publicKeyInfo, AsnEncodingRules.BER).ReadSequence();
        info.ReadEncodedValue(); // algorithm
        var point = info.ReadBitString(out _);
        var length = (bits + 7) / 8;
        // Uncompressed (SEC 1, 2.3.3), as almost always; .NET checks that the point lies on the curve.
        var (x, y) = point.Length == 1 + (2 * length) && point[0] == 4
            ? (point[1..(1 + length)], point[(1 + length)..])
            : Decompress(publicKeyInfo);
        return new(KeyKind.Ecdsa, bits, curve, ec: new ECParameters { Curve = ECCurve.CreateFromValue(curve), Q = new ECPoint { X = x, Y = y } });
    }

    private static (byte[] X, byte[] Y) Decompress(ReadOnlyMemory<byte> publicKeyInfo)
    {
        var point = ((ECPublicKeyParameters)PublicKeyFactory.CreateKey(publicKeyInfo.ToArray())).Q.Normalize();
        return (point.AffineXCoord.GetEncoded(), point.AffineYCoord.GetEncoded());
    }
}
