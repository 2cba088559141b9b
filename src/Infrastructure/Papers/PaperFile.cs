using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades.Appearance;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>
/// Writes pages as a PDF file (ISO 32000-1, PDF 1.7). The same pages give the same bytes: there is no time and no random number in it.
/// </summary>
internal sealed class PaperFile : IDisposable
{
    private readonly MemoryStream _file = new();
    private readonly List<long> _offsets = [];

    /// <summary>The file.</summary>
    public static byte[] Write(IReadOnlyList<byte[]> contents, IReadOnlyList<AppearanceFont> fonts, string title)
    {
        using var file = new PaperFile();
        return file.Assemble(contents, fonts, title);
    }

    public void Dispose() => _file.Dispose();

    private byte[] Assemble(IReadOnlyList<byte[]> contents, IReadOnlyList<AppearanceFont> fonts, string title)
    {
        Put("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var resources = Add($"<< /Font << {string.Join(' ', fonts.Select(font => $"/{font.ResourceName} {AddFont(font)} 0 R"))} >> >>");
        var streams = contents.Select(content => AddStream("", content)).ToList();
        var tree = _offsets.Count + 1 + contents.Count;
        var pages = streams.Select(stream => Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PaperPages.Width} {PaperPages.Height}] /Resources {resources} 0 R /Contents {stream} 0 R >>"))).ToList();
        Add($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(page => $"{page} 0 R"))}] >>");
        var catalog = Add($"<< /Type /Catalog /Pages {tree} 0 R /Lang (vi-VN) /ViewerPreferences << /DisplayDocTitle true >> >>");
        var info = Add($"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> >>");

        var id = Convert.ToHexString(SHA256.HashData(_file.GetBuffer().AsSpan(0, (int)_file.Length)).AsSpan(0, 16));
        var start = _file.Length;
        Put($"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in _offsets) Put($"{offset:D10} 00000 n \n");
        Put($"trailer\n<< /Size {_offsets.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{start}\n%%EOF\n");
        return _file.ToArray();
    }

    private int AddFont(AppearanceFont font)
    {
        var file = AddStream($"/Length1 {font.TrueType.Length} ", font.TrueType);
        var box = font.BoundingBox;
        var descriptor = Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{font.BaseFont} /Flags {font.Flags} /FontBBox [{box.Left} {box.Bottom} {box.Right} {box.Top}] /ItalicAngle {font.ItalicAngle:0.##} /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.CapHeight} /StemV {font.StemV} /FontFile2 {file} 0 R >>"));
        var widths = string.Join(' ', font.Widths.Select(width => $"{width.Cid} [{width.Width}]"));
        var descendant = Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.BaseFont} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            + $"/FontDescriptor {descriptor} 0 R /DW {font.DefaultWidth} /W [{widths}] /CIDToGIDMap /Identity >>");
        var unicode = AddStream("", font.ToUnicode);
        return Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{font.BaseFont} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
    }

    private int AddStream(string entries, byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zip = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(content);
        _offsets.Add(_file.Length);
        Put($"{_offsets.Count} 0 obj\n<< {entries}/Length {compressed.Length} /Filter /FlateDecode >>\nstream\n");
        compressed.WriteTo(_file);
        Put("\nendstream\nendobj\n");
        return _offsets.Count;
    }

    private int Add(string dictionary)
    {
        _offsets.Add(_file.Length);
        Put($"{_offsets.Count} 0 obj\n{dictionary}\nendobj\n");
        return _offsets.Count;
    }

    private void Put(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
}
