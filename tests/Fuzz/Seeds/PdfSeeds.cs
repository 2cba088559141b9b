using System.Globalization;
using System.IO.Compression;
using System.Text;
using KonTum.Tthc.Fuzz.Targets;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Tests;

namespace KonTum.Tthc.Fuzz.Seeds;

/// <summary>Small files of every shape: tables, streams, object streams plain and packed, hybrid, forms, and all of them signed.</summary>
internal static class PdfSeeds
{
    private const string Form = "/AcroForm<</Fields[6 0 R 7 0 R]/NeedAppearances true>>";
    private const string Certified = "/AcroForm<</Fields[6 0 R]/SigFlags 3>>/Perms<</DocMDP 7 0 R>>";

    private static readonly string[] s_fields =
        ["<</FT/Tx/T(name)/V(Lan)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R>>", "<</FT/Sig/T(sign)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/Lock<</Action/All>>>>"];

    private static readonly string[] s_certification =
    [
        "<</FT/Sig/T(c)/V 7 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>",
        "<</Type/Sig/Filter/X/SubFilter/ETSI.CAdES.detached/ByteRange[0 9 9 9]/Contents<00>/Reference[<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]>>",
    ];

    public static IEnumerable<byte[]> All()
    {
        var plain = Unsigned().ToList();
        return [.. plain, .. plain.Select(p => Sign(p, visible: false)), Sign(Sign(plain[0], true), false), .. Attacked(Sign(plain[0], false)), .. Attacked(Sign(plain[1], false))];
    }

    public static IEnumerable<byte[]> Prepared()
    {
        using var output = new MemoryStream();
        yield return Prepare(TestPdf.OnePage(), output, false).ToJson();
    }

    private static IEnumerable<byte[]> Unsigned()
    {
        yield return TestPdf.OnePage();
        yield return TestPdf.OnePage("/MediaBox[0 0 400 600]/Rotate 90/CropBox[9 9 99 99]/UserUnit 2/Annots[6 0 R 7 0 R]", Form, s_fields);
        yield return TestPdf.OnePage("/MediaBox[0 0 400 600]/Annots[6 0 R]", Certified, s_certification);
        yield return [.. "junk\n"u8, .. TestPdf.OnePage()];
        yield return TestPdf.Append(TestPdf.OnePage(), (6, "<</A 1>>"), (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots 7 0 R>>"), (7, "[]"));
        yield return WithStreams(packed: false);
        yield return WithStreams(packed: true);
        yield return Hybrid();
    }

    /// <summary>Later revisions behind a signature: a page, an annotation, a field that is filled, a font that is exchanged.</summary>
    private static IEnumerable<byte[]> Attacked(byte[] signed)
    {
        yield return TestPdf.Append(signed, (4, TestPdf.Stream("BT (Pay 900) Tj ET")));
        yield return TestPdf.Append(signed, (5, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"));
        yield return TestPdf.Append(signed, (6, "<</FT/Tx/T(name)/V(Other)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R>>"));
        yield return TestPdf.Append(signed, (2, "<</Type/Pages/Kids[3 0 R 50 0 R]/Count 2>>"), (50, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"));
    }

    private static byte[] Sign(byte[] pdf, bool visible)
    {
        using var output = new MemoryStream();
        var prepared = Prepare(pdf, output, visible);
        PadesSigner.FinishAsync(output, prepared, Keys.Rsa.Sign(prepared), null).GetAwaiter().GetResult();
        return output.ToArray();
    }

    private static PreparedSignature Prepare(byte[] pdf, MemoryStream output, bool visible)
    {
        using var input = new MemoryStream(pdf, writable: false);
        return PadesSigner.PrepareAsync(input, output, new SignatureRequest
        {
            CertificateChain = Keys.Rsa.CertificateChain,
            ClaimedTime = Keys.Now,
            ReservedBytes = 2048,
            Visible = visible ? new VisibleSignature { Page = 1, Rectangle = new PageRectangle(9, 9, 90, 30), Lines = ["Lan"] } : null,
        }).GetAwaiter().GetResult();
    }

    /// <summary>Catalog, page tree and page in an object stream; a cross-reference stream.</summary>
    private static byte[] WithStreams(bool packed)
    {
        string[] inside = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"];
        var index = new StringBuilder();
        var body = new StringBuilder();
        for (var i = 0; i < inside.Length; i++)
        {
            index.Append(CultureInfo.InvariantCulture, $"{i + 1} {body.Length} ");
            body.Append(inside[i]).Append(' ');
        }

        var text = new StringBuilder("%PDF-1.7\n");
        var places = new int[7];
        Add(4, TestPdf.Stream("BT ET"));
        Add(5, Packed(index.ToString() + body, $"/Type/ObjStm/N {inside.Length}/First {index.Length}", packed, string.Empty));
        places[6] = text.Length;
        var rows = new StringBuilder();
        for (var n = 0; n < 7; n++)
            rows.Append(n is >= 1 and <= 3 ? $"\x02\0\x05{(char)(n - 1)}" : n == 0 ? "\0\0\0\0" : $"\x01{(char)(places[n] >> 8)}{(char)(places[n] & 255)}\0");
        Add(6, Packed(rows.ToString(), "/Type/XRef/W[1 2 1]/Size 7/Root 1 0 R", packed, string.Empty));
        return TestPdf.Bytes(text.Append(CultureInfo.InvariantCulture, $"startxref\n{places[6]}\n%%EOF\n").ToString());

        void Add(int number, string value)
        {
            places[number] = text.Length;
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{value}\nendobj\n");
        }
    }

    /// <summary>A table that hides object 5 as free, and a cross-reference stream that has it (ISO 32000-2, 7.5.8.4).</summary>
    private static byte[] Hybrid()
    {
        var text = TestPdf.Text(TestPdf.OnePage());
        var place = text.IndexOf("5 0 obj", StringComparison.Ordinal);
        var table = text.LastIndexOf("\nxref\n", StringComparison.Ordinal) + 1;
        var stream = $"6 0 obj\n{Packed($"\x01{(char)(place >> 8)}{(char)(place & 255)}\0", "/Type/XRef/W[1 2 1]/Index[5 1]/Size 7/Root 1 0 R", false, string.Empty)}\nendobj\n";
        var rest = text[table..].Replace($"{place:D10} 00000 n", "0000000000 65535 f", StringComparison.Ordinal)
            .Replace("/Root 1 0 R", $"/Root 1 0 R/XRefStm {table}", StringComparison.Ordinal)
            .Replace($"startxref\n{table}", $"startxref\n{table + stream.Length}", StringComparison.Ordinal);
        return TestPdf.Bytes(text[..table] + stream + rest);
    }

    private static string Packed(string content, string entries, bool packed, string more)
    {
        if (!packed)
            return TestPdf.Stream(content, entries + more);
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(TestPdf.Bytes(content));
        return TestPdf.Stream(TestPdf.Text(output.ToArray()), entries + "/Filter/FlateDecode" + more);
    }
}
