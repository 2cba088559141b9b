using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Signed documents of others: genuine ones, broken ones, and shadow attacks.</summary>
public sealed class SignedCorpusTests
{
    /// <summary>Entry 11 of its cross-reference points at nothing: part of the prepared attack, and a reason to refuse.</summary>
    private const string CannotBeSignedAgain =
        "signed/shadow/hide-and-replace/variant-1_change_object_references/3_original-document-shadowed-signed.pdf";

    public static TheoryData<string> Files => Corpus.Names(Corpus.Signed);

    public static TheoryData<string> Intact =>
        Corpus.Names([.. Corpus.Signed.Where(e => e.Expected == "intact" && e.File != CannotBeSignedAgain)]);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_document_is_judged_as_expected(string file)
    {
        Corpus.Need();
        var entry = Corpus.Signed.Single(e => e.File == file);

        var results = await Signer.ValidateAsync(await File.ReadAllBytesAsync(entry.Path, TestContext.Current.CancellationToken));

        Verdict(results).ShouldBe(entry.Expected, string.Join('\n', results.SelectMany(r => r.Details)));
        results.Count.ShouldBe(entry.Signatures);
    }

    [Theory]
    [MemberData(nameof(Intact))]
    public async Task Earlier_signatures_keep_their_result_after_ours(string file)
    {
        Corpus.Need();
        var input = await File.ReadAllBytesAsync(Corpus.Signed.Single(e => e.File == file).Path, TestContext.Current.CancellationToken);
        var before = await Signer.ValidateAsync(input);

        var after = await Signer.ValidateAsync(await Signer.SignAsync(input));

        after.Count.ShouldBe(before.Count + 1);
        after[^1].Indication.ShouldBe(Indication.TotalPassed);
        foreach (var (old, now) in before.Zip(after))
        {
            now.Field.ShouldBe(old.Field);
            (now.Indication, now.SubIndication, now.Integrity).ShouldBe((old.Indication, old.SubIndication, old.Integrity));
            now.Modifications.ShouldBe(Modifications.Permitted, string.Join('\n', now.Details));
        }
    }

    private static string Verdict(IReadOnlyList<SignatureResult> results) =>
        results.Count == 0 ? "no_signature"
        : results.Any(r => r.Integrity == Integrity.Broken) ? "broken"
        : results.Any(r => r.Modifications == Modifications.Suspicious) ? "modified" : "intact";
}
