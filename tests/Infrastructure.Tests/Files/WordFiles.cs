using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>Word files of both kinds, made by hand, harmless and not.</summary>
internal static class WordFiles
{
    public const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    public static byte[] Docx(
        string mainType = MainType, string body = "", string relationships = "", params (string Name, byte[] Content)[] more)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", Encoding.UTF8.GetBytes($"""
                <?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/><Override PartName="/word/document.xml" ContentType="{mainType}"/></Types>
                """));
            Add(zip, "_rels/.rels", Encoding.UTF8.GetBytes(
                $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{Relations}officeDocument" Target="word/document.xml"/></Relationships>"""));
            if (relationships.Length > 0)
            {
                Add(zip, "word/_rels/document.xml.rels", Encoding.UTF8.GetBytes(
                    $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relationships}</Relationships>"""));
            }

            Add(zip, "word/document.xml", Encoding.UTF8.GetBytes(
                $"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Ý kiến xác nhận</w:t></w:r></w:p>{body}</w:body></w:document>"""));
            foreach (var (name, content) in more) Add(zip, name, content);
        }

        return bytes.ToArray();
    }

    public static string Relationship(string kind, string target, bool external) =>
        $"""<Relationship Id="r{Math.Abs(StringComparer.Ordinal.GetHashCode(target))}" Type="{Relations}{kind}" Target="{target}" {(external ? "TargetMode=\"External\"" : "")}/>""";

    /// <summary>A field whose instruction is spread over runs, as Word writes it.</summary>
    public static string Field(params string[] instructions) =>
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
        + string.Concat(instructions.Select(i => $"<w:r><w:instrText xml:space=\"preserve\">{i}</w:instrText></w:r>"))
        + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";

    /// <summary>
    /// A compound file with these streams in its root: sectors of 512 bytes, one table, streams in regular sectors because they are
    /// filled up to 4096 bytes.
    /// </summary>
    public static byte[] Compound(params (string Name, byte[] Content)[] streams)
    {
        const int Sector = 512;
        var padded = streams.Select(s => (s.Name, Content: s.Content.Length < 4096 ? [.. s.Content, .. new byte[4096 - s.Content.Length]] : s.Content)).ToList();
        var sectorsOf = padded.Select(s => (s.Content.Length + Sector - 1) / Sector).ToList();
        var directorySectors = (streams.Length + 1 + 3) / 4;
        var table = new List<uint> { 0xFFFFFFFD };
        void Chain(int count)
        {
            var first = table.Count;
            for (var i = 0; i < count; i++) table.Add(i == count - 1 ? 0xFFFFFFFE : (uint)(first + i + 1));
        }

        Chain(directorySectors);
        var starts = new List<uint>();
        foreach (var count in sectorsOf)
        {
            starts.Add((uint)table.Count);
            Chain(count);
        }

        var file = new byte[Sector * (1 + table.Count)];
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(file);
        W16(0x18, 0x3E);
        W16(0x1A, 3);
        W16(0x1C, 0xFFFE);
        W16(0x1E, 9);
        W16(0x20, 6);
        W32(0x2C, 1);
        W32(0x30, 1);
        W32(0x38, 4096);
        W32(0x3C, 0xFFFFFFFE);
        W32(0x44, 0xFFFFFFFE);
        for (var i = 0; i < 109; i++) W32(0x4C + (4 * i), i == 0 ? 0 : 0xFFFFFFFF);
        for (var i = 0; i < 128; i++) W32(Sector + (4 * i), i < table.Count ? table[i] : 0xFFFFFFFF);
        Entry(0, "Root Entry", 5, 0xFFFFFFFF, streams.Length > 0 ? 1 : 0xFFFFFFFF, 0xFFFFFFFE, 0);
        for (var i = 0; i < streams.Length; i++)
        {
            Entry(i + 1, padded[i].Name, 2, i + 1 < streams.Length ? (uint)(i + 2) : 0xFFFFFFFF, 0xFFFFFFFF, starts[i], padded[i].Content.Length);
            padded[i].Content.CopyTo(file, Sector * (1 + (int)starts[i]));
        }

        return file;

        void W16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        void W32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        void Entry(int index, string name, byte kind, uint right, uint child, uint start, int size)
        {
            var at = (Sector * 2) + (128 * index);
            Encoding.Unicode.GetBytes(name, file.AsSpan(at));
            W16(at + 64, (name.Length + 1) * 2);
            file[at + 66] = kind;
            W32(at + 68, 0xFFFFFFFF);
            W32(at + 72, right);
            W32(at + 76, child);
            W32(at + 116, start);
            W32(at + 120, (uint)size);
        }
    }

    /// <summary>The stream that makes a compound file a Word file, with its flags and some text.</summary>
    public static byte[] WordStream(ushort flags = 0, string text = "")
    {
        var stream = new byte[4096];
        BinaryPrimitives.WriteUInt16LittleEndian(stream, 0xA5EC);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(0x0A), flags);
        Encoding.Latin1.GetBytes(text, stream.AsSpan(1024));
        return stream;
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}
