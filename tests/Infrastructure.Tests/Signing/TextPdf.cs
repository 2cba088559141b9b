using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>
/// PDF files whose pages show text in any script: one simple font, not embedded, whose /ToUnicode says which letters its codes are. All its
/// letters are half as wide as the text is high.
/// </summary>
internal sealed class TextPdf
{
    private const int FirstPage = 5;
    private readonly List<(string Content, string Entries)> _pages = [];
    private readonly List<string> _letters = [];

    /// <summary>Adds a page of A4 unless its entries say otherwise; no lines at all make a scan.</summary>
    public TextPdf Page(string entries, params (double X, double Y, string Text)[] lines)
    {
        var content = new StringBuilder();
        foreach (var (x, y, text) in lines)
            content.Append(CultureInfo.InvariantCulture, $"BT /F 10 Tf {x} {y} Td <{string.Concat(text.EnumerateRunes().Select(Code))}> Tj ET\n");
        if (lines.Length == 0) content.Append("0.8 g 50 50 400 600 re f\n");
        _pages.Add((content.ToString(), entries.Length == 0 ? "/MediaBox[0 0 595 842]" : entries));
        return this;
    }

    public byte[] Build()
    {
        var pages = Enumerable.Range(0, _pages.Count).Select(i => FirstPage + (2 * i)).ToList();
        var mapping = string.Concat(_letters.Select((letter, i) => $"<{i + 1:X2}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(letter))}>\n"));
        List<string> objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Kids[{string.Join(' ', pages.Select(p => $"{p} 0 R"))}]/Count {pages.Count}/Resources<</Font<</F 3 0 R>>>>>>",
            $"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 1/LastChar {_letters.Count}/Widths[{string.Join(' ', _letters.Select(_ => 500))}]/ToUnicode 4 0 R>>",
            Stream(
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n1 begincodespacerange <00> <FF> endcodespacerange\n"
                + $"{_letters.Count} beginbfchar\n{mapping}endbfchar\nendcmap end end\n"),
        ];
        foreach (var (content, entries) in _pages)
        {
            objects.Add($"<</Type/Page/Parent 2 0 R/Contents {objects.Count + 2} 0 R{entries}>>");
            objects.Add(Stream(content));
        }

        return SmallPdf.Write(objects, "");
    }

    private static string Stream(string content) => $"<</Length {content.Length}>>\nstream\n{content}\nendstream";

    private string Code(Rune letter)
    {
        var text = letter.ToString();
        if (!_letters.Contains(text)) _letters.Add(text);
        return (_letters.IndexOf(text) + 1).ToString("X2", CultureInfo.InvariantCulture);
    }
}
