using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>
/// Pages made to cost as much as can be had for less than a megabyte. Each search ends with an answer or a typed refusal, soon after its own
/// limit of four seconds at the latest, and without taking the memory.
/// </summary>
public sealed class HostilePagesTests
{
    private const string Helvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    private const string Composite = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>";
    private const string Show = "BT /F1 9 Tf 9 9 Td (find me) Tj ET ";

    private static readonly Dictionary<string, Func<byte[]>> s_files = new(StringComparer.Ordinal)
    {
        ["a bomb of saves"] = () => Page(Bomb("q ", 30_000_000)),
        ["a bomb of restores"] = () => Page(Bomb("Q ", 30_000_000)),
        ["a bomb of letters"] = () => Page(Bomb("BT/F1 1 Tf(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)Tj ET ", 30_000_000)),
        ["a bomb of one string"] = () => Page(Bomb("a", 30_000_000, "BT/F1 1 Tf(")),
        ["a bomb of numbers"] = () => Page(Bomb("1 ", 30_000_000)),
        ["a bomb of brackets"] = () => Page(Bomb("[", 30_000_000)),
        ["a bomb of font changes"] = () => Page(Bomb("/F1 1 Tf ", 30_000_000)),
        ["a bomb of unknown forms"] = () => Page(Bomb("/X1 Do ", 30_000_000)),
        ["a bomb of inline images"] = () => Page(Bomb("BI ID E EIEIEIEI ", 30_000_000)),
        ["a bomb of marks"] = () => Page(Bomb("BT/F1 1 Tf(\\001\\001\\001\\001\\001\\001)Tj ET ", 30_000_000), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/uni0301]>>>>"),
        ["letters that are almost a keyword"] = () => Page(Bomb("BT/F1 .01 Tf 100 200 Td(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)Tj ET ", 9_000_000)),
        ["letters without order"] = () => Page(Stream(Scattered(40_000))),
        ["a letter of many characters"] = () => Page(
            Bomb("BT/F1 1 Tf<0041004100410041>Tj ET ", 9_000_000), Composite,
            CidFont(""), "<<>>", TestPdf.Stream("1 beginbfchar <0041> <" + string.Concat(Enumerable.Repeat("FB03", 32)) + "> endbfchar")),
        ["numbers beyond all bounds"] = () => Page(Stream("BT /F1 1e99 Tf 99999999999999999999999999999999999999999999 0 0 99999999999999999999 0 0 Tm (a) Tj ET " + Show)),
        ["forms that double"] = () => Doubling(22),
        ["forms that are deep"] = () => Doubling(60, "/X{0} Do"),
        ["a width for two thousand million glyphs"] = () => Page(Stream(Show), Composite, CidFont("/W[0 2000000000 500 7 9e99 1 -5 5 5]"), "<<>>", TestPdf.Stream("")),
        ["widths without end"] = () => Page(Stream(Show), Composite, CidFont("/W 7 0 R"), "[" + string.Concat(Enumerable.Repeat("0[1 1 1]", 60_000)) + "]", TestPdf.Stream("")),
        ["a map for four thousand million codes"] = () => Page(
            Stream(Show), Composite, CidFont(""), "<<>>",
            TestPdf.Stream("1 begincodespacerange <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <7fffffff> <0041> endbfrange 1 begincidrange <00000000> <ffffffff> 0 endcidrange")),
        ["a bomb of a map"] = () => Page(Stream(Show), Composite, CidFont(""), "<<>>", Bomb("beginbfchar <0041> <0041> ", 30_000_000)),
        ["a bomb of a map with ranges"] = () => Page(Stream(Show), Composite, CidFont(""), "<<>>", Bomb("beginbfrange <41> <ffff> [<0041><0041><0041><0041>] ", 30_000_000)),
        ["a bomb of overlapping ranges"] = () => Page(Bomb("BT/F1 1 Tf<0041>Tj ET ", 9_000_000), Composite, CidFont(""), "<<>>", Bomb("<0000><ffff><0041>", 20_000_000, "beginbfrange ")),
        ["a thousand fonts with large maps"] = () => ManyFonts(1000),
        ["differences without end"] = () => Page(Stream(Show), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[" + string.Concat(Enumerable.Repeat("1/a ", 200_000)) + "]>>>>"),
        ["names that mean nothing"] = () => Page(Stream(Show), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[0 " + string.Concat(Enumerable.Range(0, 256).Select(i => $"/u{new string('f', 90)}_{i}")) + "]>>>>"),
        ["a font that is its own descendant"] = () => Page(Stream(Show), "<</Type/Font/Subtype/Type0/Encoding 5 0 R/DescendantFonts[5 0 R]/ToUnicode 5 0 R/FontDescriptor 5 0 R/W 5 0 R>>"),
        ["a Type 1 program that goes on"] = () => Page(
            Stream(Show), "<</Type/Font/Subtype/Type1/BaseFont/Own/FontDescriptor 6 0 R>>", "<</FontFile 7 0 R>>", Bomb("dup 65 /A put ", 20_000_000, "/Encoding 256 array ")),
        ["a Type 3 font of itself"] = () => Page(
            Stream(Show), "<</Type/Font/Subtype/Type3/FontMatrix[0 0 0 0 0 0]/FontBBox[0 0 0 0]/CharProcs<</a 4 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1e30]/Resources<</Font<</F1 5 0 R>>>>>>"),
        ["contents without end"] = () => PageWith("/Contents[" + string.Concat(Enumerable.Repeat("4 0 R ", 120_000)) + "]", Stream(Show), Helvetica),
        ["filters without end"] = () => Page(TestPdf.Stream("x", "/Filter[" + string.Concat(Enumerable.Repeat("/ASCIIHexDecode ", 9_000)) + "]")),
        ["filters that blow up one another"] = () => Page(Bomb("0", 30_000_000, filter: "[/FlateDecode/ASCIIHexDecode/LZWDecode]")),
        ["a thousand pages of one bomb"] = () => ManyPages(1000, Bomb("BT/F1 1 Tf(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)Tj ET ", 3_000_000)),
        ["ten thousand pages"] = () => ManyPages(10_000, Stream(Show)),
    };

    public static TheoryData<string> Names => [.. s_files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_search_ends(string name)
    {
        var file = s_files[name]();
        file.Length.ShouldBeLessThan(1024 * 1024);
        var clock = Stopwatch.StartNew();

        foreach (var keyword in new[] { "find me", new string('a', 400) + "b" })
        {
            try
            {
                var result = await TextPages.FindAsync(file, keyword, new KeywordSearchOptions { TimeLimit = TimeSpan.FromSeconds(2) });
                result.Pages.ShouldNotBeEmpty();
            }
            catch (PdfRefusedException e)
            {
                e.Reason.ShouldBe(PdfRefusal.BrokenStructure);
            }
        }

        // Two searches of two seconds; the rest is for a machine that others use as well.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_was_shown_before_a_limit_is_found()
    {
        var result = await TextPages.FindAsync(Page(Bomb("q ", 3_000_000, Show)), "find me");

        result.Pages.ShouldHaveSingleItem().State.ShouldBe(PageSearchState.PartlySearched);
        result.Answer.ShouldBe(KeywordAnswer.Incomplete);
        result.Hits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Any_damaged_byte_is_survived()
    {
        var pages = new TextPages();
        pages.Form("A", pages.Line("Chữ ký", 5, 7), "/Matrix[2 0 0 2 100 200]");
        pages.Page(pages.Line("Nguyễn Thị Phượng") + "/A Do").Page("[(a) -200 (b)] TJ BI /W 1 ID xyz EI " + pages.Line("Chữ ký"));
        var file = pages.Build();
        var random = new Random(20261123);
        var answers = new HashSet<KeywordAnswer>();
        for (var i = 0; i < 1500; i++)
        {
            var damaged = (byte[])file.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                answers.Add((await TextPages.FindAsync(damaged, "Chữ ký")).Answer);
            }
            catch (PdfRefusedException e)
            {
                e.Reason.ShouldNotBe(PdfRefusal.PageOutOfRange);
            }
        }

        answers.ShouldContain(KeywordAnswer.Several);
        answers.ShouldContain(KeywordAnswer.One);
    }

    /// <summary>Object 3 is the page, 4 its content, 5 its font, 6 and further what is given.</summary>
    private static byte[] Page(string content, string font = Helvetica, params string[] more) => PageWith("/Contents 4 0 R", content, font, more);

    private static byte[] PageWith(string entries, string content, string font, params string[] more) => TestPdf.Build(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>",
        $"<</Type/Page/Parent 2 0 R{entries}/Resources<</Font<</F1 5 0 R>>>>>>",
        content,
        font,
        .. more,
    ]);

    private static string Stream(string content) => TestPdf.Stream(content);

    private static string CidFont(string entries) =>
        $"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>{entries}>>";

    private static string Bomb(string piece, int length, string before = "", string filter = "/FlateDecode")
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(Encoding.Latin1.GetBytes(before));
            var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(piece, Math.Max(1, 60_000 / piece.Length))));
            for (var done = 0; done < length; done += block.Length)
                zlib.Write(block);
        }

        return TestPdf.Stream(TestPdf.Text(packed.ToArray()), $"/Filter {filter}");
    }

    private static string Scattered(int count)
    {
        var random = new Random(5);
        var text = new StringBuilder("BT /F1 5 Tf ");
        for (var i = 0; i < count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"1 0 0 1 {random.Next(400)} {random.Next(600)} Tm(a)'");
        return text.ToString();
    }

    /// <summary>Each form shows the next one twice.</summary>
    private static byte[] Doubling(int depth, string content = "/X{0} Do /X{0} Do")
    {
        var forms = Enumerable.Range(0, depth).Select(i => TestPdf.Stream(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, content, i + 1) + Show,
            $"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</X{i + 1} {7 + i} 0 R>>>>"));
        return TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X0 6 0 R>>>>>>", TestPdf.Stream("/X0 Do"), Helvetica, .. forms,
        ]);
    }

    private static byte[] ManyFonts(int count)
    {
        var names = string.Concat(Enumerable.Range(0, count).Select(i => $"/F{i} {8 + i} 0 R"));
        var use = string.Concat(Enumerable.Range(0, count).Select(i => $"/F{i} 1 Tf<0041>Tj "));
        return TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            $"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<{names}>>>>>>", TestPdf.Stream("BT " + use + use + "ET"), Helvetica,
            CidFont("/W[" + string.Concat(Enumerable.Repeat("0[1 1 1]", 20_000)) + "]"), Bomb("<0041> <0041> ", 2_000_000, "beginbfchar "),
            .. Enumerable.Repeat("<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>", count),
        ]);
    }

    private static byte[] ManyPages(int count, string content) => TestPdf.Build(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        $"<</Type/Pages/Kids[{string.Concat(Enumerable.Range(5, count).Select(i => $"{i} 0 R "))}]/Count {count}/Resources<</Font<</F1 4 0 R>>>>>>",
        content,
        Helvetica,
        .. Enumerable.Repeat("<</Type/Page/Parent 2 0 R/Contents 3 0 R>>", count),
    ]);
}
