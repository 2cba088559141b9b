using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Every attack on files with each kind of cross-reference, signed once and twice, certified and not.</summary>
public sealed class AttackMatrixTests
{
    public static TheoryData<string> Names => [.. Attack.All.Select(a => a.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_attack_is_suspicious_in_every_kind_of_file(string name)
    {
        var attack = Attack.All.Single(a => a.ToString() == name);
        foreach (var (file, what, signatures, isCertified) in SignedFiles.All)
        {
            if (isCertified && attack.NeedsUncertified)
                continue;

            var results = await Signer.ValidateAsync(attack.Do(file).Bytes);

            results.Count.ShouldBe(signatures - attack.Loses, what);
            foreach (var result in results)
            {
                result.Indication.ShouldNotBe(Indication.TotalPassed, $"{what}, {result.Field}");
                var isCaught = result.Integrity == Integrity.Broken || result.Modifications == Modifications.Suspicious;
                isCaught.ShouldBeTrue($"{what}, {result.Field}: {string.Join(' ', result.Details)}");
                if (attack.Pages is { } pages && result.Integrity == Integrity.Intact)
                    result.Pages.ShouldBe(pages, $"{what}, {result.Field}: {string.Join(' ', result.Details)}");
            }
        }
    }

    [Fact]
    public async Task The_files_are_valid_before_they_are_attacked()
    {
        foreach (var (file, what, signatures, _) in SignedFiles.All)
        {
            var results = await Signer.ValidateAsync(file.Bytes);

            results.Count.ShouldBe(signatures, what);
            results.ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Modifications != Modifications.Suspicious, what);
        }
    }
}
