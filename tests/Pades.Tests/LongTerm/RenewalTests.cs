using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1.X509;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

public sealed class RenewalTests : AuthorityTests
{
    [Fact]
    public async Task Three_renewals_by_units_that_follow_each_other()
    {
        var (file, first) = await AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), PadesLevel.BLTA, unit: 0);
        first.NextRenewal.ShouldBe(new RenewalPlan
        {
            TimestampTime = TestPki.Now, Before = TestPki.Now.AddYears(6), Reason = RenewalReason.CertificateEnds, Subject = "TSA 1 Thu Nghiem",
        });
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            _server.Clock = TestPki.Now.AddYears(5 * renewal);
            var before = file;

            (file, var result) = await AugmentAsync(before, PadesLevel.BLTA, unit: renewal, renew: true);

            file[..before.Length].ShouldBe(before);
            result.DocumentTimestamps.Count.ShouldBe(1);
            // A fresh answer for the unit before and for the authority; the responder's and the authorities' certificates are there.
            Store(file).For(_world.Units[renewal - 1].Certificate, _world.Issuing.Certificate)
                .ShouldContain(e => e.ThisUpdate == _server.Clock && e.Status == RevocationStatus.Good);
            result.NextRenewal!.Before.ShouldBe(TestPki.Now.AddYears(6 + (5 * renewal)));
        }

        var results = await Keeping.ValidateAsync(file, _server.Clock, _world);
        results.Select(r => r.Kind).ShouldBe([SignatureKind.Signature, .. Enumerable.Repeat(SignatureKind.DocumentTimestamp, 4)]);
        results.ShouldAllBe(r => r.Integrity == Integrity.Intact && r.Modifications != Modifications.Suspicious);
        (results[0].Indication, results[0].Level).ShouldBe((Indication.TotalPassed, PadesLevel.BLTA), string.Join('\n', results[0].Details));
        StreamsOf(file).ShouldBeUnique();
    }

    [Fact]
    public async Task A_renewal_needs_fresh_information_of_the_unit_before()
    {
        var (file, _) = await AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), PadesLevel.BLTA, unit: 0);
        _server.Clock = TestPki.Now.AddYears(5);
        _server.Revoked[_world.Units[0].Certificate.SerialNumber] = (TestPki.Now.AddYears(1), CrlReason.KeyCompromise);

        var (_, result) = await AugmentAsync(file, PadesLevel.BLTA, unit: 1, renew: true);

        // Revoked after its timestamp: what it stamped before still stands, and the file says since when it does not any more.
        result.AddedToStore.ShouldBeGreaterThan(0);

        _server.Revoked[_world.Units[0].Certificate.SerialNumber] = (TestPki.Now.AddYears(-1), CrlReason.KeyCompromise);
        (await Should.ThrowAsync<AugmentationException>(() => AugmentAsync(file, PadesLevel.BLTA, unit: 1, renew: true))).Reason
            .ShouldBe(AugmentationFailure.Revoked);
    }

    [Fact]
    public async Task A_signature_after_the_archive_timestamp_is_kept_by_the_next()
    {
        var other = _server.Add("Khac");
        var (file, _) = await AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), PadesLevel.BLTA, unit: 0);
        file = await Keeping.SignAsync(file, other, other.EcSigner);
        var request = Keeping.Request(_server, _world, PadesLevel.BLTA) with { TrustAnchors = [_world.Root.Der, other.Root.Der] };

        var (kept, result) = await Keeping.AugmentAsync(file, request);

        result.TimestampedSignatures.Count.ShouldBe(1);
        var store = Store(kept);
        store.For(other.EcSigner.Certificate, other.Issuing.Certificate).ShouldNotBeEmpty();
        store.For(_world.Units[0].Certificate, _world.Issuing.Certificate).ShouldNotBeEmpty();
        var results = await Keeping.ValidateAsync(kept, _server.Clock.AddHours(1), _world, other);
        results.Count.ShouldBe(4);
        results.ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Modifications != Modifications.Suspicious);
        StreamsOf(kept).ShouldBeUnique();
    }

    [Fact]
    public async Task Levels_are_climbed_one_after_the_other_as_well()
    {
        var file = await Keeping.SignAsync(TestPdf.OnePage(), _world);
        foreach (var level in new[] { PadesLevel.BT, PadesLevel.BLT, PadesLevel.BLTA })
        {
            (file, var result) = await AugmentAsync(file, level, unit: 0);
            result.IsChanged.ShouldBeTrue();
            var revocation = level == PadesLevel.BT ? RevocationPolicy.IfPresent : RevocationPolicy.Required;
            var results = await Keeping.ValidateAsync(file, _server.Clock.AddHours(1), revocation, _world);
            results[0].Indication.ShouldBe(Indication.TotalPassed, string.Join('\n', results[0].Details));
            results[0].Level.ShouldBe(level);
        }
    }

    [Theory]
    [InlineData(2048, 2031)]
    [InlineData(3072, 2040)]
    public async Task A_short_key_ends_a_plan_before_its_certificate(int bits, int year)
    {
        var end = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var unit = TestPki.Issue(
            new("CN=TSA RSA,C=VN") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping], To = end }, TestPki.Rsa(bits), _world.Issuing);
        var (file, _) = await Keeping.AugmentAsync(
            await Keeping.SignAsync(TestPdf.OnePage(), _world),
            Keeping.Request(_server, _world, PadesLevel.BT) with { Timestamps = new LocalStamper(unit, _world.Issuing), Placement = TimestampPlacement.Document });

        var plan = await PadesAugmenter.PlanRenewalAsync(new MemoryStream(file), TestContext.Current.CancellationToken);

        (plan!.Before.Year, plan.Subject).ShouldBe((year, "TSA RSA"));
        plan.Reason.ShouldBe(year == 2031 ? RenewalReason.AlgorithmWeakens : RenewalReason.CertificateEnds);
    }

    [Fact]
    public async Task Without_an_archive_timestamp_there_is_no_plan() => (await PadesAugmenter.PlanRenewalAsync(
        new MemoryStream(await Keeping.SignAsync(TestPdf.OnePage(), _world)), TestContext.Current.CancellationToken)).ShouldBeNull();

    private Task<(byte[] File, AugmentationResult Result)> AugmentAsync(byte[] pdf, PadesLevel level, int unit, bool renew = false) =>
        Keeping.AugmentAsync(pdf, Keeping.Request(_server, _world, level, unit) with { Renew = renew });

    private static ValidationMaterial Store(byte[] pdf) => ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

    private static List<string> StreamsOf(byte[] pdf) => DssStreams.Read(pdf).ConvertAll(s => Convert.ToHexString(s.Data));
}
