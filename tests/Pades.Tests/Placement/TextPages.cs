using System.Globalization;
using KonTum.Tthc.Pades.Appearance;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>PDF files with Vietnamese text in an embedded font (/F), in Helvetica (/H), and in forms.</summary>
internal sealed class TextPages
{
    private const int FirstFree = 9;
    private readonly FontSubsetting _font = new();
    private readonly List<(string Content, string Entries)> _pages = [];
    private readonly List<(string Name, string Content, string Entries)> _forms = [];

    /// <summary>A string operand; combining marks become glyphs of their own.</summary>
    public string Hex(string text) => $"<{_font.Encode(text)}>";

    /// <summary>Text from a point on, 20 points high.</summary>
    public string Line(string text, double x = 60, double y = 300, double size = 20) =>
        string.Create(CultureInfo.InvariantCulture, $"BT /F {size} Tf {x} {y} Td {Hex(text)} Tj ET\n");

    public TextPages Page(string content, string entries = "/MediaBox[0 0 500 600]")
    {
        _pages.Add((content, entries));
        return this;
    }

    public TextPages Form(string name, string content, string entries = "")
    {
        _forms.Add((name, content, entries));
        return this;
    }

    public byte[] Build()
    {
        _font.Encode("x");
        var font = _font.ToFont("F");
        var widths = string.Join(' ', font.Widths.Select(w => $"{w.Cid}[{w.Width}]"));
        var formsAt = FirstFree;
        var pagesAt = formsAt + _forms.Count;
        var forms = string.Concat(_forms.Select((f, i) => $"/{f.Name} {formsAt + i} 0 R"));
        var resources = $"/Resources<</Font<</F 3 0 R/H 8 0 R>>/XObject<<{forms}>>>>";
        List<string> objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Kids[{string.Join(' ', _pages.Select((_, i) => $"{pagesAt + (2 * i)} 0 R"))}]/Count {_pages.Count}{resources}>>",
            $"<</Type/Font/Subtype/Type0/BaseFont/{font.BaseFont}/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 7 0 R>>",
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font.BaseFont}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 5 0 R/DW {font.DefaultWidth}/W[{widths}]/CIDToGIDMap/Identity>>",
            $"<</Type/FontDescriptor/FontName/{font.BaseFont}/Flags 4/FontBBox[{font.BoundingBox.Left} {font.BoundingBox.Bottom} {font.BoundingBox.Right} {font.BoundingBox.Top}]/ItalicAngle 0/Ascent {font.Ascent}/Descent {font.Descent}/CapHeight {font.CapHeight}/StemV 80/FontFile2 6 0 R>>",
            TestPdf.Stream(TestPdf.Text(font.TrueType), $"/Length1 {font.TrueType.Length}"),
            TestPdf.Stream(TestPdf.Text(font.ToUnicode)),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            .. _forms.Select(f => TestPdf.Stream(f.Content, $"/Type/XObject/Subtype/Form/BBox[-9999 -9999 9999 9999]{resources}{f.Entries}")),
        ];
        foreach (var (content, entries) in _pages)
        {
            objects.Add($"<</Type/Page/Parent 2 0 R/Contents {objects.Count + 2} 0 R{entries}>>");
            objects.Add(TestPdf.Stream(content));
        }

        return TestPdf.Build(objects);
    }

    public static Task<KeywordSearchResult> FindAsync(byte[] pdf, string keyword, KeywordSearchOptions? options = null) =>
        KeywordSearch.FindAsync(new MemoryStream(pdf, writable: false), keyword, options, TestContext.Current.CancellationToken);

    public Task<KeywordSearchResult> FindAsync(string keyword, KeywordSearchOptions? options = null) => FindAsync(Build(), keyword, options);
}
