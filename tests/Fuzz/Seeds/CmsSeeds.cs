using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Tests.Cms;

namespace KonTum.Tthc.Fuzz.Seeds;

/// <summary>Signatures and tokens of the test authority.</summary>
internal static class CmsSeeds
{
    public static IEnumerable<byte[]> Signatures() =>
    [
        TestSignatures.Sign(TestPki.EcSigner),
        TestSignatures.Sign(TestPki.RsaSigner, SignatureDigest.Sha512),
        TestSignatures.Sign(TestPki.EcSigner, stamp: value => TestSignatures.Stamp(value, TestPki.Now)),
    ];

    public static IEnumerable<byte[]> Tokens() => [TestSignatures.Stamp([1, 2, 3], TestPki.Now)];
}
