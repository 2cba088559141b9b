using System.Text;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Appearance;

public class SignatureAppearanceTests
{
    private static readonly string[] Lines =
        ["Người ký: Nguyễn Thị Phượng", "Đơn vị: UBND phường Quyết Thắng", "CA: VNPT-CA", "Thời gian: 23/11/2026 09:43:03 +07:00"];

    private static readonly bool HasPoppler = File.Exists("/usr/bin/pdftotext") && File.Exists("/usr/bin/pdftoppm");

    [Theory]
    [InlineData(SignatureLayout.ImageLeft)]
    [InlineData(SignatureLayout.ImageAbove)]
    [InlineData(SignatureLayout.TextOnly)]
    public void Poppler_reads_the_vietnamese_text_back(SignatureLayout layout)
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");

        var text = ExtractText(SignatureAppearance.Render(220, 90, Visible(Lines, layout), border: true));

        foreach (var line in Lines) text.ShouldContain(line);
    }

    [Fact]
    public void Decomposed_input_is_written_in_composed_form()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        var decomposed = "Nguyễn Thị Phượng".Normalize(NormalizationForm.FormD);

        var text = ExtractText(SignatureAppearance.Render(200, 50, Visible([decomposed])));

        decomposed.Length.ShouldBeGreaterThan("Nguyễn Thị Phượng".Normalize(NormalizationForm.FormC).Length);
        text.Trim().ToCharArray().ShouldBe("Nguyễn Thị Phượng".Normalize(NormalizationForm.FormC).ToCharArray());
    }

    [Fact]
    public void Every_vietnamese_letter_survives_and_dyet_is_not_taken_for_eth()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        const string lower = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";

        var text = ExtractText(SignatureAppearance.Render(600, 60, Visible([lower, "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴ", "ĐÐ"])));

        text.ShouldContain(lower);
        text.ShouldContain("ĐEÈ");
        text.ShouldContain("ĐÐ");
    }

    [Fact]
    public void A_character_without_a_glyph_is_refused_by_name()
    {
        var refusal = Should.Throw<PdfRefusedException>(() => SignatureAppearance.Render(200, 50, Visible(["Ký 漢"])));

        refusal.Reason.ShouldBe(PdfRefusal.MissingGlyph);
        refusal.Message.ShouldContain("U+6F22");
    }

    [Fact]
    public void Long_text_shrinks_and_wraps_but_loses_nothing()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        var reason = string.Join(' ', Enumerable.Range(1, 60).Select(number => $"từ{number}"));

        var appearance = SignatureAppearance.Render(180, 80, Visible([reason]));

        var words = ExtractText(appearance).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        words.ShouldBe(reason.Split(' '));
        SizeOf(appearance).ShouldBeInRange(4, 11.75);
    }

    [Fact]
    public void What_cannot_fit_at_four_points_ends_in_an_ellipsis()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        var appearance = SignatureAppearance.Render(60, 20, Visible([string.Join(' ', Enumerable.Repeat("rất dài", 100))]));

        SizeOf(appearance).ShouldBe(4);
        ExtractText(appearance).Trim().ShouldEndWith("…");
    }

    [Fact]
    public void A_transparent_seal_lets_the_ground_shine_through()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        var appearance = SignatureAppearance.Render(100, 100, new VisibleSignature
        {
            Page = 1, Rectangle = default, Layout = SignatureLayout.ImageOnly, Image = TestPictures.Seal(),
        });

        var (pixel, _, _) = Draw(appearance);

        pixel(50, 10).ShouldBe((200, 0, 0), "the ring is opaque");
        pixel(50, 22).ShouldBe((204, 229, 255), "between ring and core is the ground");
        pixel(50, 50).Red.ShouldBeInRange(200, 204);
        pixel(50, 50).Green.ShouldBeInRange(105, 125);
    }

    [Fact]
    public void An_empty_signature_draws_nothing()
    {
        var appearance = SignatureAppearance.Render(100, 50, Visible(["  "]));

        appearance.Fonts.ShouldBeEmpty();
        appearance.Images.ShouldBeEmpty();
    }

    [Fact]
    public void The_subset_is_small_and_stays_the_same()
    {
        var first = SignatureAppearance.Render(220, 90, Visible(Lines)).Fonts.Single();
        var second = SignatureAppearance.Render(220, 90, Visible(Lines)).Fonts.Single();

        first.TrueType.Length.ShouldBeLessThan(20_000);
        first.BaseFont.ShouldMatch("^[A-Z]{6}\\+Roboto-Regular$");
        second.BaseFont.ShouldBe(first.BaseFont);
        second.TrueType.ShouldBe(first.TrueType);
    }

    [Fact]
    public void An_independent_reader_accepts_the_subset_and_its_checksums()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ttx"), "fonttools is not installed");
        using var peer = new OpenSsl();
        var font = SignatureAppearance.Render(220, 90, Visible(Lines)).Fonts.Single();
        peer.Write("subset.ttf", font.TrueType);

        var (code, output) = peer.RunProgram("/usr/bin/ttx", "-v", "-e", "-o", "subset.ttx", "subset.ttf");

        code.ShouldBe(0, output);
        output.ShouldNotContain("bad checksum");
        var dump = Encoding.UTF8.GetString(peer.Read("subset.ttx"));
        dump.ShouldContain("<component ");
        dump.ShouldContain($"<numGlyphs value=\"{dump.Split("<TTGlyph ").Length - 1}\"/>");
    }

    internal static VisibleSignature Visible(IReadOnlyList<string> lines, SignatureLayout layout = SignatureLayout.TextOnly) => new()
    {
        Page = 1,
        Rectangle = default,
        Lines = lines,
        Layout = layout,
        Image = layout == SignatureLayout.TextOnly ? null : TestPictures.Seal(),
    };

    internal static (Func<int, int, (int Red, int Green, int Blue)> Pixel, int Width, int Height) Draw(AppearanceContent appearance)
    {
        using var peer = new OpenSsl();
        peer.Write("page.pdf", AppearancePdf.Write(appearance));
        var (code, output) = peer.RunProgram("/usr/bin/pdftoppm", "-r", "72", "page.pdf", "page");
        code.ShouldBe(0, output);
        output.ShouldBeEmpty();
        var image = peer.Read("page-1.ppm");
        var header = Encoding.ASCII.GetString(image, 0, 20).Split((char[])[' ', '\n'], 5);
        var (width, height) = (int.Parse(header[1], null), int.Parse(header[2], null));
        var start = image.Length - (width * height * 3);
        return ((x, y) => (image[start + (((y * width) + x) * 3)], image[start + (((y * width) + x) * 3) + 1], image[start + (((y * width) + x) * 3) + 2]), width, height);
    }

    private static double SizeOf(AppearanceContent appearance) =>
        double.Parse(Encoding.ASCII.GetString(appearance.Content).Split("/F0 ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string ExtractText(AppearanceContent appearance)
    {
        using var peer = new OpenSsl();
        var pdf = AppearancePdf.Write(appearance);
        peer.Write("page.pdf", pdf);
        var (code, output) = peer.RunProgram("/usr/bin/pdftotext", "-layout", "page.pdf", "page.txt");
        code.ShouldBe(0, output);
        output.ShouldBeEmpty();
        return Encoding.UTF8.GetString(peer.Read("page.txt")).TrimEnd('\f', '\n');
    }
}
