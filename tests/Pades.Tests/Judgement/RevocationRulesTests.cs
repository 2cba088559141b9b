using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Which OCSP responses and CRLs are taken, and from when they must be.</summary>
public sealed class RevocationRulesTests
{
    [Fact]
    public async Task Information_may_be_as_old_as_it_says_or_as_the_caller_says()
    {
        var file = (await SignedAsync()).WithStore(-3); // next update on day 4
        var stale = (await SignedAsync()).WithStore(-8);

        (await file.ValidateAsync(At(1))).ShouldPass();
        (await file.ValidateAsync(At(1) with { LargestRevocationAge = TimeSpan.FromDays(2) })).ShouldBe(SubIndication.TryLater);
        (await file.ValidateAsync(At(1) with { LargestRevocationAge = TimeSpan.FromDays(4) })).ShouldPass();
        (await stale.ValidateAsync(At(1))).ShouldBe(SubIndication.TryLater);
        (await stale.ValidateAsync(Lenient(1))).ShouldPass();
    }

    [Fact]
    public async Task A_grace_period_asks_for_information_from_afterwards()
    {
        var early = (await SignedAsync()).WithStore(0);
        var late = (await SignedAsync()).WithStore(2);

        (await early.ValidateAsync(At(3) with { RevocationGrace = TimeSpan.FromDays(1) })).ShouldBe(SubIndication.TryLater);
        (await late.ValidateAsync(At(3) with { RevocationGrace = TimeSpan.FromDays(1) })).ShouldPass();
    }

    [Fact]
    public async Task A_signature_without_proof_of_time_needs_information_from_now()
    {
        var file = (await SignedAsync(stampedAt: null)).WithStore(1);

        (await file.ValidateAsync(At(5))).ShouldPass();
        (await file.ValidateAsync(At(9))).ShouldBe(SubIndication.TryLater);
    }

    [Fact]
    public async Task What_the_caller_has_counts_like_what_the_file_has()
    {
        var file = await SignedAsync();
        var given = new GivenMaterial { Certificates = [World.Issuing.Der], OcspResponses = [Ocsp(1, [World.Signer, Unit])], Crls = [RootCrl(1), new byte[] { 1, 2, 3 }] };

        var result = (await file.ValidateAsync(At(2) with { Material = given })).ShouldPass();

        result.Chain[0].Revocation!.Origin.ShouldBe(MaterialOrigin.Given);
        result.Level.ShouldBe(PadesLevel.BT);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hold_ends_when_something_newer_says_so(bool isReleased)
    {
        var held = Ocsp(-2, [World.Signer, Unit], new Dictionary<Identity, int> { [World.Signer] = -3 }, CrlReason.CertificateHold);
        var file = (await SignedAsync()).Store([], isReleased ? [held, Ocsp(1, [World.Signer, Unit])] : [held], [RootCrl(1)]);
        var results = await file.ValidateAsync(Lenient(2));

        if (isReleased) results.ShouldPass();
        else results.ShouldBe(SubIndication.RevokedNoPoe);
    }

    [Fact]
    public async Task A_compromised_key_stays_so_whatever_is_said_later()
    {
        var file = (await SignedAsync()).Store(
            [], [Ocsp(-2, [World.Signer], new Dictionary<Identity, int> { [World.Signer] = -3 }), Ocsp(1, [World.Signer, Unit])], [RootCrl(1)]);

        (await file.ValidateAsync(At(2))).ShouldBe(SubIndication.RevokedNoPoe);
    }

    [Fact]
    public async Task A_responder_must_not_have_been_revoked_itself()
    {
        var responder = World.Issue(new("CN=OCSP không miễn") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_OCSPSigning], PurposesCritical = false });
        var answer = new RevocationAnswers(World.Issuing) { At = Day(1), Responder = responder }.Ocsp(World.Signer, Unit);
        var signed = await SignedAsync();
        JudgedFile With(params byte[][] more) => signed.Store([World.Issuing.Der], [answer, .. more], [RootCrl(1)]);

        (await With().ValidateAsync(At(2))).ShouldBe(SubIndication.TryLater);
        (await With().ValidateAsync(Lenient(2))).ShouldPass();
        (await With(Ocsp(2, [responder])).ValidateAsync(At(2))).ShouldPass();
        (await With(Ocsp(2, [responder], new Dictionary<Identity, int> { [responder] = 0 })).ValidateAsync(At(2))).ShouldBe(SubIndication.TryLater);
    }

    [Fact]
    public async Task What_is_said_after_the_end_of_a_certificate_says_nothing_unless_ended_ones_are_kept()
    {
        var file = await SignedAsync(ShortLived);
        var after = new RevocationAnswers(World.Issuing) { At = Day(35) };
        var keeping = after with // expiredCertsOnCRL
        {
            Extend = g => g.AddExtension(new DerObjectIdentifier("2.5.29.60"), critical: false, new DerGeneralizedTime(Day(-100).UtcDateTime)),
        };
        Task<IReadOnlyList<SignatureResult>> Judge(byte[] list) => file.Store([], [Ocsp(1, [Unit])], [RootCrl(1), list]).ValidateAsync(At(40));

        (await Judge(after.Crl())).ShouldBe(SubIndication.TryLater);
        (await Judge(keeping.Crl())).ShouldPass();
    }

    [Fact]
    public async Task Certificates_that_are_never_revoked_need_no_information()
    {
        var shortTerm = World.Issue(new("CN=Ngắn hạn") { Extend = g => g.AddExtension(new DerObjectIdentifier("0.4.0.194121.2.1"), false, DerNull.Instance) });
        var file = (await SignedAsync(shortTerm)).Store([], [Ocsp(1, [Unit])], [RootCrl(1)]);

        (await file.ValidateAsync(At(2))).ShouldPass().Level.ShouldBe(PadesLevel.BLT);
    }

    [Fact]
    public async Task A_responder_that_knows_nothing_settles_nothing()
    {
        var unknown = new RevocationAnswers(World.Issuing) { At = Day(1), Responder = World.Responder, AllUnknown = true }.Ocsp(World.Signer);
        var file = (await SignedAsync()).Store([], [unknown, Ocsp(1, [Unit])], [RootCrl(1)]);

        (await file.ValidateAsync(At(2))).ShouldBe(SubIndication.TryLater);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_critical_purpose_other_than_signing_is_obeyed(bool isCritical, bool passes)
    {
        var login = World.Issue(new("CN=Đăng nhập") { Purposes = [KeyPurposeID.id_kp_clientAuth], PurposesCritical = isCritical });
        var results = await (await SignedAsync(login)).ValidateAsync(Lenient(1));

        if (passes) results.ShouldPass();
        else results.ShouldBe(SubIndication.ChainConstraintsFailure);
    }

    [Fact]
    public async Task An_anchor_ends_only_when_the_caller_wants_it_to()
    {
        var root = TestPki.Issue(new("CN=Gốc cũ") { IsAuthority = true, Usage = KeyUsage.KeyCertSign, From = Day(-1000), To = Day(-10) }, TestPki.Ec());
        var signer = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), root);
        var file = await JudgedFile.Plain.SignAsync(signer, [signer.Der]);
        var options = Lenient(1) with { TrustAnchors = [root.Der] };

        (await file.ValidateAsync(options)).ShouldPass();
        (await file.ValidateAsync(options with { AnchorsEnd = true })).ShouldBe(SubIndication.OutOfBoundsNoPoe);
    }
}
