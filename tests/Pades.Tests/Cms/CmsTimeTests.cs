using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1.X509;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>Which time counts, and what proves it.</summary>
public class CmsTimeTests
{
    private static readonly DateTimeOffset SignerEnd = TestPki.Now.AddMonths(1);

    private static readonly Identity ShortSigner = TestPki.Issue(
        new("CN=Chứng thư ngắn") { From = TestPki.Now.AddMonths(-1), To = SignerEnd }, TestPki.Ec(), TestPki.Authority);

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void Out_of_time_without_proof_is_undecided(int months)
    {
        var result = Check(TestSignatures.Sign(ShortSigner), TestPki.Now.AddMonths(months));

        result.ShouldBeIndeterminate(SubIndication.OutOfBoundsNoPoe, Integrity.Intact);
    }

    [Fact]
    public void A_timestamp_from_the_life_of_the_certificate_proves_it()
    {
        var result = Check(Stamped(TestPki.Now), TestPki.Now.AddMonths(6));

        result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details));
        result.TimestampTime.ShouldBe(TestPki.Now);
        result.Level.ShouldBe(PadesLevel.BT);
    }

    /// <summary>It proves that the signature is not younger than it; whether it is older than the end of the certificate stays open.</summary>
    [Fact]
    public void A_timestamp_after_the_end_does_not_prove_that_it_was_in_time() =>
        Check(Stamped(TestPki.Now.AddMonths(2)), TestPki.Now.AddMonths(6)).ShouldBeIndeterminate(SubIndication.OutOfBoundsNoPoe, Integrity.Intact);

    [Fact]
    public void A_timestamp_before_the_begin_proves_that_it_was_too_early() =>
        Check(Stamped(TestPki.Now.AddMonths(-3)), TestPki.Now).SubIndication.ShouldBe(SubIndication.NotYetValid);

    [Fact]
    public void A_timestamp_of_an_unknown_authority_proves_nothing()
    {
        var root = TestPki.Issue(new("CN=Lạ") { IsAuthority = true, Usage = KeyUsage.KeyCertSign }, TestPki.Ec());
        var stranger = TestPki.Issue(new("CN=TSA lạ") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping] }, TestPki.Rsa(2048), root);
        var cms = TestSignatures.Sign(ShortSigner, stamp: value => TestSignatures.Stamp(value, TestPki.Now, stranger));

        var result = Check(cms, TestPki.Now.AddMonths(6));

        result.ShouldBeIndeterminate(SubIndication.OutOfBoundsNoPoe, Integrity.Intact);
        result.TimestampTime.ShouldBeNull();
        result.Level.ShouldBe(PadesLevel.BT, "the level is about the format");
        CmsCheck.Check(cms, TestSignatures.Range, TestPki.Options(TestPki.Now.AddMonths(6)) with { TimestampTrustAnchors = [root.Der] }, null)
            .Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public void A_timestamp_over_another_signature_proves_nothing()
    {
        var cms = TestSignatures.Sign(ShortSigner, stamp: _ => TestSignatures.Stamp([1, 2, 3], TestPki.Now));

        var result = Check(cms, TestPki.Now.AddMonths(6));

        result.ShouldBeIndeterminate(SubIndication.OutOfBoundsNoPoe, Integrity.Intact);
        result.Level.ShouldBe(PadesLevel.BB);
    }

    [Fact]
    public void A_timestamp_by_a_certificate_for_another_purpose_proves_nothing()
    {
        var wrong = TestPki.Issue(new("CN=Sai mục đích") { Usage = KeyUsage.DigitalSignature }, TestPki.Rsa(2048), TestPki.Authority);
        Should.Throw<Exception>(() => TestSignatures.Stamp([1], TestPki.Now, wrong)); // BouncyCastle's generator refuses; so make it by hand:
        var both = TestPki.Issue(
            new("CN=Hai mục đích") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping, KeyPurposeID.id_kp_clientAuth] },
            TestPki.Rsa(2048), TestPki.Authority);

        KonTum.Tthc.Pades.Timestamps.TimestampToken.IsForTimeStamping(TestPki.Stamper.Certificate).ShouldBeTrue();
        KonTum.Tthc.Pades.Timestamps.TimestampToken.IsForTimeStamping(wrong.Certificate).ShouldBeFalse();
        KonTum.Tthc.Pades.Timestamps.TimestampToken.IsForTimeStamping(both.Certificate).ShouldBeFalse();
    }

    [Fact]
    public void A_timestamp_from_the_future_of_the_validation_is_not_used() =>
        Check(Stamped(TestPki.Now.AddMonths(3)), TestPki.Now).TimestampTime.ShouldBeNull();

    [Fact]
    public void Sha1_is_believed_when_a_timestamp_proves_that_it_is_old_enough()
    {
        var then = new DateTimeOffset(2012, 5, 1, 0, 0, 0, TimeSpan.Zero);
        AlgorithmPolicy.Default.EndOf(System.Security.Cryptography.HashAlgorithmName.SHA1).ShouldBeInRange(then, TestPki.Now);
        AlgorithmPolicy.Default.EndOf(System.Security.Cryptography.HashAlgorithmName.MD5).ShouldBe(DateTimeOffset.MinValue);
        AlgorithmPolicy.Default.EndOf(System.Security.Cryptography.HashAlgorithmName.SHA256).ShouldBe(DateTimeOffset.MaxValue);
    }

    [Fact]
    public void A_document_timestamp_is_judged_like_a_signature()
    {
        var token = TestSignatures.Stamp(TestSignatures.Document, TestPki.Now);

        var good = CmsCheck.CheckDocumentTimestamp((byte[])[.. token, 0, 0, 0], TestSignatures.Range, TestPki.Options());
        good.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', good.Details));
        good.TimestampTime.ShouldBe(TestPki.Now);
        good.Signer.ShouldBe("TSA Thu Nghiem");
        CmsCheck.CheckDocumentTimestamp(token, TestSignatures.OtherRange, TestPki.Options()).ShouldBeFailed(SubIndication.HashFailure);
        CmsCheck.CheckDocumentTimestamp(token, TestSignatures.Range, new() { At = TestPki.Now })
            .ShouldBeIndeterminate(SubIndication.NoCertificateChainFound, Integrity.Intact);
        CmsCheck.CheckDocumentTimestamp(TestSignatures.Sign(TestPki.RsaSigner), TestSignatures.Range, TestPki.Options()).ShouldBeFailed(SubIndication.FormatFailure);
        token[^1] ^= 1;
        CmsCheck.CheckDocumentTimestamp(token, TestSignatures.Range, TestPki.Options()).ShouldBeFailed(SubIndication.SigCryptoFailure);
    }

    private static byte[] Stamped(DateTimeOffset time) => TestSignatures.Sign(ShortSigner, stamp: value => TestSignatures.Stamp(value, time));

    private static CmsResult Check(byte[] cms, DateTimeOffset at) => CmsCheck.Check(cms, TestSignatures.Range, TestPki.Options(at), claimedTime: null);
}
