using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Signing;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>The rectangle is where other people's programs draw and find the word, in the coordinates of the signer.</summary>
public sealed class KeywordRectangleTests
{
    private const double Tolerance = 2;
    private const string Word = "Phượng";

    public static TheoryData<string, string> Pages => new()
    {
        { "/MediaBox[0 0 500 600]", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]/Rotate 90", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]/Rotate 180", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]/Rotate 270", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]/Rotate 90", "0 1 -1 0 300 200" },
        { "/MediaBox[-50 20 450 620]/CropBox[0 100 400 500]", "1 0 0 1 60 300" },
        { "/MediaBox[-50 20 450 620]/CropBox[0 100 400 500]/Rotate 90", "1 0 0 1 60 300" },
        { "/MediaBox[-50 20 450 620]/CropBox[0 100 400 500]/Rotate 270", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]", "0 1 -1 0 300 200" },
        { "/MediaBox[0 0 500 600]", "0.8 0.6 -0.6 0.8 150 200" },
        { "/MediaBox[0 0 500 600]/UserUnit 2", "1 0 0 1 60 300" },
        { "/MediaBox[0 0 500 600]/UserUnit 1.5/Rotate 90", "1 0 0 1 60 300" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_drawn_word_fills_it(string entries, string matrix)
    {
        var (file, hit, page) = await OnlyHitAsync(entries, matrix);
        var path = Path.Combine(Path.GetTempPath(), $"place-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
            (await Peers.RunAsync("pdftoppm", "-r", "72", "-cropbox", "-gray", "-singlefile", path, path)).Exit.ShouldBe(0);

            var (ink, width, height) = Ink(await File.ReadAllBytesAsync(path + ".pgm", TestContext.Current.CancellationToken));

            // poppler draws one unit as one point, whatever /UserUnit says.
            var (x, y, w, h) = (hit.X / page.UserUnit, hit.Y / page.UserUnit, hit.Width / page.UserUnit, hit.Height / page.UserUnit);
            (width, height).ShouldBe(((int)(page.Displayed.Width / page.UserUnit), (int)(page.Displayed.Height / page.UserUnit)));
            ink.Left.ShouldBeInRange(x - Tolerance, x + (w / 3));
            ink.Right.ShouldBeInRange(x + w - (w / 3), x + w + Tolerance);
            ink.Bottom.ShouldBeInRange(y - Tolerance, y + (h / 3));
            ink.Top.ShouldBeInRange(y + h - (h / 3), y + h + Tolerance);
            if (matrix.StartsWith("1 0", StringComparison.Ordinal) || matrix.StartsWith("0 1", StringComparison.Ordinal))
                ((ink.Right - ink.Left) / w > 0.9 || (ink.Top - ink.Bottom) / h > 0.9).ShouldBeTrue("the word does not fill its box along the line");
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".pgm");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_signer_would_put_a_box_on_the_word(string entries, string matrix)
    {
        var (_, hit, page) = await OnlyHitAsync(entries, matrix);
        var numbers = matrix.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();

        var rect = SigningPlace.On(page, hit).Rect.Items.Select(n => ((KonTum.Tthc.Pades.Objects.PdfNumber)n).Value).ToArray();

        // The start of the baseline, in user space.
        numbers[4].ShouldBeInRange(rect[0] - 0.01, rect[2] + 0.01);
        numbers[5].ShouldBeInRange(rect[1] - 0.01, rect[3] + 0.01);
        var along = 20 * new KonTum.Tthc.Pades.Appearance.FontSubsetting().Measure(Word);
        (numbers[4] + (along * numbers[0])).ShouldBeInRange(rect[0] - 0.1, rect[2] + 0.1);
        (numbers[5] + (along * numbers[1])).ShouldBeInRange(rect[1] - 0.1, rect[3] + 0.1);
    }

    [Theory]
    [InlineData("/MediaBox[0 0 500 600]")]
    [InlineData("/MediaBox[0 0 500 600]/Rotate 90")]
    [InlineData("/MediaBox[0 0 500 600]/Rotate 180")]
    [InlineData("/MediaBox[0 0 500 600]/Rotate 270")]
    public async Task Poppler_and_mupdf_find_the_word_there(string entries)
    {
        var (file, hit, page) = await OnlyHitAsync(entries, "1 0 0 1 60 300");
        var top = page.Displayed.Height - hit.Y - hit.Height;
        var path = Path.Combine(Path.GetTempPath(), $"place-{Guid.NewGuid():N}.pdf");
        try
        {
            await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
            var (_, words) = await Peers.RunAsync("pdftotext", "-bbox", path, "-");
            var (_, structured) = await Peers.RunAsync("mutool", "draw", "-q", "-F", "stext", path, "1");

            Box(words, $"<word xMin=\"(.*?)\" yMin=\"(.*?)\" xMax=\"(.*?)\" yMax=\"(.*?)\">{Word}</word>")
                .ShouldBe([hit.X, top, hit.X + hit.Width, top + hit.Height], Tolerance);
            Box(WebUtility.HtmlDecode(structured), "<line bbox=\"(\\S+) (\\S+) (\\S+) (\\S+)\"")
                .ShouldBe([hit.X, top, hit.X + hit.Width, top + hit.Height], Tolerance);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_keyword_over_two_lines_has_a_box_for_each()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("Họ tên: Nguyễn", 60, 300) + pages.Line("Thị Phượng", 60, 270));

        var hit = (await pages.FindAsync("Nguyễn Thị")).Hits.ShouldHaveSingleItem();

        hit.Lines.Count.ShouldBe(2);
        hit.Lines[0].X.ShouldBeGreaterThan(100);
        hit.Lines[1].X.ShouldBe(60, 0.01);
        (hit.Rectangle.X, hit.Rectangle.Y).ShouldBe((hit.Lines[1].X, hit.Lines[1].Y));
        (hit.Rectangle.Y + hit.Rectangle.Height).ShouldBe(hit.Lines[0].Y + hit.Lines[0].Height, 0.01);
    }

    private static double[] Box(string text, string pattern)
    {
        var match = Regex.Match(text, pattern);
        match.Success.ShouldBeTrue(text);
        return [.. match.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture))];
    }

    private static async Task<(byte[] File, PageRectangle Hit, PdfPage Page)> OnlyHitAsync(string entries, string matrix)
    {
        var pages = new TextPages();
        var file = pages.Page($"BT /F 20 Tf {matrix} Tm {pages.Hex(Word)} Tj ET", entries).Build();
        var result = await TextPages.FindAsync(file, Word);
        result.Answer.ShouldBe(KeywordAnswer.One);
        return (file, result.Hits[0].Rectangle, PageTree.Read(PdfDocument.Open(ByteSource.Of(file))).Pages[0]);
    }

    /// <summary>The box of everything dark, from the lower left corner.</summary>
    private static ((double Left, double Bottom, double Right, double Top) Box, int Width, int Height) Ink(byte[] pgm)
    {
        var header = Regex.Match(TestPdf.Text(pgm[..40]), @"^P5\s+(\d+)\s+(\d+)\s+255\s");
        var (width, height) = (int.Parse(header.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(header.Groups[2].Value, CultureInfo.InvariantCulture));
        var dark = Enumerable.Range(0, width * height).Where(i => pgm[header.Length + i] < 160).ToList();
        dark.ShouldNotBeEmpty();
        return (
            (dark.Min(i => i % width), height - 1 - dark.Max(i => i / width), dark.Max(i => i % width) + 1, height - dark.Min(i => i / width)),
            width,
            height);
    }
}
