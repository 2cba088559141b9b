using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Each indication of EN 319 102-1 on a real file.</summary>
public sealed class IndicationTests
{
    [Fact]
    public async Task Without_material_one_is_told_to_try_later_unless_one_chose_otherwise()
    {
        var file = await SignedAsync();

        (await file.ValidateAsync(At(1))).ShouldBe(SubIndication.TryLater);
        (await file.ValidateAsync(Lenient(1))).ShouldPass().Level.ShouldBe(PadesLevel.BT);
    }

    [Fact]
    public async Task With_the_material_in_the_store_it_passes_years_later()
    {
        var file = (await SignedAsync()).WithStore(1);

        foreach (var day in (int[])[1, 30, 600])
        {
            var result = (await file.ValidateAsync(At(day))).ShouldPass();
            result.Level.ShouldBe(PadesLevel.BLT);
            result.BestSignatureTime.ShouldBe(Day0);
            result.Chain.Count.ShouldBe(3);
            result.Chain[0].Revocation!.Origin.ShouldBe(MaterialOrigin.Document);
            result.Chain[1].Revocation!.Kind.ShouldBe(RevocationSourceKind.Crl);
            result.Chain[2].IsAnchor.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Revoked_after_the_proven_time_passes_and_before_it_does_not()
    {
        var file = await SignedAsync();
        JudgedFile Revoked(int at) => file.Store(
            [World.Issuing.Der], [Ocsp(5, [World.Signer, Unit], new Dictionary<Identity, int> { [World.Signer] = at })], [RootCrl(5)]);

        (await Revoked(2).ValidateAsync(At(10))).ShouldPass();
        (await Revoked(-2).ValidateAsync(At(10))).ShouldBe(SubIndication.RevokedNoPoe);
        (await Revoked(-2).ValidateAsync(Lenient(10))).ShouldBe(SubIndication.RevokedNoPoe);
    }

    [Fact]
    public async Task Revoked_before_a_timestamp_that_the_signature_covers_fails_for_good()
    {
        var stamped = await JudgedFile.Plain.StampAsync(Unit, Day(-1));
        var signed = await stamped.SignAsync(World.Signer, World.ChainOf(World.Signer), Unit, Day0);
        var file = signed.Store([World.Issuing.Der], [Ocsp(5, [World.Signer, Unit], new Dictionary<Identity, int> { [World.Signer] = -2 })], [RootCrl(5)]);

        (await file.ValidateAsync(At(10)))[1].ShouldFail(SubIndication.Revoked);
    }

    [Fact]
    public async Task A_content_timestamp_would_not_be_needed_to_see_that_the_certificate_had_ended()
    {
        var stamped = await JudgedFile.Plain.StampAsync(Unit, Day(31));
        var file = await stamped.SignAsync(ShortLived, World.ChainOf(ShortLived));

        (await file.ValidateAsync(Lenient(40)))[1].ShouldFail(SubIndication.Expired);
    }

    [Fact]
    public async Task A_proof_from_before_the_certificate_shows_that_something_is_wrong() =>
        (await (await SignedAsync(ShortLived, stampedAt: -31)).ValidateAsync(Lenient(1)))[0].ShouldFail(SubIndication.NotYetValid);

    [Theory]
    [InlineData(-40)]
    [InlineData(40)]
    public async Task Out_of_time_without_proof_is_open(int day) =>
        (await (await SignedAsync(ShortLived, stampedAt: null)).ValidateAsync(Lenient(day))).ShouldBe(SubIndication.OutOfBoundsNoPoe);

    [Fact]
    public async Task Out_of_time_but_never_revoked_is_told_apart()
    {
        var file = (await SignedAsync(ShortLived, stampedAt: null)).WithStore(27, ShortLived);

        (await file.ValidateAsync(At(40))).ShouldBe(SubIndication.OutOfBoundsNotRevoked);
    }

    [Fact]
    public async Task The_authority_was_revoked()
    {
        var file = (await SignedAsync()).Store([World.Issuing.Der], [Ocsp(1, [World.Signer, Unit])], [RootCrl(5, issuingRevokedAt: 2)]);

        (await file.ValidateAsync(At(10))).ShouldBe(SubIndication.RevokedCaNoPoe);
    }

    /// <summary>The authority's key proves nothing after its revocation, so everything must be proven to be older; by another authority.</summary>
    [Fact]
    public async Task The_authority_was_revoked_but_all_it_made_is_proven_to_be_older()
    {
        var other = new Pki.TestWorld(name: "Khac");
        var answers = new Pki.RevocationAnswers(other.Issuing) { At = Day(9), Responder = other.Responder };
        var roots = new Pki.RevocationAnswers(other.Root) { At = Day(9) };
        var file = (await (await SignedAsync(unit: other.Units[0]))
            .Store([World.Issuing.Der, other.Issuing.Der], [Ocsp(1, [World.Signer]), answers.Ocsp(other.Units[0])], [RootCrl(1), roots.Crl()])
            .StampAsync(other.Units[0], Day(2)))
            .Store([], [], [RootCrl(9, issuingRevokedAt: 5)]);
        var options = At(10) with { TimestampTrustAnchors = [other.Root.Der] };

        (await file.ValidateAsync(options)).ShouldPass();
        (await file.Store([], [], [RootCrl(9, issuingRevokedAt: 1)]).ValidateAsync(options)).ShouldBe(SubIndication.RevokedCaNoPoe);

        var uncovered = (await (await SignedAsync(unit: other.Units[0])).StampAsync(other.Units[0], Day(2)))
            .Store([World.Issuing.Der, other.Issuing.Der], [Ocsp(1, [World.Signer]), answers.Ocsp(other.Units[0])], [RootCrl(9, issuingRevokedAt: 5), roots.Crl()]);
        (await uncovered.ValidateAsync(options)).ShouldBe(SubIndication.RevokedCaNoPoe);
    }

    [Fact]
    public async Task No_path_and_a_path_that_breaks_a_rule()
    {
        var file = await SignedAsync();
        var narrow = World.Issue(new("CN=Không phải CA"));
        var below = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), narrow);
        var broken = await JudgedFile.Plain.SignAsync(below, [below.Der, narrow.Der, World.Issuing.Der]);

        (await file.ValidateAsync(Lenient(1) with { TrustAnchors = [TestPki.Root.Der] })).ShouldBe(SubIndication.NoCertificateChainFound);
        (await broken.ValidateAsync(Lenient(1))).ShouldBe(SubIndication.ChainConstraintsFailure);
    }

    [Fact]
    public async Task A_weak_key_is_believed_only_as_far_back_as_it_was_strong()
    {
        var then = new DateTimeOffset(2012, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var weak = TestPki.Issue(new("CN=Khoá ngắn") { From = then.AddYears(-1), To = then.AddYears(30) }, TestPki.Rsa(2048), World.Issuing);
        // Our signer makes no signature with a key that is weak by the real rules; so the rules are moved.
        var options = Lenient(1) with
        {
            Algorithms = AlgorithmPolicy.Default with { Keys = [new(KeyFamily.Rsa, 2048, then.AddYears(1)), new(KeyFamily.Ecdsa, 256, null)] },
        };
        var unit = World.Issue(new("CN=TSA lâu") { From = then.AddYears(-1), To = then.AddYears(30), Usage = 128, Purposes = [Org.BouncyCastle.Asn1.X509.KeyPurposeID.id_kp_timeStamping] });
        var chain = World.ChainOf(weak);

        (await (await JudgedFile.Plain.SignAsync(weak, chain)).ValidateAsync(options)).ShouldBe(SubIndication.CryptoConstraintsFailureNoPoe);
        (await (await JudgedFile.Plain.SignAsync(weak, chain, unit, Day0)).ValidateAsync(options)).ShouldBe(SubIndication.CryptoConstraintsFailureNoPoe);
        (await (await JudgedFile.Plain.SignAsync(weak, chain, unit, then)).ValidateAsync(options)).ShouldPass();
        var late = await (await JudgedFile.Plain.StampAsync(unit, Day(-1))).SignAsync(weak, chain, unit, Day0);
        (await late.ValidateAsync(options))[1].SubIndication.ShouldBe(SubIndication.CryptoConstraintsFailure);
    }

    [Fact]
    public async Task Timestamps_that_contradict_each_other()
    {
        var stamped = await JudgedFile.Plain.Store([World.Issuing.Der]).StampAsync(Unit, Day(3));
        var signed = await stamped.SignAsync(World.Signer, World.ChainOf(World.Signer), Unit, Day(1));
        var backwards = await stamped.StampAsync(Unit, Day(1));

        (await signed.ValidateAsync(Lenient(5)))[1].SubIndication.ShouldBe(SubIndication.TimestampOrderFailure);
        var results = await backwards.ValidateAsync(Lenient(5));
        results[0].Indication.ShouldBe(Indication.TotalPassed, ResultAssertions.Why(results[0]));
        results[1].SubIndication.ShouldBe(SubIndication.TimestampOrderFailure);
    }

    [Fact]
    public async Task What_does_not_verify_fails_whatever_else()
    {
        var text = TestPdf.Text((await SignedAsync(stampedAt: null)).Bytes);
        var begin = text.IndexOf("/Contents <", StringComparison.Ordinal) + 11;
        var last = text[..text.IndexOf('>', begin)].TrimEnd('0').Length - 1; // of the signature value, which stands last in the CMS

        Task<IReadOnlyList<SignatureResult>> Change(int at, char value) =>
            new JudgedFile(TestPdf.Bytes(text[..at] + value + text[(at + 1)..])).ValidateAsync(Lenient(1));

        (await Change(text.IndexOf("Pay 100", StringComparison.Ordinal) + 4, '9'))[0].ShouldFail(SubIndication.HashFailure);
        (await Change(last, text[last] == '1' ? '2' : '1'))[0].ShouldFail(SubIndication.SigCryptoFailure);
        (await Change(begin, '5'))[0].ShouldFail(SubIndication.FormatFailure);
    }
}

internal static class ResultAssertions
{
    public static SignatureResult ShouldPass(this IReadOnlyList<SignatureResult> results)
    {
        results[0].Indication.ShouldBe(Indication.TotalPassed, Why(results[0]));
        results[0].SubIndication.ShouldBeNull();
        return results[0];
    }

    public static void ShouldBe(this IReadOnlyList<SignatureResult> results, SubIndication sub) =>
        (results[0].Indication, results[0].SubIndication).ShouldBe((Indication.Indeterminate, sub), Why(results[0]));

    public static void ShouldFail(this SignatureResult result, SubIndication sub) =>
        (result.Indication, result.SubIndication).ShouldBe((Indication.TotalFailed, sub), Why(result));

    public static string Why(SignatureResult result) => string.Join('\n', result.Checks.Select(c => $"{c.Block} {c.Status} {c.SubIndication} {c.Detail}").Concat(result.Details));
}
