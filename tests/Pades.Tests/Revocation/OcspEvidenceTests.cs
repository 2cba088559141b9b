using System.Security.Cryptography;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Ocsp;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

public sealed class OcspEvidenceTests
{
    private static readonly TestWorld s_world = new();
    private static readonly RevocationAnswers s_answers = new(s_world.Issuing) { Responder = s_world.Responder };

    [Fact]
    public void A_delegate_of_the_issuer_speaks_for_it()
    {
        var evidence = Ask(s_answers.Ocsp(s_world.Signer)).ShouldHaveSingleItem();

        evidence.Status.ShouldBe(RevocationStatus.Good);
        evidence.Kind.ShouldBe(RevocationSourceKind.Ocsp);
        evidence.Origin.ShouldBe(MaterialOrigin.Given);
        evidence.ThisUpdate.ShouldBe(TestPki.Now);
        evidence.NextUpdate.ShouldBe(TestPki.Now.AddDays(7));
        evidence.ProducedAt.ShouldBe(TestPki.Now);
        evidence.Signer.ShouldBe(s_world.Responder.Certificate);
        evidence.IsDelegated.ShouldBeTrue();
        evidence.Hash.ShouldBe(HashAlgorithmName.SHA256);
    }

    [Fact]
    public void The_issuer_speaks_for_itself_and_by_a_sha256_certid()
    {
        var answers = s_answers with { Responder = null, CertIdDigest = new AlgorithmIdentifier(NistObjectIdentifiers.IdSha256) };

        var evidence = Ask(answers.Ocsp(s_world.Signer)).ShouldHaveSingleItem();

        (evidence.Signer, evidence.IsDelegated).ShouldBe((s_world.Issuing.Certificate, false));
    }

    [Fact]
    public void A_revocation_is_told_with_time_and_reason()
    {
        var at = TestPki.Now.AddDays(-3);
        var answers = s_answers with { Revoked = new() { [s_world.Signer.Certificate.SerialNumber] = (at, CrlReason.KeyCompromise) } };

        var evidence = Ask(answers.Ocsp(s_world.Signer)).ShouldHaveSingleItem();

        (evidence.Status, evidence.RevokedAt, evidence.Reason).ShouldBe((RevocationStatus.Revoked, at, "keyCompromise"));
    }

    [Fact]
    public void What_the_responder_does_not_know_is_unknown() =>
        Ask((s_answers with { AllUnknown = true }).Ocsp(s_world.Signer)).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Unknown);

    [Fact]
    public void Of_several_certificates_only_the_one_asked_for_is_told() =>
        Ask(s_answers.Ocsp(s_world.EcSigner, s_world.Signer)).Count.ShouldBe(1);

    [Fact]
    public void An_answer_about_another_certificate_is_none() => Ask(s_answers.Ocsp(s_world.EcSigner)).ShouldBeEmpty();

    [Fact]
    public void A_certificate_is_meant_by_the_name_and_the_key_of_its_issuer()
    {
        var (certificate, issuer) = (s_world.Signer.Certificate, s_world.Issuing.Certificate);
        var id = CertificateId.Of(certificate, issuer, HashAlgorithmName.SHA256);

        id.IsOf(certificate, issuer).ShouldBeTrue();
        id.IsOf(certificate, s_world.Root.Certificate).ShouldBeFalse();
        (id with { NameHash = [.. id.NameHash.Reverse()] }).IsOf(certificate, issuer).ShouldBeFalse();
        (id with { Serial = [1] }).IsOf(certificate, issuer).ShouldBeFalse();
    }

    [Theory]
    [InlineData("without the purpose")]
    [InlineData("of another authority")]
    [InlineData("that had ended")]
    [InlineData("that may not sign")]
    public void A_responder_is_not_believed(string which)
    {
        var proper = new Profile("CN=OCSP giả,C=VN") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_OCSPSigning] };
        var responder = which switch
        {
            "without the purpose" => s_world.Issue(proper with { Purposes = [KeyPurposeID.id_kp_clientAuth] }),
            "of another authority" => new TestWorld(name: "Khac").Issue(proper),
            "that had ended" => s_world.Issue(proper with { From = TestPki.Now.AddYears(-2), To = TestPki.Now.AddDays(-1) }),
            _ => s_world.Issue(proper with { Usage = KeyUsage.KeyEncipherment }),
        };

        Ask((s_answers with { Responder = s_world.Issue(proper) }).Ocsp(s_world.Signer)).Count.ShouldBe(1);
        Ask((s_answers with { Responder = responder }).Ocsp(s_world.Signer)).ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_answer_is_not_believed()
    {
        var answer = s_answers.Ocsp(s_world.Signer);
        var at = answer.AsSpan().IndexOf("20260608000000Z"u8); // nextUpdate
        answer[at + 3]++;

        Ask(answer).ShouldBeEmpty();
    }

    [Fact]
    public void A_critical_extension_that_is_not_known_spoils_the_answer()
    {
        X509Extensions Extension(bool critical) => new(new Dictionary<DerObjectIdentifier, X509Extension>
        {
            [new("1.2.3.4")] = new(critical, new DerOctetString([5, 0])),
        });

        Ask((s_answers with { ResponseExtensions = Extension(false) }).Ocsp(s_world.Signer)).Count.ShouldBe(1);
        Ask((s_answers with { ResponseExtensions = Extension(true) }).Ocsp(s_world.Signer)).ShouldBeEmpty();
    }

    [Fact]
    public void The_answer_that_a_cades_attribute_keeps_is_put_into_its_frame_again()
    {
        var whole = s_answers.Ocsp(s_world.Signer);
        var basic = ((BasicOcspResp)new OcspResp(whole).GetResponseObject()).GetEncoded();

        OcspResponse.Wrap(basic).ShouldBe(whole);
    }

    private static IReadOnlyList<RevocationEvidence> Ask(byte[] response)
    {
        var material = new ValidationMaterial();
        material.AddOcsp(response, MaterialOrigin.Given);
        return material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate);
    }
}
