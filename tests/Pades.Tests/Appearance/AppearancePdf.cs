using System.Globalization;
using System.Text;
using KonTum.Tthc.Pades.Appearance;

namespace KonTum.Tthc.Pades.Tests.Appearance;

/// <summary>A one-page PDF around an appearance, written by hand so that nothing of the library's PDF layer takes part.</summary>
internal static class AppearancePdf
{
    public static byte[] Write(AppearanceContent appearance)
    {
        var objects = new List<byte[]>();
        int Add(byte[] body)
        {
            objects.Add(body);
            return objects.Count;
        }

        int AddStream(string entries, byte[] data) => Add([.. Ascii($"<< {entries} /Length {data.Length} >>\nstream\n"), .. data, .. Ascii("\nendstream")]);
        int AddImage(AppearanceImage image)
        {
            var mask = image.SoftMask is { } soft ? $"/SMask {AddImage(soft)} 0 R" : string.Empty;
            var parameters = image.DecodeParms is { } parms ? $"/DecodeParms << {string.Join(' ', parms.Select(pair => $"/{pair.Key} {pair.Value}"))} >>" : string.Empty;
            var decode = image.Decode is { } range ? $"/Decode [{string.Join(' ', range)}]" : string.Empty;
            return AddStream(
                $"/Type /XObject /Subtype /Image /Width {image.Width} /Height {image.Height} /ColorSpace /{image.ColorSpace} /BitsPerComponent {image.BitsPerComponent} /Filter /{image.Filter} {parameters} {decode} {mask}",
                image.Data);
        }

        int AddFont(AppearanceFont font)
        {
            var file = AddStream($"/Length1 {font.TrueType.Length}", font.TrueType);
            var box = font.BoundingBox;
            var descriptor = Add(Ascii(
                $"<< /Type /FontDescriptor /FontName /{font.BaseFont} /Flags {font.Flags} /FontBBox [{box.Left} {box.Bottom} {box.Right} {box.Top}] /ItalicAngle {font.ItalicAngle.ToString(CultureInfo.InvariantCulture)} /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.CapHeight} /StemV {font.StemV} /FontFile2 {file} 0 R >>"));
            var widths = string.Join(' ', font.Widths.Select(entry => $"{entry.Cid} [{entry.Width}]"));
            var descendant = Add(Ascii(
                $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.BaseFont} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW {font.DefaultWidth} /W [{widths}] /CIDToGIDMap /Identity >>"));
            var unicode = AddStream(string.Empty, font.ToUnicode);
            return Add(Ascii(
                $"<< /Type /Font /Subtype /Type0 /BaseFont /{font.BaseFont} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"));
        }

        var fonts = string.Concat(appearance.Fonts.Select(font => $"/{font.ResourceName} {AddFont(font)} 0 R "));
        var images = string.Concat(appearance.Images.Select(image => $"/{image.ResourceName} {AddImage(image)} 0 R "));
        var content = AddStream(string.Empty, [.. Ascii($"0.8 0.9 1 rg 0 0 {Number(appearance.Width)} {Number(appearance.Height)} re f\n"), .. appearance.Content]);
        var pages = objects.Count + 2;
        var page = Add(Ascii(
            $"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {Number(appearance.Width)} {Number(appearance.Height)}] /Contents {content} 0 R /Resources << /Font << {fonts}>> /XObject << {images}>> >> >>"));
        Add(Ascii($"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>"));
        var catalog = Add(Ascii($"<< /Type /Catalog /Pages {pages} 0 R >>"));

        using var file = new MemoryStream();
        file.Write(Ascii("%PDF-1.7\n"));
        var offsets = new List<long>();
        for (var index = 0; index < objects.Count; index++)
        {
            offsets.Add(file.Position);
            file.Write([.. Ascii($"{index + 1} 0 obj\n"), .. objects[index], .. Ascii("\nendobj\n")]);
        }

        var start = file.Position;
        file.Write(Ascii($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets) file.Write(Ascii($"{offset:D10} 00000 n \n"));
        file.Write(Ascii($"trailer\n<< /Size {objects.Count + 1} /Root {catalog} 0 R >>\nstartxref\n{start}\n%%EOF\n"));
        return file.ToArray();
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
