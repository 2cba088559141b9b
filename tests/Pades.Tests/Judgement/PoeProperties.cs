using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>What more evidence may change, and what it may not.</summary>
public sealed class PoeProperties
{
    /// <summary>Days: of validation, of a revocation, of an archive timestamp. The signature and its timestamp are of day 0.</summary>
    public sealed record Case(int At, int RevokedAt, int ArchivedAt, bool HasStore, bool IsStrict)
    {
        public ValidationOptions Options => IsStrict ? Scene.At(At) : Lenient(At);
    }

    public static class Cases
    {
        public static Arbitrary<Case> Case() => (
            from at in Gen.Choose(60, 500)
            from revoked in Gen.Choose(-40, 60)
            from archived in Gen.Choose(1, 59)
            from store in ArbMap.Default.GeneratorFor<bool>()
            from strict in ArbMap.Default.GeneratorFor<bool>()
            select new Case(at, revoked, archived, store, strict)).ToArbitrary();
    }

    [Property(MaxTest = 12, Arbitrary = [typeof(Cases)])]
    public async Task A_later_timestamp_never_spoils_what_passed(Case c)
    {
        var file = await SignedAsync(ShortLived, unit: ShortUnit);
        if (c.HasStore) file = file.WithStore(1, ShortLived, ShortUnit);
        var before = (await file.ValidateAsync(c.Options))[0];

        var after = (await (await file.StampAsync(Unit, Day(c.ArchivedAt))).ValidateAsync(c.Options))[0];

        if (before.Indication == Indication.TotalPassed) after.Indication.ShouldBe(Indication.TotalPassed, ResultAssertions.Why(after));
        after.BestSignatureTime!.Value.ShouldBeLessThanOrEqualTo(before.BestSignatureTime!.Value);
        ((int)after.Level).ShouldBeGreaterThanOrEqualTo((int)before.Level);
    }

    [Property(MaxTest = 12, Arbitrary = [typeof(Cases)])]
    public async Task A_revocation_from_before_the_proven_time_never_passes(Case c)
    {
        var file = (await SignedAsync(ShortLived, unit: ShortUnit)).WithStore(1, ShortLived, ShortUnit);
        file = await file.StampAsync(Unit, Day(c.ArchivedAt));
        var revoked = file.Store([], [Ocsp(Math.Max(c.RevokedAt, 0), [ShortLived], new Dictionary<Identity, int> { [ShortLived] = c.RevokedAt })]);

        var result = (await revoked.ValidateAsync(c.Options))[0];

        var isProvenBefore = result.BestSignatureTime < Day(c.RevokedAt);
        if (!isProvenBefore) result.Indication.ShouldNotBe(Indication.TotalPassed, ResultAssertions.Why(result));
        else result.SubIndication.ShouldNotBe(SubIndication.RevokedNoPoe, ResultAssertions.Why(result));
    }

    [Property(MaxTest = 12, Arbitrary = [typeof(Cases)])]
    public async Task A_timestamp_of_a_stranger_changes_nothing(Case c)
    {
        var file = await SignedAsync(ShortLived, stampedAt: null);
        var stranger = new Pki.TestWorld(name: "La").Units[0];
        var before = (await file.ValidateAsync(c.Options))[0];

        var after = (await (await file.StampAsync(stranger, Day(1))).ValidateAsync(c.Options))[0];

        (after.Indication, after.SubIndication, after.BestSignatureTime).ShouldBe((before.Indication, before.SubIndication, before.BestSignatureTime));
    }

    /// <summary>What is true of one moment of validation must not be denied by passing at a later one without new evidence.</summary>
    [Property(MaxTest = 12, Arbitrary = [typeof(Cases)])]
    public async Task Time_alone_never_makes_a_signature_pass(Case c)
    {
        var file = (await SignedAsync(ShortLived, stampedAt: c.HasStore ? 0 : null, unit: ShortUnit)).WithStore(1, ShortLived, ShortUnit);
        var early = (await file.ValidateAsync(c.Options with { At = Day(2) }))[0];
        var late = (await file.ValidateAsync(c.Options))[0];

        if (late.Indication == Indication.TotalPassed) early.Indication.ShouldBe(Indication.TotalPassed, ResultAssertions.Why(early));
    }
}
