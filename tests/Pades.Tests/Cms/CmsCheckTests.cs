using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1.X509;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

public class CmsCheckTests
{
    [Fact]
    public void A_good_signature_passes_and_names_its_signer()
    {
        using var seenByDotNet = X509CertificateLoader.LoadCertificate(TestPki.RsaSigner.Der);

        var result = Check(TestSignatures.Sign(TestPki.RsaSigner));

        result.ShouldSatisfyAllConditions(
            () => result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details)),
            () => result.SubIndication.ShouldBeNull(),
            () => result.Integrity.ShouldBe(Integrity.Intact),
            () => result.Signer.ShouldBe("Nguyễn Thị Phượng"),
            () => result.Email.ShouldBe("phuong@example.vn"),
            () => result.Authority.ShouldBe("CA Thu Nghiem"),
            () => result.SerialNumber.ShouldBe(seenByDotNet.SerialNumber),
            () => result.Level.ShouldBe(PadesLevel.BB),
            () => result.TimestampTime.ShouldBeNull());
    }

    [Fact]
    public void The_email_of_the_subject_is_taken_when_there_is_no_alternative_name() =>
        Check(TestSignatures.Sign(TestPki.EcSigner)).Email.ShouldBe("an@example.vn");

    [Fact]
    public void Without_anchors_nothing_is_believed_but_integrity_is_told()
    {
        var result = Check(TestSignatures.Sign(TestPki.RsaSigner), options: new() { At = TestPki.Now });

        result.ShouldBeIndeterminate(SubIndication.NoCertificateChainFound, Integrity.Intact);
    }

    [Fact]
    public void A_root_of_the_same_name_with_another_key_is_no_anchor()
    {
        var impostor = TestPki.Issue(new(TestPki.Root.Certificate.SubjectDN.ToString()) { IsAuthority = true }, TestPki.Ec());

        Check(TestSignatures.Sign(TestPki.RsaSigner), options: new() { At = TestPki.Now, TrustAnchors = [impostor.Der] })
            .ShouldBeIndeterminate(SubIndication.NoCertificateChainFound, Integrity.Intact);
    }

    [Fact]
    public void A_changed_document_is_a_hash_failure_even_without_anchors()
    {
        var result = CmsCheck.Check(TestSignatures.Sign(TestPki.RsaSigner), TestSignatures.OtherRange, new() { At = TestPki.Now }, null);

        result.ShouldBeFailed(SubIndication.HashFailure);
        result.Signer.ShouldBe("Nguyễn Thị Phượng");
    }

    [Fact]
    public void A_changed_signature_value_is_a_crypto_failure()
    {
        var cms = TestSignatures.Sign(TestPki.RsaSigner);
        cms[^1] ^= 1; // the value stands last

        Check(cms).ShouldBeFailed(SubIndication.SigCryptoFailure);
    }

    [Fact]
    public void Signed_attributes_of_another_signer_are_a_crypto_failure()
    {
        var attributes = SignedAttributes.Build(SHA256.HashData(TestSignatures.Document), TestPki.EcSigner.Der, SignatureDigest.Sha256);
        var raw = TestPki.Stamper.SignHash(SHA256.HashData(attributes), HashAlgorithmName.SHA256);

        Check(CmsBuilder.Assemble(attributes, raw, [TestPki.EcSigner.Der], SignatureDigest.Sha256, null)).ShouldBeFailed(SubIndication.SigCryptoFailure);
    }

    [Fact]
    public void A_certificate_swapped_for_another_with_the_same_key_is_noticed()
    {
        var renewed = TestPki.Issue(new("CN=Người khác,C=VN"), TestPki.EcSigner.Ec!, TestPki.Authority);
        var attributes = SignedAttributes.Build(SHA256.HashData(TestSignatures.Document), TestPki.EcSigner.Der, SignatureDigest.Sha256);
        var raw = TestPki.EcSigner.SignHash(SHA256.HashData(attributes), HashAlgorithmName.SHA256);

        var result = Check(CmsBuilder.Assemble(attributes, raw, [renewed.Der, TestPki.Authority.Der], SignatureDigest.Sha256, null));

        result.ShouldBeIndeterminate(SubIndication.NoSigningCertificateFound, Integrity.Intact);
        result.Level.ShouldBe(PadesLevel.None);
    }

    [Fact]
    public void A_missing_signer_certificate_is_told()
    {
        using var peer = new OpenSsl();
        var cms = OpenSslSign(peer, TestPki.RsaSigner, "-cades", "-nocerts");

        Check(cms).ShouldBeIndeterminate(SubIndication.NoSigningCertificateFound, Integrity.Broken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("3003020101")]
    [InlineData("300B06092A864886F70D010701")]
    public void What_is_not_a_cms_is_a_format_failure(string hex) => Check(Convert.FromHexString(hex)).ShouldBeFailed(SubIndication.FormatFailure);

    [Fact]
    public void Padding_with_zeros_is_fine_and_other_bytes_are_not()
    {
        var cms = TestSignatures.Sign(TestPki.RsaSigner);

        Check([.. cms, .. new byte[5000]]).Indication.ShouldBe(Indication.TotalPassed);
        Check([.. cms, .. new byte[50], 1]).ShouldBeFailed(SubIndication.FormatFailure);
    }

    [Fact]
    public void Indefinite_lengths_are_read()
    {
        var info = new AsnReader(TestSignatures.Sign(TestPki.RsaSigner), AsnEncodingRules.DER).ReadSequence();
        var type = info.ReadEncodedValue().ToArray();
        var data = info.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)).ReadSequence();
        var parts = new List<byte>();
        while (data.HasData) parts.AddRange(data.ReadEncodedValue().ToArray());

        var result = Check([0x30, 0x80, .. type, 0xA0, 0x80, 0x30, 0x80, .. parts, 0, 0, 0, 0, 0, 0]);

        result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details));
        result.Level.ShouldBe(PadesLevel.BB);
    }

    [Fact]
    public void Openssl_streams_with_a_constructed_octet_string_are_read()
    {
        using var peer = new OpenSsl();
        var cms = OpenSslSign(peer, TestPki.RsaSigner, CryptographicOperations.HashData(HashAlgorithmName.SHA1, TestSignatures.Document), "-nodetach", "-stream");

        cms[1].ShouldBe((byte)0x80, "openssl wrote indefinite lengths");
        CmsCheck.Check(cms, TestSignatures.Range, TestPki.Options(), null, CmsContent.EncapsulatedSha1).Integrity.ShouldBe(Integrity.Intact);
    }

    [Theory]
    [InlineData("-md", "sha256", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32")]
    [InlineData("-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20")]
    [InlineData("-md", "sha384", "-keyid")]
    [InlineData("-md", "sha256", "-noattr")]
    public void Openssl_signatures_of_other_kinds_pass(params string[] arguments)
    {
        using var peer = new OpenSsl();
        var cms = OpenSslSign(peer, TestPki.RsaSigner, arguments);

        var result = Check(cms);
        result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details));
        result.Level.ShouldBe(PadesLevel.None);
        CmsCheck.Check(cms, TestSignatures.OtherRange, TestPki.Options(), null).Indication.ShouldBe(Indication.TotalFailed);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("md5")]
    [InlineData("sha224")]
    public void Weak_and_unknown_digests_are_not_accepted(string digest)
    {
        using var peer = new OpenSsl();

        Check(OpenSslSign(peer, TestPki.RsaSigner, "-md", digest))
            .ShouldBeIndeterminate(
                digest == "md5" ? SubIndication.CryptoConstraintsFailure : SubIndication.CryptoConstraintsFailureNoPoe,
                digest == "md5" ? Integrity.Broken : Integrity.Intact);
    }

    [Fact]
    public void A_short_rsa_key_is_not_accepted()
    {
        var weak = TestPki.Issue(new("CN=Khoá ngắn"), TestPki.Rsa(1024), TestPki.Authority);

        Check(TestSignatures.Sign(weak)).ShouldBeIndeterminate(SubIndication.CryptoConstraintsFailureNoPoe, Integrity.Intact);
    }

    [Fact]
    public void Two_signers_and_no_signer_are_refused()
    {
        using var peer = new OpenSsl();
        var two = OpenSslSign(peer, TestPki.RsaSigner, "-signer", peer.Write("b.pem", TestPki.EcSigner.CertificatePem()), "-inkey", peer.Write("b.key", TestPki.EcSigner.KeyPem()));
        peer.Write("c.pem", TestPki.RsaSigner.CertificatePem());
        peer.Run("crl2pkcs7", "-nocrl", "-certfile", "c.pem", "-outform", "DER", "-out", "none.der").Code.ShouldBe(0);

        Check(two).ShouldBeFailed(SubIndication.FormatFailure);
        Check(peer.Read("none.der")).ShouldBeFailed(SubIndication.FormatFailure);
    }

    [Fact]
    public void Encapsulated_content_is_refused_when_the_signature_should_be_detached()
    {
        using var peer = new OpenSsl();

        Check(OpenSslSign(peer, TestPki.RsaSigner, "-nodetach")).ShouldBeFailed(SubIndication.FormatFailure);
    }

    [Fact]
    public void The_old_form_with_an_encapsulated_sha1_digest_is_verified_but_not_accepted()
    {
        using var peer = new OpenSsl();
        var cms = OpenSslSign(peer, TestPki.RsaSigner, CryptographicOperations.HashData(HashAlgorithmName.SHA1, TestSignatures.Document), "-nodetach");

        CmsCheck.Check(cms, TestSignatures.Range, TestPki.Options(), null, CmsContent.EncapsulatedSha1)
            .ShouldBeIndeterminate(SubIndication.CryptoConstraintsFailureNoPoe, Integrity.Intact);
        CmsCheck.Check(cms, TestSignatures.OtherRange, TestPki.Options(), null, CmsContent.EncapsulatedSha1)
            .ShouldBeFailed(SubIndication.HashFailure);
        CmsCheck.Check(TestSignatures.Sign(TestPki.RsaSigner), TestSignatures.Range, TestPki.Options(), null, CmsContent.EncapsulatedSha1)
            .SubIndication.ShouldBe(SubIndication.SignedDataNotFound);
    }

    [Fact]
    public void A_signer_must_be_allowed_to_sign()
    {
        var encipherOnly = TestPki.Issue(new("CN=Chỉ mã hoá") { Usage = KeyUsage.KeyEncipherment }, TestPki.Ec(), TestPki.Authority);

        Check(TestSignatures.Sign(encipherOnly)).ShouldBeIndeterminate(SubIndication.ChainConstraintsFailure, Integrity.Intact);
    }

    [Theory]
    [InlineData(false, KeyUsage.KeyCertSign)]
    [InlineData(true, KeyUsage.DigitalSignature)]
    public void An_issuer_must_be_an_authority_that_may_sign_certificates(bool isAuthority, int usage)
    {
        var issuer = TestPki.Issue(new("CN=Không phải CA") { IsAuthority = isAuthority, Usage = usage }, TestPki.Ec(), TestPki.Authority);
        var signer = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), issuer);

        Check(TestSignatures.Sign(signer, chain: [signer.Der, issuer.Der, TestPki.Authority.Der]))
            .ShouldBeIndeterminate(SubIndication.ChainConstraintsFailure, Integrity.Intact);
    }

    [Fact]
    public void Keys_on_a_curve_of_ones_own_making_are_not_accepted()
    {
        var parameters = TestPki.EcSigner.Ec!.ExportExplicitParameters(includePrivateParameters: true);
        using var key = ECDsa.Create(parameters);

        SignerKey.Read(key.ExportSubjectPublicKeyInfo()).Kind.ShouldBe(KeyKind.Unsupported);
    }

    [Fact]
    public void A_broken_anchor_is_a_mistake_of_the_caller() =>
        Should.Throw<ArgumentException>(() => Check(TestSignatures.Sign(TestPki.RsaSigner), options: new() { At = TestPki.Now, TrustAnchors = [[1, 2, 3]] }));

    [Fact]
    public void What_the_range_digest_throws_passes_through() =>
        Should.Throw<IOException>(() => CmsCheck.Check(TestSignatures.Sign(TestPki.RsaSigner), _ => throw new IOException("disk"), TestPki.Options(), null));

    private static CmsResult Check(byte[] cms, ValidationOptions? options = null) =>
        CmsCheck.Check(cms, TestSignatures.Range, options ?? TestPki.Options(), claimedTime: null);

    private static byte[] OpenSslSign(OpenSsl peer, Identity signer, params string[] arguments) => OpenSslSign(peer, signer, TestSignatures.Document, arguments);

    private static byte[] OpenSslSign(OpenSsl peer, Identity signer, byte[] content, params string[] arguments)
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        peer.Write("content", content);
        peer.Write("signer.pem", signer.CertificatePem());
        peer.Write("signer.key", signer.KeyPem());
        peer.Write("chain.pem", TestPki.Authority.CertificatePem());
        var (code, output) = peer.Run(["cms", "-sign", "-binary", "-in", "content", "-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "chain.pem",
            "-nosmimecap", "-outform", "DER", "-out", "signed.der", .. arguments]);
        code.ShouldBe(0, output);
        return peer.Read("signed.der");
    }
}

internal static class CmsResultAssertions
{
    public static void ShouldBeFailed(this CmsResult result, SubIndication sub) =>
        (result.Indication, result.SubIndication, result.Integrity).ShouldBe((Indication.TotalFailed, sub, Integrity.Broken), string.Join(' ', result.Details));

    public static void ShouldBeIndeterminate(this CmsResult result, SubIndication sub, Integrity integrity) =>
        (result.Indication, result.SubIndication, result.Integrity).ShouldBe((Indication.Indeterminate, sub, integrity), string.Join(' ', result.Details));
}
