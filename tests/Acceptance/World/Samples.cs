using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>Files that applicants attach.</summary>
internal static class Samples
{
    /// <summary>JSON in which Vietnamese letters stand as they are.</summary>
    public static JsonSerializerOptions ReadableJson { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The declaration that the demonstration uses too.</summary>
    public static byte[] Declaration() =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Cli", "Demo", "Samples", "to-khai-dang-ky-khai-sinh.pdf"));

    public static byte[] SignaturePicture() =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Cli", "Demo", "Samples", "chu-ky.png"));

    /// <summary>One page; what else the trailer and the page tree say.</summary>
    public static byte[] SmallPdf(string trailer = "", bool withPage = true)
    {
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            withPage ? "<</Type/Pages/Kids[3 0 R]/Count 1>>" : "<</Type/Pages/Kids[]/Count 0>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ];
        var text = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("0000000000 65535 f\r\n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n\r\n");
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Says that it is encrypted; that alone must be enough to refuse it.</summary>
    public static byte[] EncryptedPdf() =>
        SmallPdf("/Encrypt<</Filter/Standard/V 1/R 2/O<00>/U<00>/P -4>>/ID[<00><00>]");

    /// <summary>A Word document with nothing in it but what makes it one, and so many paragraphs.</summary>
    public static byte[] Docx(int paragraphs = 1)
    {
        var text = string.Concat(Enumerable.Repeat("<w:p><w:r><w:t>Ý kiến xác nhận</w:t></w:r></w:p>", paragraphs));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml",
                """
                <?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
                """);
            Add(zip, "_rels/.rels",
                """
                <?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
                """);
            Add(zip, "word/document.xml",
                $"""
                <?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{text}</w:body></w:document>
                """);
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content.Trim());
    }
}
