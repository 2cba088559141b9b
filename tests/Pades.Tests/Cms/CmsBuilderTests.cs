using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

public class CmsBuilderTests
{
    public static TheoryData<string, SignatureDigest, bool> Keys => new()
    {
        { "rsa", SignatureDigest.Sha256, false },
        { "rsa", SignatureDigest.Sha512, false },
        { "P-256", SignatureDigest.Sha256, false },
        { "P-256", SignatureDigest.Sha256, true },
        { "P-384", SignatureDigest.Sha384, true },
        { "P-521", SignatureDigest.Sha512, true },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void OpenSsl_verifies_what_was_assembled_and_refuses_another_document(string kind, SignatureDigest digest, bool p1363)
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        using var peer = new OpenSsl();
        var signer = SignerFor(kind);
        var cms = peer.Write("s.der", TestSignatures.Sign(signer, digest, p1363));
        var root = peer.Write("root.pem", TestPki.Root.CertificatePem());
        var content = peer.Write("content", TestSignatures.Document);
        var other = peer.Write("other", "something else");
        string[] Arguments(string file) =>
            ["cms", "-verify", "-inform", "DER", "-in", cms, "-binary", "-content", file, "-CAfile", root, "-cades",
                "-purpose", "any", "-attime", TestPki.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "-out", "out"];

        var good = peer.Run(Arguments(content));
        var bad = peer.Run(Arguments(other));

        good.Code.ShouldBe(0, good.Output);
        good.Output.ShouldContain("CAdES Verification successful");
        bad.Code.ShouldNotBe(0);
        CmsCheck.Check(File.ReadAllBytes(cms), TestSignatures.Range, TestPki.Options(), null).Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public void OpenSsl_sees_the_three_attributes_and_no_signing_time()
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        using var peer = new OpenSsl();
        var attributes = SignedAttributes.Build(SHA256.HashData(TestSignatures.Document), TestPki.RsaSigner.Der, SignatureDigest.Sha256);

        var (code, text) = peer.Run("asn1parse", "-inform", "DER", "-in", peer.Write("a.der", attributes));

        code.ShouldBe(0, text);
        text.ShouldContain("contentType");
        text.ShouldContain("messageDigest");
        text.ShouldContain("id-smime-aa-signingCertificateV2");
        text.ShouldNotContain("signingTime");
        new AsnReader(attributes, AsnEncodingRules.DER).ReadSetOf().PeekTag().ShouldBe(Asn1Tag.Sequence); // DER order is checked by the reader
    }

    [Fact]
    public void A_digest_of_the_wrong_length_is_refused() =>
        Should.Throw<ArgumentException>(() => SignedAttributes.Build(new byte[20], TestPki.RsaSigner.Der, SignatureDigest.Sha256));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Raw_signatures_verify_only_for_their_attributes_key_and_digest(string kind, SignatureDigest digest, bool p1363)
    {
        var signer = SignerFor(kind);
        var attributes = SignedAttributes.Build(digest.Hash(TestSignatures.Document), signer.Der, digest);
        var raw = signer.SignHash(digest.Hash(attributes), digest.ToHashName(), p1363);
        var changed = attributes.ToArray();
        changed[^1] ^= 1;
        var broken = raw.ToArray();
        broken[^1] ^= 1;

        RawSignature.Verify(signer.Der, attributes, digest, raw).ShouldBeTrue();
        RawSignature.Verify(signer.Der, changed, digest, raw).ShouldBeFalse();
        RawSignature.Verify(signer.Der, attributes, digest, broken).ShouldBeFalse();
        RawSignature.Verify(signer.Der, attributes, digest, Array.Empty<byte>()).ShouldBeFalse();
        RawSignature.Verify((kind == "rsa" ? TestPki.Stamper : TestPki.EcSigner).Der, attributes, digest, raw).ShouldBeFalse();
    }

    [Property(MaxTest = 60)]
    public void What_was_assembled_is_read_back(byte[] content, bool useRsa, bool p1363, byte digestChoice)
    {
        var digest = (SignatureDigest)(digestChoice % 3);
        var signer = useRsa ? TestPki.RsaSigner : TestPki.EcSigner;
        var attributes = SignedAttributes.Build(digest.Hash(content), signer.Der, digest);
        var raw = signer.SignHash(digest.Hash(attributes), digest.ToHashName(), p1363);
        var cms = CmsBuilder.Assemble(attributes, raw, [signer.Der, TestPki.Authority.Der], digest, timestampToken: null);

        var document = CmsDocument.Parse(cms);
        document.Signers.Single().Signature.ShouldBe(RawSignature.Normalise(signer.Der, raw));
        document.Certificates.Select(certificate => certificate.GetEncoded())
            .ShouldBe([signer.Der, TestPki.Authority.Der], ignoreOrder: true);
        var result = CmsCheck.Check(cms, name => CryptographicOperations.HashData(name, content), TestPki.Options(), null);
        result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details));
        result.Level.ShouldBe(PadesLevel.BB);
    }

    private static Identity SignerFor(string kind) => kind switch
    {
        "rsa" => TestPki.RsaSigner,
        "P-384" => TestPki.Issue(new("CN=P384"), TestPki.Ec(ECCurve.NamedCurves.nistP384), TestPki.Authority),
        "P-521" => TestPki.Issue(new("CN=P521"), TestPki.Ec(ECCurve.NamedCurves.nistP521), TestPki.Authority),
        _ => TestPki.Issue(new("CN=P256"), TestPki.Ec(), TestPki.Authority),
    };
}
