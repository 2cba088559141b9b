using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Xunit;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reports;

public sealed partial class ReportPageTests
{
    public static TheoryData<ReportDepth, ReportLanguage> All => new(
        from depth in Enum.GetValues<ReportDepth>() from language in Enum.GetValues<ReportLanguage>() select (depth, language));

    [Theory]
    [MemberData(nameof(All))]
    public void The_page_needs_nothing_but_itself(ReportDepth depth, ReportLanguage language)
    {
        var html = ValidationReports.ToHtml([SampleReports.Many], depth, language);

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        html.ShouldNotContain("src=");
        html.ShouldNotContain("href=");
        html.ShouldNotContain("url(");
        var policy = Policy().Match(html).Groups[1].Value;
        policy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
        var style = Style().Match(html).Groups[1].Value;
        policy.ShouldContain($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_screen_reader_finds_its_way(ReportDepth depth, ReportLanguage language)
    {
        var html = ValidationReports.ToHtml([SampleReports.Many], depth, language);

        html.ShouldContain(language == ReportLanguage.Vietnamese ? "<html lang=\"vi\">" : "<html lang=\"en\">");
        Regex.Count(html, "<h1>").ShouldBe(1);
        var levels = Heading().Matches(html).Select(m => int.Parse(m.Groups[1].ValueSpan, null)).ToList();
        levels[0].ShouldBe(1);
        levels.Zip(levels.Skip(1)).ShouldAllBe(pair => pair.Second <= pair.First + 1);
        levels.Count(l => l == 3).ShouldBe(5);
        Regex.Count(html, "<table ").ShouldBe(Regex.Count(html, "<table [^>]*>\n<caption>[^<]+</caption>"));
        Regex.Count(html, "<th>").ShouldBe(0, "each heading of a table says for what");
        if (depth != ReportDepth.Simple)
            html.ShouldContain("<bdi lang=\"en\">The signature value verifies.</bdi>");
    }

    [Fact]
    public void Each_depth_tells_more_than_the_one_before()
    {
        var pages = Enum.GetValues<ReportDepth>().Select(d => ValidationReports.ToHtml([SampleReports.Many], d, ReportLanguage.English)).ToList();

        pages[0].ShouldNotContain("EN 319 102-1");
        pages[0].ShouldNotContain("SIG_CONSTRAINTS_FAILURE");
        pages[1].ShouldContain("SIG_CONSTRAINTS_FAILURE");
        pages[1].ShouldContain("Vietnam National Root CA");
        pages[1].ShouldContain("not revoked; OCSP in the document, as of 17 Nov 2026 09:30:00 (UTC+07:00)");
        pages[1].ShouldNotContain("5401010203040506070809");
        pages[2].ShouldContain("5401010203040506070809");
        pages[2].Replace("<wbr>", string.Empty, StringComparison.Ordinal).ShouldContain(new string('B', 64));
        pages[2].ShouldContain("2026-11-17T02:30:04Z");
        pages[2].ShouldContain("The path was built in one attempt.");
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("a\u202Egnp.exe", "a[U+202E]gnp.exe")]
    [InlineData("\u2066x\u2069\u200B\uFEFF", "[U+2066]x[U+2069][U+200B][U+FEFF]")]
    [InlineData("a\u0000\u001B[31m\r\n\u0085\u2028", "a[U+0000][U+001B][31m[U+000D][U+000A][U+0085][U+2028]")]
    [InlineData("\uE000", "[U+E000]")]
    [InlineData("Nguye\u0302\u0303n", "Nguye\u0302\u0303n")]
    [InlineData("a\u0301\u0301\u0301\u0301\u0301\u0301\u0301b", "a\u0301\u0301\u0301\u0301b")]
    public void Names_of_strangers_are_neutralised(string name, string shown)
    {
        var subject = SampleReports.Subject(SampleReports.Passed with { Signer = name });

        ValidationReports.ToHtml([subject], ReportDepth.Simple, ReportLanguage.Vietnamese)
            .Replace("<wbr>", string.Empty, StringComparison.Ordinal).ShouldContain($"<td><bdi>{shown}</bdi></td>");
    }

    [Fact]
    public void Half_a_character_is_replaced()
    {
        // Not as a theory: attributes cannot hold it.
        var subject = SampleReports.Subject(SampleReports.Passed with { Signer = "\uD800x" });

        ValidationReports.ToHtml([subject], ReportDepth.Simple, ReportLanguage.Vietnamese).ShouldContain("<td><bdi>\uFFFDx</bdi></td>");
    }

    [Property]
    public void No_name_changes_the_structure(NonNull<string> name)
    {
        static string Shape(string text)
        {
            var signature = SampleReports.Unknown with
            {
                Field = text, Signer = text, Authority = text, Email = text, SerialNumber = text, Details = [text],
                Chain = [SampleReports.Passed.Chain[0] with { Subject = text, Issuer = text }],
                Checks = [new ValidationCheck(BuildingBlock.Format, CheckStatus.Noted, null, text)],
            };
            var subject = SampleReports.Subject(signature) with { File = text };
            return string.Concat(Tag().Matches(ValidationReports.ToHtml([subject], ReportDepth.Diagnostic, ReportLanguage.English)).Select(m => m.Value).Where(t => t != "<wbr>"));
        }

        Shape(name.Get).ShouldBe(Shape("name"));
    }

    [Fact]
    public void Times_at_the_edge_of_the_calendar_are_shown()
    {
        var signature = SampleReports.Passed with { SigningTime = DateTimeOffset.MaxValue, BestSignatureTime = DateTimeOffset.MinValue };

        var html = ValidationReports.ToHtml([SampleReports.Subject(signature)], ReportDepth.Diagnostic, ReportLanguage.Vietnamese);

        html.ShouldContain("31/12/9999 23:59:59 (UTC)");
        html.ShouldContain("01/01/0001 07:00:00 (UTC+07:00)");
    }

    [Fact]
    public void Without_end_is_cut()
    {
        var signature = SampleReports.Passed with
        {
            Signer = new string('x', 1_000_000),
            Pages = [.. Enumerable.Range(1, 100_000)],
            Modifications = Modifications.Suspicious,
            Checks = [.. Enumerable.Repeat(SampleReports.Passed.Checks[0], 100_000)],
        };

        ValidationReports.ToHtml([SampleReports.Subject(signature)], ReportDepth.Diagnostic, ReportLanguage.Vietnamese).Length.ShouldBeLessThan(500_000);
    }

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<h([1-6])>")]
    private static partial Regex Heading();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
