using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>DOCX files made by hand (ECMA-376: a ZIP of parts), as a person's word processor would write them, or as nobody should.</summary>
internal sealed class WordDocument
{
    private const string Head = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>
        """;

    private const string Foot = """
        <w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>
        """;

    private readonly StringBuilder body = new();
    private readonly List<(string Name, byte[] Bytes)> pictures = [];
    private readonly List<string> relationships = [];

    /// <summary>A declaration of two pages and more: heading, text with all marks, table, picture, page break.</summary>
    public static WordDocument Declaration()
    {
        var document = new WordDocument()
            .Text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold: true)
            .Text("Độc lập - Tự do - Hạnh phúc", bold: true)
            .Text("TỜ KHAI ĐĂNG KÝ KHAI SINH", bold: true)
            .Text("Kính gửi: Ủy ban nhân dân phường Duy Tân, thành phố Kon Tum, tỉnh Kon Tum")
            .Text("Chữ có dấu: ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ỳỷỹỵ đĐ ĂÂÊÔƠƯ")
            .Table(["Họ và tên", "Ngày sinh", "Quê quán"], [
                ["Nguyễn Thị Phượng", "28/02/1990", "Đắk Glei"],
                ["Y Hơ Bia", "01/06/1985", "Ngọc Hồi"],
                ["Trần Đình Dũng", "30/11/2001", "Sa Thầy"],
            ])
            .Picture(Png(240, 120));
        for (var n = 1; n <= 60; n++) document.Text($"Đoạn {n}. Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật.");
        return document.PageBreak().Text("Người ký tên").Text("Ghi rõ họ tên").Picture(Png(80, 80));
    }

    /// <summary>So many paragraphs with a table each that laying them out takes minutes.</summary>
    public static WordDocument Endless()
    {
        var document = new WordDocument();
        for (var n = 0; n < 20_000; n++) document.Text($"Đoạn {n}").Table(["Một", "Hai"], [["Ba", "Bốn"]]);
        return document;
    }

    public WordDocument Text(string text, bool bold = false)
    {
        body.Append(Paragraph(text, bold));
        return this;
    }

    public WordDocument PageBreak()
    {
        body.Append("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
        return this;
    }

    public WordDocument Table(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        const string line = "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"";
        body.Append(CultureInfo.InvariantCulture, $"<w:tbl><w:tblPr><w:tblW w:w=\"9000\" w:type=\"dxa\"/><w:tblBorders><w:top {line}/><w:left {line}/><w:bottom {line}/><w:right {line}/><w:insideH {line}/><w:insideV {line}/></w:tblBorders></w:tblPr>");
        foreach (var row in (IReadOnlyList<string>[])[heads, .. rows])
        {
            body.Append("<w:tr>");
            foreach (var cell in row) body.Append(CultureInfo.InvariantCulture, $"<w:tc><w:tcPr><w:tcW w:w=\"3000\" w:type=\"dxa\"/></w:tcPr>{Paragraph(cell, ReferenceEquals(row, heads))}</w:tc>");
            body.Append("</w:tr>");
        }

        body.Append("</w:tbl><w:p/>");
        return this;
    }

    public WordDocument Picture(byte[] png)
    {
        var id = $"rIdPicture{pictures.Count + 1}";
        var name = $"image{pictures.Count + 1}.png";
        pictures.Add((name, png));
        relationships.Add($"<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/{name}\"/>");
        return Draw($"<a:blip r:embed=\"{id}\"/>");
    }

    /// <summary>A picture that is fetched from an address when the document is opened.</summary>
    public WordDocument LinkedPicture(string url)
    {
        const string id = "rIdLinked";
        relationships.Add($"<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"{url}\" TargetMode=\"External\"/>");
        return Draw($"<a:blip r:link=\"{id}\"/>");
    }

    public byte[] Write()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
                """u8);
            Add(zip, "_rels/.rels", """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
                """u8);
            Add(zip, "word/document.xml", Encoding.UTF8.GetBytes(Head + body + Foot));
            Add(zip, "word/_rels/document.xml.rels", Encoding.UTF8.GetBytes(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + string.Concat(relationships) + "</Relationships>"));
            foreach (var (name, bytes) in pictures) Add(zip, "word/media/" + name, bytes);
        }

        return file.ToArray();
    }

    /// <summary>A PNG with a gradient; a large one is a small file that takes four bytes a pixel when it is looked at.</summary>
    public static byte[] Png(int width, int height, bool plain = false)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // eight bits, RGB
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (width * 3)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; !plain && x < width; x++)
                    (row[1 + (x * 3)], row[2 + (x * 3)], row[3 + (x * 3)]) = ((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)128);
                zlib.Write(row);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        return ~crc;
    }

    private WordDocument Draw(string blip)
    {
        const string size = "cx=\"2286000\" cy=\"1143000\"";
        body.Append(CultureInfo.InvariantCulture, $"""
            <w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="1" name="Hình"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="Hình"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
            """);
        return this;
    }

    private static string Paragraph(string text, bool bold) =>
        $"<w:p><w:r><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>{(bold ? "<w:b/>" : "")}<w:sz w:val=\"26\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(bytes);
    }
}
