using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>Signatures over a text, made in the two phases of the product.</summary>
internal static class TestSignatures
{
    public static readonly byte[] Document = Encoding.UTF8.GetBytes("Tờ khai đăng ký khai sinh");

    public static Func<HashAlgorithmName, byte[]> Range { get; } = name => Digests.Hash(name, Document);

    public static Func<HashAlgorithmName, byte[]> OtherRange { get; } = name => Digests.Hash(name, [1, 2, 3]);

    public static byte[] Sign(
        Identity signer, SignatureDigest digest = SignatureDigest.Sha256, bool p1363 = false, Func<byte[], byte[]>? stamp = null, IReadOnlyList<byte[]>? chain = null)
    {
        var attributes = SignedAttributes.Build(digest.Hash(Document), signer.Der, digest);
        var raw = signer.SignHash(digest.Hash(attributes), digest.ToHashName(), p1363);
        return CmsBuilder.Assemble(
            attributes, raw, chain ?? [signer.Der, TestPki.Authority.Der], digest, stamp?.Invoke(RawSignature.Normalise(signer.Der, raw)));
    }

    /// <summary>A token of the test authority over some bytes.</summary>
    public static byte[] Stamp(byte[] stamped, DateTimeOffset time, Identity? authority = null)
    {
        var generator = new TimeStampRequestGenerator();
        generator.SetCertReq(true);
        var request = generator.Generate(TspAlgorithms.Sha256, SHA256.HashData(stamped), BigInteger.Ten);
        return Generator(authority ?? TestPki.Stamper).Generate(request, BigInteger.One, time.UtcDateTime).GetEncoded();
    }

    public static TimeStampTokenGenerator Generator(Identity authority)
    {
        var generator = new TimeStampTokenGenerator(authority.Keys.Private, authority.Certificate, TspAlgorithms.Sha256, "1.2.3.4.1");
        generator.SetCertificates(CollectionUtilities.CreateStore<X509Certificate>([authority.Certificate, TestPki.Authority.Certificate]));
        return generator;
    }
}
