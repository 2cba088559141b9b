using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1.X509;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Keeping for decades: archive timestamps, each judged with the proofs that the newer ones give (EN 319 102-1, 5.6).</summary>
public sealed class LongTermTests
{
    private const int Year = 365;

    [Fact]
    public async Task Levels_grow_with_what_is_added()
    {
        var b = await SignedAsync(stampedAt: null);
        var t = await SignedAsync();
        var lt = t.WithStore(1);
        var lta = await lt.StampAsync(Unit, Day(2));

        (await LevelOf(b)).ShouldBe(PadesLevel.BB);
        (await LevelOf(t)).ShouldBe(PadesLevel.BT);
        (await LevelOf(await b.StampAsync(Unit, Day(1)))).ShouldBe(PadesLevel.BT, "a document timestamp is a proof of time too");
        (await LevelOf(lt)).ShouldBe(PadesLevel.BLT);
        (await LevelOf(t.Store([World.Issuing.Der], [Ocsp(1, [World.Signer])], [RootCrl(1)]))).ShouldBe(PadesLevel.BT, "what the timestamp needs is missing");
        (await LevelOf(t.Store([World.Issuing.Der], [Ocsp(1, [World.Signer, Unit])]))).ShouldBe(PadesLevel.BT, "what the authority needs is missing");
        (await LevelOf(lta)).ShouldBe(PadesLevel.BLTA);
        (await LevelOf((await t.StampAsync(Unit, Day(1))).WithStore(1))).ShouldBe(PadesLevel.BLT, "the store came after the document timestamp");
    }

    [Fact]
    public async Task Levels_do_not_ask_for_trust()
    {
        var lta = await (await SignedAsync()).WithStore(1).StampAsync(Unit, Day(2));

        (await lta.ValidateAsync(new() { At = Day(1) }))[0].Level.ShouldBe(PadesLevel.BLTA);
    }

    [Fact]
    public async Task When_the_timestamp_unit_has_ended_only_an_archive_timestamp_helps()
    {
        var lt = (await SignedAsync(ShortLived, unit: ShortUnit)).WithStore(1, ShortLived, ShortUnit);
        var lta = (await lt.StampAsync(Unit, Day(100))).WithStore(101, Unit);

        (await lt.ValidateAsync(At(300))).ShouldPass();
        (await lt.ValidateAsync(At(400)))[0].Indication.ShouldBe(Indication.Indeterminate);
        var result = (await lta.ValidateAsync(At(400))).ShouldPass();
        result.BestSignatureTime.ShouldBe(Day0);
        result.Timestamps.Select(t => t.IsDocumentTimestamp).ShouldBe([false, true]);
    }

    [Fact]
    public async Task An_archive_timestamp_from_after_the_end_of_the_older_one_comes_too_late()
    {
        var lta = await (await SignedAsync(ShortLived, unit: ShortUnit)).WithStore(1, ShortLived, ShortUnit).StampAsync(Unit, Day(370));

        (await lta.ValidateAsync(Lenient(400)))[0].SubIndication.ShouldBe(SubIndication.OutOfBoundsNoPoe);
    }

    /// <summary>Three renewals: units of six years, one after the other, and the signer's certificate long gone.</summary>
    [Fact]
    public async Task A_chain_of_renewals_carries_for_decades()
    {
        var file = (await SignedAsync()).WithStore(1);
        for (var n = 0; n < 4; n++)
        {
            var day = 5 * n * Year;
            file = await file.StampAsync(World.Units[n], Day(day + 2));
            file = file.Store([], [Ocsp(day + 3, [World.Units[n]])], [RootCrl(day + 3)]);
        }

        (await file.ValidateAsync(At(20 * Year))).ShouldPass().Level.ShouldBe(PadesLevel.BLTA);
        (await file.ValidateAsync(At(22 * Year)))[0].Indication.ShouldBe(Indication.Indeterminate, "the last unit has ended");
    }

    [Fact]
    public async Task A_unit_that_was_revoked_proves_only_what_another_one_proves_to_be_older()
    {
        var other = new TestWorld(name: "Khac");
        var others = new RevocationAnswers(other.Issuing) { At = Day(21), Responder = other.Responder }.Ocsp(other.Units[0]);
        var rest = new RevocationAnswers(other.Root) { At = Day(21) }.Crl();
        var options = At(40) with { TimestampTrustAnchors = [World.Root.Der, other.Root.Der] };
        async Task<SignatureResult> StampedOn(int day)
        {
            var file = (await (await SignedAsync(ShortLived)).WithStore(1, ShortLived, Unit).StampAsync(other.Units[0], Day(day)))
                .Store([other.Issuing.Der], [others, Ocsp(30, [Unit], new Dictionary<Identity, int> { [Unit] = 20 })], [rest]);
            return (await file.ValidateAsync(options))[0];
        }

        var before = await StampedOn(10);
        before.Indication.ShouldBe(Indication.TotalPassed, ResultAssertions.Why(before));
        var after = await StampedOn(25);
        // The revoked unit proves nothing, but the document timestamp itself is from within the life of the signer's certificate.
        after.BestSignatureTime.ShouldBe(Day(25));
        after.Timestamps[0].SubIndication.ShouldBe(SubIndication.RevokedNoPoe);
        after.Indication.ShouldBe(Indication.Indeterminate, "what is known of the signer's revocation was known before that time only");
    }

    [Fact]
    public async Task Sha1_material_is_believed_when_an_archive_timestamp_is_older_than_its_end()
    {
        var then = new DateTimeOffset(2013, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var unit = World.Issue(new("CN=TSA lâu") { From = then.AddYears(-1), To = then.AddYears(30), Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping] });
        var middle = TestPki.Issue(
            new("CN=CA SHA-1") { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign, From = then.AddYears(-1), To = then.AddYears(30), SignatureAlgorithm = "SHA1withECDSA" },
            TestPki.Ec(), World.Issuing);
        var signer = TestPki.Issue(new("CN=Người ký cũ") { From = then.AddYears(-1), To = then.AddYears(2) }, TestPki.Ec(), middle);
        var file = await JudgedFile.Plain.SignAsync(signer, [signer.Der, middle.Der, World.Issuing.Der], unit, then);

        (await file.ValidateAsync(Lenient(0)))[0].SubIndication.ShouldBe(SubIndication.CryptoConstraintsFailureNoPoe, "the authority's certificate could have been forged since");
        (await (await file.StampAsync(unit, then.AddMonths(2))).ValidateAsync(Lenient(0))).ShouldPass();
        (await (await file.StampAsync(unit, then.AddYears(2))).ValidateAsync(Lenient(0)))[0].SubIndication.ShouldBe(SubIndication.CryptoConstraintsFailureNoPoe);
    }

    private static async Task<PadesLevel> LevelOf(JudgedFile file) => (await file.ValidateAsync(At(3)))[0].Level;
}
