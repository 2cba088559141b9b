using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.X509;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

public sealed class CrlEvidenceTests
{
    private static readonly TestWorld s_world = new(new Uri("http://ca.example.vn"));
    private static readonly RevocationAnswers s_answers = new(s_world.Issuing);

    [Fact]
    public void A_certificate_that_is_not_listed_is_good()
    {
        var evidence = Ask(s_answers).ShouldHaveSingleItem();

        (evidence.Status, evidence.Kind, evidence.IsDelegated).ShouldBe((RevocationStatus.Good, RevocationSourceKind.Crl, false));
        (evidence.ThisUpdate, evidence.NextUpdate, evidence.ProducedAt).ShouldBe((TestPki.Now, TestPki.Now.AddDays(7), TestPki.Now));
    }

    [Fact]
    public void A_listed_certificate_is_revoked()
    {
        var at = TestPki.Now.AddDays(-3);

        var evidence = Ask(Revoking(s_world.Signer, at)).ShouldHaveSingleItem();

        (evidence.Status, evidence.RevokedAt, evidence.Reason).ShouldBe((RevocationStatus.Revoked, at, "superseded"));
    }

    [Fact]
    public void A_list_of_another_authority_with_the_same_name_says_nothing() =>
        Ask(new RevocationAnswers(new TestWorld().Issuing)).ShouldBeEmpty();

    [Fact]
    public void An_authority_that_may_not_sign_lists_says_nothing()
    {
        var authority = TestPki.Issue(
            new("CN=CA chỉ cấp,C=VN") { IsAuthority = true, Usage = KeyUsage.KeyCertSign, From = TestPki.Now.AddYears(-5), To = TestPki.Now.AddYears(5) },
            TestPki.Ec(), s_world.Root);
        var person = TestPki.Issue(new("CN=Lê Văn Tám,C=VN"), TestPki.Ec(), authority);
        var material = new ValidationMaterial();
        material.AddCrl(new RevocationAnswers(authority).Crl(), MaterialOrigin.Given);

        material.For(person.Certificate, authority.Certificate).ShouldBeEmpty();
    }

    [Fact]
    public void A_delta_list_is_left_out() =>
        Ask(Extended(X509Extensions.DeltaCrlIndicator, new CrlNumber(BigInteger.One))).ShouldBeEmpty();

    [Fact]
    public void A_critical_extension_that_is_not_known_spoils_the_list() =>
        Ask(Extended(new DerObjectIdentifier("1.2.3.4"), DerNull.Instance)).ShouldBeEmpty();

    [Fact]
    public void A_critical_extension_of_any_entry_that_is_not_known_spoils_the_list()
    {
        var extensions = new X509ExtensionsGenerator();
        extensions.AddExtension(new DerObjectIdentifier("1.2.3.4"), critical: true, DerNull.Instance);

        Ask(s_answers with { Extend = g => g.AddCrlEntry(BigInteger.Ten, TestPki.Now.UtcDateTime, extensions.Generate()) }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://ca.example.vn/Thu%20Nghiem/crl/issuing", 1)]
    [InlineData("http://ca.example.vn/Thu%20Nghiem/crl/other", 0)]
    public void A_partitioned_list_speaks_of_its_part_only(string address, int expected) => Ask(Scoped(new IssuingDistributionPoint(
        new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, address))), false, false, null, false, false)))
        .Count.ShouldBe(expected);

    [Fact]
    public void A_list_for_authorities_says_nothing_of_people() =>
        Ask(Scoped(new IssuingDistributionPoint(null, false, onlyContainsCACerts: true, null, false, false))).ShouldBeEmpty();

    [Fact]
    public void A_list_for_people_speaks_of_people() =>
        Ask(Scoped(new IssuingDistributionPoint(null, onlyContainsUserCerts: true, false, null, false, false))).Count.ShouldBe(1);

    [Fact]
    public void A_list_for_some_reasons_tells_only_what_is_revoked()
    {
        var some = Scoped(new IssuingDistributionPoint(null, false, false, new ReasonFlags(ReasonFlags.KeyCompromise), false, false));

        Ask(some).ShouldBeEmpty();
        Ask(Revoking(s_world.Signer, TestPki.Now) with { Extend = some.Extend }).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Revoked);
    }

    [Fact]
    public void An_entry_of_an_indirect_list_belongs_to_the_issuer_it_names()
    {
        RevocationAnswers Indirect(X509Name issuer)
        {
            var names = new X509ExtensionsGenerator();
            names.AddExtension(X509Extensions.CertificateIssuer, critical: true, new GeneralNames(new GeneralName(issuer)));
            var scope = Scoped(new IssuingDistributionPoint(null, false, false, null, indirectCRL: true, false));
            return scope with
            {
                Extend = g =>
                {
                    scope.Extend!(g);
                    g.AddCrlEntry(BigInteger.One, TestPki.Now.UtcDateTime, names.Generate());
                    g.AddCrlEntry(s_world.Signer.Certificate.SerialNumber, TestPki.Now.UtcDateTime, CrlReason.Superseded);
                },
            };
        }

        Ask(Indirect(s_world.Root.Certificate.SubjectDN)).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Good);
        Ask(Indirect(s_world.Issuing.Certificate.SubjectDN)).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Revoked);
    }

    [Fact]
    public void A_list_signer_whom_the_issuer_made_for_it_is_believed()
    {
        var name = s_world.Issuing.Certificate.SubjectDN.ToString();
        var proper = TestPki.Issue(new(name) { Usage = KeyUsage.CrlSign, From = TestPki.Now.AddYears(-5) }, TestPki.Ec(), s_world.Issuing);
        var stranger = TestPki.Issue(new(name) { Usage = KeyUsage.CrlSign, From = TestPki.Now.AddYears(-5) }, TestPki.Ec());
        IReadOnlyList<RevocationEvidence> Signed(Identity signer)
        {
            var material = new ValidationMaterial();
            material.AddCertificate(signer.Der, MaterialOrigin.Given);
            material.AddCrl((s_answers with { Responder = signer }).Crl(), MaterialOrigin.Given);
            return material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate);
        }

        Signed(proper).ShouldHaveSingleItem().IsDelegated.ShouldBeTrue();
        Signed(stranger).ShouldBeEmpty();
        foreach (var usage in (int?[])[KeyUsage.DigitalSignature, KeyUsage.KeyCertSign, null])
        {
            var unfit = TestPki.Issue(new(name) { Usage = usage, From = TestPki.Now.AddYears(-5) }, TestPki.Ec(), s_world.Issuing);
            Signed(unfit).ShouldBeEmpty($"key usage {usage}");
        }
    }

    private static RevocationAnswers Revoking(Identity who, DateTimeOffset at) =>
        s_answers with { Revoked = new() { [who.Certificate.SerialNumber] = (at, CrlReason.Superseded), [BigInteger.Two] = (at, CrlReason.KeyCompromise) } };

    private static RevocationAnswers Scoped(IssuingDistributionPoint point) => Extended(X509Extensions.IssuingDistributionPoint, point);

    private static RevocationAnswers Extended(DerObjectIdentifier oid, Asn1Encodable value) =>
        s_answers with { Extend = g => g.AddExtension(oid, critical: true, value) };

    private static IReadOnlyList<RevocationEvidence> Ask(RevocationAnswers answers)
    {
        var material = new ValidationMaterial();
        material.AddCrl(answers.Crl(), MaterialOrigin.Given);
        return material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate);
    }
}
