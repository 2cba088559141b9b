using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary><c>tthc pdf validate</c> as a process: what scripts get.</summary>
public sealed class ValidateProcessTests
{
    [Fact]
    public async Task Any_mixture_of_files_gives_one_line_each_in_their_order()
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("signed.pdf"));
        Directory.CreateDirectory(place.Path("folder.pdf"));
        await File.WriteAllTextAsync(place.Path("text.pdf"), "no pdf", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("empty.pdf"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(place.Path("@list"), "nothing to be read here", TestContext.Current.CancellationToken);
        string[] odd = ["có dấu cách.pdf", "two\nlines.pdf", "từ \u202Ephải.pdf", "\u1EA1\u0301.pdf"];
        foreach (var name in odd)
            File.Copy(place.Path("signed.pdf"), place.Path(name));
        string[] files =
        [
            place.Path("folder.pdf"), place.Path("text.pdf"), place.Path("empty.pdf"), place.Path("@list"), place.Path("missing.pdf"), "", .. odd.Select(place.Path),
            place.Pdf(), place.Path("signed.pdf"),
        ];

        var (exit, output, error) = await TthcProcess.RunAsync(["pdf", "validate", "--json", .. files]);

        exit.ShouldBe(2);
        error.ShouldBeEmpty();
        var lines = TthcProcess.Lines(output, "validate");
        lines.Select(l => l.GetProperty("file").GetString()).ShouldBe(files);
        lines.Select(l => l.TryGetProperty("reason", out var reason) ? reason.GetString() : "").ShouldBe(
            ["unreadable", "not_pdf", "not_pdf", "not_pdf", "unreadable", "unreadable", "", "", "", "", "", ""]);
        lines.Skip(6).Select(l => l.GetProperty("signatures").GetArrayLength()).ShouldBe([1, 1, 1, 1, 0, 1]);
        output.ShouldNotContain('\u202E');
        lines.Count(l => l.TryGetProperty("report", out _)).ShouldBe(0);
    }

    [Fact]
    public async Task The_default_line_holds_exactly_the_members_of_its_contract()
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("signed.pdf"));

        var (exit, output, _) = await TthcProcess.RunAsync("pdf", "validate", "--json", place.Path("signed.pdf"));

        exit.ShouldBe(1);
        var line = TthcProcess.Lines(output, "validate").Single();
        line.EnumerateObject().Select(m => m.Name).ShouldBe(["file", "outcome", "signatures"]);
        line.GetProperty("signatures")[0].EnumerateObject().Select(m => m.Name).ShouldBe(
            ["field", "kind", "indication", "sub_indication", "integrity", "coverage", "modifications", "signer", "authority", "signing_time", "level"]);
    }

    [Theory]
    [InlineData("simple", false, false)]
    [InlineData("detailed", true, false)]
    [InlineData("diagnostic", true, true)]
    public async Task A_report_is_added_when_it_is_asked_for(string depth, bool hasBlocks, bool hasSerial)
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("signed.pdf"));

        var (_, output, _) = await TthcProcess.RunAsync("pdf", "validate", "--json", "--report", depth, place.Path("signed.pdf"));

        var report = TthcProcess.Lines(output, "validate").Single().GetProperty("report");
        report.GetProperty("depth").GetString().ShouldBe(depth);
        report.GetProperty("result").GetString().ShouldBe("indeterminate");
        var signature = report.GetProperty("signatures")[0];
        signature.TryGetProperty("building_blocks", out var blocks).ShouldBe(hasBlocks);
        if (hasBlocks)
            blocks.GetArrayLength().ShouldBeGreaterThan(3);
        signature.TryGetProperty("serial_number", out _).ShouldBe(hasSerial);
        report.TryGetProperty("sha256", out _).ShouldBe(hasSerial);
        signature.TryGetProperty("byte_range", out var range).ShouldBe(hasSerial);
        if (!hasSerial)
            return;
        var file = place.Bytes("signed.pdf");
        signature.GetProperty("sub_filter").GetString().ShouldBe("ETSI.CAdES.detached");
        var numbers = range.EnumerateArray().Select(n => n.GetInt32()).ToArray();
        (numbers[2] + numbers[3]).ShouldBe(file.Length);
        var held = Convert.FromHexString(Encoding.ASCII.GetString(file, numbers[1] + 1, numbers[2] - numbers[1] - 2));
        signature.GetProperty("contents_sha256").GetString().ShouldBe(Convert.ToHexString(SHA256.HashData(held)));
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_does_not_hang_the_tool()
    {
        using var place = new Workplace();
        var (exit, output, _) = await TthcProcess.BashAsync(
            $"mkfifo pipe && cat '{place.Pdf()}' | tthc pdf validate --json /dev/stdin pipe in.pdf", place.Folder);

        exit.ShouldBe(2);
        TthcProcess.Lines(output, "validate").Select(l => l.GetProperty("outcome").GetString()).ShouldBe(["refused", "refused", "validated"]);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_told()
    {
        using var place = new Workplace();
        var (exit, output, _) = await TthcProcess.BashAsync(
            $"chmod 000 '{place.Pdf()}'; [ -r in.pdf ] && exit 99; tthc pdf validate --json in.pdf", place.Folder);

        Assert.SkipWhen(exit == 99, "Root may read everything.");
        exit.ShouldBe(2);
        TthcProcess.Lines(output, "validate").Single().GetProperty("reason").GetString().ShouldBe("unreadable");
    }

    [Fact]
    public async Task Progress_goes_to_stderr_and_only_when_asked_for()
    {
        using var place = new Workplace();
        string[] files = [place.Pdf("a.pdf"), place.Pdf("b.pdf")];

        var quiet = await TthcProcess.RunAsync(["pdf", "validate", "--json", .. files]);
        var told = await TthcProcess.RunAsync(["pdf", "validate", "--json", "--progress", .. files]);

        quiet.Error.ShouldBeEmpty();
        told.Output.ShouldBe(quiet.Output);
        told.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [$"[1/2] {files[0]}: Tài liệu không có chữ ký số.", $"[2/2] {files[1]}: Tài liệu không có chữ ký số."]);
    }

    [Fact]
    public async Task A_time_beyond_the_calendar_does_not_stop_the_tool()
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("signed.pdf"));
        // The claimed time stands in the file as a hex string; another of the same length is put in its place.
        var text = Encoding.Latin1.GetString(place.Bytes("signed.pdf"));
        var at = text.IndexOf("/M <443A", StringComparison.Ordinal) + 4;
        at.ShouldBeGreaterThan(4);
        var late = Convert.ToHexString("D:99991231235959+00'00'"u8);
        var changed = text[..at] + late + text[(at + late.Length)..];
        await File.WriteAllBytesAsync(place.Path("late.pdf"), Encoding.Latin1.GetBytes(changed), TestContext.Current.CancellationToken);

        var (exit, output, _) = await TthcProcess.RunAsync("pdf", "validate", "--report", "diagnostic", place.Path("late.pdf"));

        exit.ShouldBe(1);
        output.ShouldContain("Thời điểm ký (tự khai): không ghi");
        output.ShouldContain("KHÔNG HỢP LỆ");
    }

    [Theory]
    [InlineData("--at", "yesterday")]
    [InlineData("--report", "long")]
    [InlineData("--lang", "fr")]
    [InlineData("--revocation", "never")]
    [InlineData("--trust", "no-such-file.pem")]
    [InlineData("--no-such-option", "x")]
    public async Task Wrong_words_end_with_2(string option, string value)
    {
        using var place = new Workplace();

        var (exit, output, error) = await TthcProcess.RunAsync("pdf", "validate", place.Pdf(), option, value);

        exit.ShouldBe(2, output);
        error.ShouldNotBeEmpty();
        error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("2026-11-20T09:30:00+07:00", "2026-11-20T02:30:00Z")]
    [InlineData("2026-11-20T02:30:00Z", "2026-11-20T02:30:00Z")]
    [InlineData("2026-11-20T09:30:00", "2026-11-20T02:30:00Z")]
    [InlineData("2026-11-20", "2026-11-19T17:00:00Z")]
    public async Task The_moment_of_validation_can_be_chosen(string at, string utc)
    {
        using var place = new Workplace();

        var (_, output, _) = await TthcProcess.RunAsync("pdf", "validate", "--json", "--report", "simple", "--at", at, place.Pdf());

        TthcProcess.Lines(output, "validate").Single().GetProperty("report").GetProperty("validated_at").GetString().ShouldBe(utc);
    }

    [Fact]
    public async Task Pages_are_written_for_all_or_for_each_and_never_over_something()
    {
        using var place = new Workplace();
        await Tthc.RunAsync("pdf", "sign", place.Pdf(), "--out", place.Path("signed.pdf"));
        Directory.CreateDirectory(place.Path("pages"));

        var one = await TthcProcess.RunAsync("pdf", "validate", place.Path("signed.pdf"), place.Path("in.pdf"), "--html", place.Path("report.html"), "--lang", "en");
        var again = await TthcProcess.RunAsync("pdf", "validate", place.Path("signed.pdf"), "--html", place.Path("report.html"));
        var over = await TthcProcess.RunAsync("pdf", "validate", place.Path("signed.pdf"), "--html", place.Path("signed.pdf"), "--force");
        var each = await TthcProcess.RunAsync("pdf", "validate", place.Path("signed.pdf"), place.Path("signed.pdf"), "--html", place.Path("pages"));

        one.Exit.ShouldBe(1, one.Error);
        var page = await File.ReadAllTextAsync(place.Path("report.html"), TestContext.Current.CancellationToken);
        page.ShouldContain("<html lang=\"en\">");
        page.ShouldContain("The document has no digital signature.");
        again.Exit.ShouldBe(2);
        again.Error.ShouldContain("output_exists");
        over.Exit.ShouldBe(2);
        over.Error.ShouldContain("output_is_input");
        each.Exit.ShouldBe(1, each.Error);
        Directory.GetFiles(place.Path("pages")).Select(Path.GetFileName).Order().ShouldBe(["signed.pdf-2.html", "signed.pdf.html"]);
        place.Files().ShouldBe(["in.pdf", "report.html", "signed.pdf"]);
    }
}
