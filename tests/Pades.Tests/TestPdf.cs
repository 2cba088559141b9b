using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Tests;

/// <summary>Writes small PDF files object by object, and appends to files what an attacker or another program would.</summary>
internal static class TestPdf
{
    /// <summary>A page with some text.</summary>
    public static byte[] OnePage(string pageEntries = "/MediaBox[0 0 400 600]", string catalogEntries = "", params string[] more) => Build(
    [
        $"<</Type/Catalog/Pages 2 0 R{catalogEntries}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        $"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>{pageEntries}>>",
        Stream("BT /F1 24 Tf 50 300 Td (Pay 100 to Lan) Tj ET"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        .. more,
    ]);

    public static string Stream(string content, string entries = "") =>
        string.Create(CultureInfo.InvariantCulture, $"<<{entries}/Length {content.Length}>>\nstream\n{content}\nendstream");

    /// <summary>Objects 1, 2, …; the first is the catalog. With a cross-reference table.</summary>
    public static byte[] Build(IReadOnlyList<string> objects, string before = "")
    {
        var text = new StringBuilder(before).Append("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(text.Length - before.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var xref = text.Length - before.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f\r\n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n\r\n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Appends an incremental update with a cross-reference table.</summary>
    public static byte[] Append(byte[] pdf, params (int Number, string Body)[] objects)
    {
        var old = Encoding.Latin1.GetString(pdf);
        var prev = old[(old.LastIndexOf("startxref", StringComparison.Ordinal) + 9)..].Split('%')[0].Trim();
        var size = Math.Max(objects.Max(o => o.Number) + 1, NextNumber(pdf));
        var text = new StringBuilder();
        var table = new StringBuilder("xref\n");
        foreach (var (number, body) in objects.OrderBy(o => o.Number))
        {
            table.Append(CultureInfo.InvariantCulture, $"{number} 1\n{pdf.Length + text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var xref = pdf.Length + text.Length;
        text.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {size}/Root 1 0 R/Prev {prev}>>\nstartxref\n{xref}\n%%EOF\n");
        return [.. pdf, .. Encoding.Latin1.GetBytes(text.ToString())];
    }

    /// <summary>The newest <c>/Size</c>.</summary>
    public static int NextNumber(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var at = text.LastIndexOf("/Size ", StringComparison.Ordinal) + 6;
        return int.Parse(string.Concat(text[at..].TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    /// <summary>The body of the newest version of an object, as text.</summary>
    public static string Body(byte[] pdf, int number)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var head = string.Create(CultureInfo.InvariantCulture, $"\n{number} 0 obj\n");
        var at = text.LastIndexOf(head, StringComparison.Ordinal) + head.Length;
        return text[at..text.IndexOf("\nendobj", at, StringComparison.Ordinal)];
    }

    public static string Text(byte[] pdf) => Encoding.Latin1.GetString(pdf);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
