using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Strangers;

/// <summary><c>tthc demo --pdf</c> with files from many programs of the world; poppler judges what comes out.</summary>
public sealed class DemonstrationFiles(CalmPlatform platform)
{
    /// <summary>What each stands for; the corpus lists more of their features.</summary>
    public static TheoryData<string, string> Signable { get; } = new()
    {
        { "pdfbox-rot90.pdf", "rotated by 90°" },
        { "pdfbox-rot180.pdf", "rotated by 180°" },
        { "pdfbox-rot270.pdf", "rotated by 270°" },
        { "qpdf-inherited-rotate.pdf", "rotation inherited" },
        { "pypdf-minimal-document.pdf", "cross-reference stream and object streams" },
        { "pdfjs-bug1937438_from_word.pdf", "hybrid, written by Word" },
        { "pdfjs-empty.pdf", "linearized" },
        { "pdfbox-hello3.pdf", "hybrid and linearized, tagged" },
        { "pdf20-PDF_2.0_via_incremental_save.pdf", "several revisions, PDF 2.0" },
        { "pdf20-PDF_2.0_with_offset_start.pdf", "header not at the start" },
        { "pdfjs-issue15789.pdf", "origin of the page not 0 0" },
        { "pdfjs-bug1947248_forms.pdf", "form" },
        { "pypdf-google-doc-document.pdf", "written by Google Docs" },
        { "pdfjs-visibility_expressions.pdf", "layers" },
    };

    /// <summary>What each stands for.</summary>
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "pypdf-libreoffice-writer-password.pdf", "PDF_NOT_SIGNABLE" },
        { "pdfbox-PasswordSample-256bit.pdf", "PDF_NOT_SIGNABLE" },
        { "pdfjs-issue18986.pdf", "PDF_NOT_SIGNABLE" },
        { "qpdf-bad7.pdf", "PDF_NOT_SIGNABLE" },
        { "qpdf-bad1.pdf", "INVALID_REQUEST" },
        { "qpdf-issue-148.pdf", "INVALID_REQUEST" },
    };

    [Theory]
    [MemberData(nameof(Signable))]
    public async Task A_file_goes_through_the_whole_journey(string file, string what)
    {
        using var run = await DemoAsync(file);

        run.Exit.ShouldBe(0, $"{what}: {run.Output}\n{run.Error}");
        var signed = run.File("signed.pdf");
        await Programs.ShouldBeSignedAsync(signed, "Người ký: Nguyễn Thị Phượng");
        var original = await File.ReadAllBytesAsync(run.Source, TestContext.Current.CancellationToken);
        (await File.ReadAllBytesAsync(signed, TestContext.Current.CancellationToken)).AsSpan(0, original.Length).SequenceEqual(original)
            .ShouldBeTrue("the signature is an incremental update");
        run.Json("history.json").Items("entries").ShouldHaveSingleItem().Text("signer").ShouldBe("Nguyễn Thị Phượng");
        run.Json("validation.json").Items("signatures").ShouldHaveSingleItem().Text("indication").ShouldBe("INDICATION_TOTAL_PASSED");
        File.ReadLines(run.File("events.jsonl")).Count(line => JsonNode.Parse(line).Text("type") == "attachment_signed").ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_signed_ends_with_its_reason(string file, string code)
    {
        using var run = await DemoAsync(file);

        run.Exit.ShouldBe(2, $"{run.Output}\n{run.Error}");
        run.Error.ShouldStartWith(code);
        File.Exists(run.File("signed.pdf")).ShouldBeFalse();
    }

    private async Task<Run> DemoAsync(string file)
    {
        var source = Repository.Corpus("plain").SingleOrDefault(f => Path.GetFileName(f) == file);
        Assert.SkipUnless(source is not null, Repository.CorpusMissing);
        var folder = Directory.CreateTempSubdirectory("tthc-demo-");
        var (exit, output, error) = await Programs.RunAsync(
            "dotnet",
            [
                ServerProcess.Assembly("Cli", "tthc.dll"), "demo",
                "--pdf", source, "--out", folder.FullName, "--endpoints", platform.EndpointsFile,
            ]);
        return new Run(exit, output, error, source, folder);
    }

    private sealed record Run(int Exit, string Output, string Error, string Source, DirectoryInfo Folder) : IDisposable
    {
        public string File(string name) => Path.Combine(Folder.FullName, name);

        public JsonNode Json(string name) => JsonNode.Parse(System.IO.File.ReadAllText(File(name)))!;

        public void Dispose() => Folder.Delete(recursive: true);
    }
}
