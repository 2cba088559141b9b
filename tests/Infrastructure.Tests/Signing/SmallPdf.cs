using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>A PDF of one page that says nothing.</summary>
internal static class SmallPdf
{
    public static byte[] Write(string more = "") => Write(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
        ],
        more);

    /// <summary>Objects 1, 2, …; the first is the catalog.</summary>
    public static byte[] Write(IReadOnlyList<string> objects, string more)
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var offsets = new List<int>();
        foreach (var (body, index) in objects.Select((o, i) => (o, i)))
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Count + 1}/Root 1 0 R{more}>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
