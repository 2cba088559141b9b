using System.IO.Compression;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Turns a drawn appearance into a form XObject with its fonts and images (ISO 32000-2, 8.9.5, 8.10, 9.7).</summary>
internal static class AppearanceObjects
{
    public static PdfReference Add(IncrementalUpdate update, AppearanceContent content, PdfArray? matrix)
    {
        var resources = new PdfDictionary();
        if (content.Fonts.Count > 0)
        {
            var fonts = new PdfDictionary();
            foreach (var font in content.Fonts)
                fonts.Add(font.ResourceName, AddFont(update, font));
            resources.Add("Font", fonts);
        }

        if (content.Images.Count > 0)
        {
            var images = new PdfDictionary();
            foreach (var image in content.Images)
                images.Add(image.ResourceName, AddImage(update, image));
            resources.Add("XObject", images);
        }

        var form = new PdfDictionary()
            .Add("Type", new PdfName("XObject"))
            .Add("Subtype", new PdfName("Form"))
            .Add("BBox", Numbers(0, 0, content.Width, content.Height));
        if (matrix is not null)
            form.Add("Matrix", matrix);
        form.Add("Resources", resources);
        return update.Add(Compressed(form, content.Content));
    }

    private static PdfReference AddFont(IncrementalUpdate update, AppearanceFont font)
    {
        var file = update.Add(Compressed(new PdfDictionary().Add("Length1", PdfNumber.Of(font.TrueType.Length)), font.TrueType));
        var box = font.BoundingBox;
        var descriptor = update.Add(new PdfDictionary()
            .Add("Type", new PdfName("FontDescriptor"))
            .Add("FontName", new PdfName(font.BaseFont))
            .Add("Flags", PdfNumber.Of(font.Flags))
            .Add("FontBBox", Numbers(box.Left, box.Bottom, box.Right, box.Top))
            .Add("ItalicAngle", PdfNumber.Of(font.ItalicAngle))
            .Add("Ascent", PdfNumber.Of(font.Ascent))
            .Add("Descent", PdfNumber.Of(font.Descent))
            .Add("CapHeight", PdfNumber.Of(font.CapHeight))
            .Add("StemV", PdfNumber.Of(font.StemV))
            .Add("FontFile2", file));
        var descendant = update.Add(new PdfDictionary()
            .Add("Type", new PdfName("Font"))
            .Add("Subtype", new PdfName("CIDFontType2"))
            .Add("BaseFont", new PdfName(font.BaseFont))
            .Add("CIDSystemInfo", new PdfDictionary()
                .Add("Registry", PdfString.Ascii("Adobe"))
                .Add("Ordering", PdfString.Ascii("Identity"))
                .Add("Supplement", PdfNumber.Of(0)))
            .Add("FontDescriptor", descriptor)
            .Add("DW", PdfNumber.Of(font.DefaultWidth))
            .Add("W", new PdfArray([.. font.Widths.SelectMany(w => new PdfObject[] { PdfNumber.Of(w.Cid), Numbers(w.Width) })]))
            .Add("CIDToGIDMap", new PdfName("Identity")));
        return update.Add(new PdfDictionary()
            .Add("Type", new PdfName("Font"))
            .Add("Subtype", new PdfName("Type0"))
            .Add("BaseFont", new PdfName(font.BaseFont))
            .Add("Encoding", new PdfName("Identity-H"))
            .Add("DescendantFonts", new PdfArray([descendant]))
            .Add("ToUnicode", update.Add(Compressed(new PdfDictionary(), font.ToUnicode))));
    }

    private static PdfReference AddImage(IncrementalUpdate update, AppearanceImage image)
    {
        var dictionary = new PdfDictionary()
            .Add("Type", new PdfName("XObject"))
            .Add("Subtype", new PdfName("Image"))
            .Add("Width", PdfNumber.Of(image.Width))
            .Add("Height", PdfNumber.Of(image.Height))
            .Add("ColorSpace", new PdfName(image.ColorSpace.ToString()))
            .Add("BitsPerComponent", PdfNumber.Of(image.BitsPerComponent))
            .Add("Filter", new PdfName(image.Filter));
        if (image.DecodeParms is { } parameters)
        {
            var entries = new PdfDictionary();
            foreach (var (key, value) in parameters)
                entries.Add(key, PdfNumber.Of(value));
            dictionary.Add("DecodeParms", entries);
        }

        if (image.Decode is { } decode)
            dictionary.Add("Decode", new PdfArray([.. decode.Select(d => PdfNumber.Of(d))]));
        if (image.SoftMask is { } mask)
            dictionary.Add("SMask", AddImage(update, mask));
        return update.Add(PdfStream.Of(dictionary, image.Data));
    }

    private static PdfStream Compressed(PdfDictionary dictionary, byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        return PdfStream.Of(dictionary.Add("Filter", new PdfName("FlateDecode")), packed.ToArray());
    }

    private static PdfArray Numbers(params double[] numbers) => new([.. numbers.Select(PdfNumber.Of)]);
}
