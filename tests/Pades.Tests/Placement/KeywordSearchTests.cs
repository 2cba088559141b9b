using System.Text;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>What counts as the keyword, whatever way a writer has to put it on a page.</summary>
public sealed class KeywordSearchTests
{
    private const string Name = "Nguyễn Thị Phượng";

    [Theory]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormD)]
    public async Task Any_normal_form_finds_any_other(NormalizationForm inFile, NormalizationForm asked)
    {
        var pages = new TextPages();
        pages.Page(pages.Line($"Kính gửi: {Name}, cán bộ".Normalize(inFile)));

        var result = await pages.FindAsync(Name.Normalize(asked));

        result.Answer.ShouldBe(KeywordAnswer.One);
        var hit = result.Hits.ShouldHaveSingleItem();
        (hit.Before, hit.Match, hit.After).ShouldBe(("Kính gửi: ", Name, ", cán bộ"));
    }

    public static TheoryData<string, string> Ways => new()
    {
        { "one string for each letter", string.Concat(Name.Select(c => $"{{{c}}} Tj ")) },
        { "kerning", "[" + string.Join(" -30 ", Name.Select(c => $"{{{c}}}")) + "] TJ" },
        { "blanks that are only gaps", "[{Nguyễn} -250 {Thị} -300 {Phượng}] TJ" },
        { "narrow gaps", "[{Nguyễn} -160 {Thị} -160 {Phượng}] TJ" },
        { "no-break space and several blanks", "{Nguyễn\u00A0Thị   Phượng} Tj" },
        { "two fonts of different size", "{Nguyễn } Tj /F 18 Tf {Thị Phượng} Tj" },
        { "letters set wide by character spacing", "6 Tc {Nguyễn Thị Phượng} Tj 0 Tc" },
        { "half of the width", "50 Tz {Nguyễn Thị Phượng} Tj 100 Tz" },
        { "a line break", "{Nguyễn Thị} Tj 0 -24 Td {Phượng} Tj" },
        { "a line break with leading", "24 TL {Nguyễn} Tj {Thị} ' 1 0 {Phượng} \"" },
        { "invisible", "3 Tr {Nguyễn Thị Phượng} Tj 0 Tr" },
        { "raised", "{Nguyễn } Tj 5 Ts {Thị } Tj 0 Ts {Phượng} Tj" },
        { "drawn twice to look bold", "{Nguyễn Thị Phượng} Tj 1 0 0 1 60.4 300 Tm {Nguyễn Thị Phượng} Tj" },
        { "marked content and other operators between", "{Nguyễn } Tj /Span <</Lang(vi)>> BDC 1 0 0 rg {Thị} Tj EMC { Phượng} Tj" },
        { "soft hyphen at a line end", "{Nguyễn Thị Phư} Tj /H 20 Tf (\\255) Tj /F 20 Tf 0 -24 Td {ợng} Tj" },
        { "marks shown after the line", "{Nguyên Thị} Tj 0 0 Td { Phượng} Tj" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task However_it_is_written(string way, string content)
    {
        way.ShouldNotBeEmpty();
        var pages = new TextPages();
        if (way == "marks shown after the line")
            content = "{Nguyên Thị Phượng} Tj 1 0 0 1 " + MarkPlace() + " 300 Tm {\u0303} Tj";
        pages.Page($"BT /F 20 Tf 1 0 0 1 60 300 Tm {Filled(pages, content)} ET");

        var result = await pages.FindAsync(Name);

        result.Answer.ShouldBe(KeywordAnswer.One);
        result.Hits[0].Match.ShouldBe(way.StartsWith("soft hyphen", StringComparison.Ordinal) ? "Nguyễn Thị Phư-ợng" : Name);
    }

    [Fact]
    public async Task Parts_that_are_shown_in_another_order_than_they_stand()
    {
        var pages = new TextPages();
        var width = 20 * new KonTum.Tthc.Pades.Appearance.FontSubsetting().Measure("Nguyễn ");
        pages.Page(pages.Line("Phượng", 60 + width + 40) + pages.Line("Nguyễn") + pages.Line("Thị", 60 + width));

        (await pages.FindAsync("Nguyễn Thị")).Answer.ShouldBe(KeywordAnswer.One);
    }

    [Fact]
    public async Task Columns_are_not_read_across()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("Người nộp", 60) + pages.Line("dòng hai", 60, 270) + pages.Line("đơn", 300) + pages.Line("cột hai", 300, 270));

        (await pages.FindAsync("nộp đơn")).Answer.ShouldBe(KeywordAnswer.None);
        (await pages.FindAsync("nộp dòng hai")).Answer.ShouldBe(KeywordAnswer.One);
    }

    [Theory]
    [InlineData("Nguye")]
    [InlineData("Phuong")]
    [InlineData("Nguyễn  ThịPhượng")]
    [InlineData("NguyễnThị")]
    [InlineData("nguyễn")]
    [InlineData("Phươn")]
    public async Task Other_letters_are_no_match(string keyword)
    {
        var pages = new TextPages();
        pages.Page(pages.Line(Name));

        var result = await pages.FindAsync(keyword);

        result.Answer.ShouldBe(KeywordAnswer.None);
        result.Hits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nguyễn THỊ", true, false)]
    [InlineData("Nguyen Thi Phuong", false, true)]
    [InlineData("NGUYEN thi", true, true)]
    [InlineData("Dang", false, true)]
    public async Task Case_and_marks_can_be_left_aside(string keyword, bool ignoreCase, bool ignoreDiacritics)
    {
        var pages = new TextPages();
        pages.Page(pages.Line($"Đặng {Name}"));

        (await pages.FindAsync(keyword)).Answer.ShouldBe(KeywordAnswer.None);
        var options = new KeywordSearchOptions { IgnoreCase = ignoreCase, IgnoreDiacritics = ignoreDiacritics };
        (await pages.FindAsync(keyword, options)).Answer.ShouldBe(KeywordAnswer.One);
    }

    [Fact]
    public async Task Ligatures_are_their_letters()
    {
        var pages = TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>",
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            TestPdf.Stream("BT /F1 24 Tf 50 300 Td (of\\001cial \\002) Tj ET"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/fi/f_l]>>>>",
        ]);

        (await TextPages.FindAsync(pages, "official fl")).Answer.ShouldBe(KeywordAnswer.One);
        (await TextPages.FindAsync(pages, "oﬃcial")).Answer.ShouldBe(KeywordAnswer.One);
    }

    [Fact]
    public async Task Text_in_forms_is_found_where_the_form_puts_it()
    {
        var pages = new TextPages();
        pages.Form("A", "q 1 0 0 1 10 20 cm /B Do Q").Form("B", pages.Line("Chữ ký", 5, 7), "/Matrix[2 0 0 2 100 200]");
        pages.Page("/A Do");

        var hit = (await pages.FindAsync("Chữ ký")).Hits.ShouldHaveSingleItem();

        hit.Rectangle.X.ShouldBe(10 + 100 + (2 * 5), 0.01);
        hit.Rectangle.Y.ShouldBeInRange(200 + 20 + 14 - 12, 200 + 20 + 14);
    }

    [Fact]
    public async Task Forms_that_show_themselves_come_to_an_end()
    {
        var pages = new TextPages();
        pages.Form("A", "/B Do").Form("B", pages.Line("Chữ ký") + "/A Do /B Do");
        pages.Page("/A Do");

        (await pages.FindAsync("Chữ ký")).Answer.ShouldBe(KeywordAnswer.One);
    }

    private static string Filled(TextPages pages, string content) =>
        System.Text.RegularExpressions.Regex.Replace(content, "{([^}]*)}", m => pages.Hex(m.Groups[1].Value));

    /// <summary>The end of "Nguyê", where a mark without width has its origin.</summary>
    private static string MarkPlace() =>
        (60 + (20 * new KonTum.Tthc.Pades.Appearance.FontSubsetting().Measure("Nguyê"))).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
