using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Every document of the corpus: signed and read by other people's programs, or refused with a reason.</summary>
public sealed class PlainCorpusTests
{
    /// <summary>Its field tree doubles on each level; pdfsig does not come to an end on the unsigned original either.</summary>
    private const string TooMuchForPdfsig = "plain/qpdf-shared-unnamed-field.pdf";

    public static TheoryData<string> Files => Corpus.Names(Corpus.Plain);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_document_is_signed_or_refused_as_expected(string file)
    {
        Corpus.Need();
        var entry = Corpus.Plain.Single(e => e.File == file);
        var input = await File.ReadAllBytesAsync(entry.Path, TestContext.Current.CancellationToken);
        byte[] signed;
        try
        {
            signed = await Signer.SignAsync(input, Signer.Request(Signer.Visible) with { AllowDynamicXfa = true });
        }
        catch (PdfRefusedException e)
        {
            e.Reason.ShouldBeOneOf(PdfRefusal.NotPdf, PdfRefusal.Encrypted, PdfRefusal.BrokenStructure, PdfRefusal.NoPages);
            new[] { entry.Expected }.Concat(entry.AlsoAccept).ShouldContain("refuse", e.Message);
            return;
        }

        new[] { entry.Expected }.Concat(entry.AlsoAccept).ShouldContain("signable");
        signed.AsSpan(0, input.Length).SequenceEqual(input).ShouldBeTrue("the input is not a prefix");
        var results = await Signer.ValidateAsync(signed);
        // One of them came with a signature that a later rewriting of the file had broken.
        var own = results.Single(r => r.Coverage == Coverage.WholeFile);
        own.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', own.Details));
        await CheckWithPeersAsync(entry, signed);
    }

    private static async Task CheckWithPeersAsync(Corpus.Entry entry, byte[] signed)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pades-{Guid.NewGuid():N}.pdf");
        try
        {
            await File.WriteAllBytesAsync(path, signed, TestContext.Current.CancellationToken);
            var (exit, output) = await Peers.RunAsync("qpdf", "--check", path);
            // 0 clean, 3 warnings, 2 errors.
            var worst = entry.QpdfCheck switch { "clean" => 0, "warnings" => 3, _ => 2 };
            (exit == 0 || exit == worst || worst == 2).ShouldBeTrue(output);
            if (entry.File == TooMuchForPdfsig)
                return;
            var (_, report) = await Peers.RunAsync("pdfsig", "-nocert", path);
            var own = report[report.LastIndexOf("Signature #", StringComparison.Ordinal)..];
            own.ShouldContain("Signature Validation: Signature is Valid.");
            own.ShouldContain("Total document signed");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
