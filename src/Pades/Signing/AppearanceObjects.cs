using System.IO.Compression;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Turns a drawn appearance into a form XObject with its fonts and images (ISO 32000-2, 8.9.5, 8.10, 9.7).</summary>
internal static class AppearanceObjects
{
    public static PdfReference Add(IncrementalUpdate update, AppearanceContent content, PdfArray? matrix, DrawingRules rules)
    {
        var resources = new PdfDictionary();
        if (content.Fonts.Count > 0)
        {
            var fonts = new PdfDictionary();
            foreach (var font in content.Fonts)
                fonts.Add(font.ResourceName, AddFont(update, font, rules));
            resources.Add("Font", fonts);
        }

        if (content.Images.Count > 0)
        {
            var images = new PdfDictionary();
            foreach (var image in content.Images)
                images.Add(image.ResourceName, AddImage(update, image, rules));
            resources.Add("XObject", images);
        }

        if (!rules.DeviceGray)
            resources.Add("ColorSpace", new PdfDictionary().Add(SignatureAppearance.CalibratedGray, CalibratedColors.Gray));
        var form = new PdfDictionary()
            .Add("Type", new PdfName("XObject"))
            .Add("Subtype", new PdfName("Form"))
            .Add("BBox", Numbers(0, 0, content.Width, content.Height));
        if (matrix is not null)
            form.Add("Matrix", matrix);
        form.Add("Resources", resources);
        return update.Add(Compressed(form, content.Content));
    }

    private static PdfReference AddFont(IncrementalUpdate update, AppearanceFont font, DrawingRules rules)
    {
        var file = update.Add(Compressed(new PdfDictionary().Add("Length1", PdfNumber.Of(font.TrueType.Length)), font.TrueType));
        var box = font.BoundingBox;
        var descriptor = new PdfDictionary()
            .Add("Type", new PdfName("FontDescriptor"))
            .Add("FontName", new PdfName(font.BaseFont))
            .Add("Flags", PdfNumber.Of(font.Flags))
            .Add("FontBBox", Numbers(box.Left, box.Bottom, box.Right, box.Top))
            .Add("ItalicAngle", PdfNumber.Of(font.ItalicAngle))
            .Add("Ascent", PdfNumber.Of(font.Ascent))
            .Add("Descent", PdfNumber.Of(font.Descent))
            .Add("CapHeight", PdfNumber.Of(font.CapHeight))
            .Add("StemV", PdfNumber.Of(font.StemV))
            .Add("FontFile2", file);
        if (rules.CidSet)
            descriptor.Add("CIDSet", update.Add(Compressed(new PdfDictionary(), CidSet(font.GlyphCount))));
        var descendant = update.Add(new PdfDictionary()
            .Add("Type", new PdfName("Font"))
            .Add("Subtype", new PdfName("CIDFontType2"))
            .Add("BaseFont", new PdfName(font.BaseFont))
            .Add("CIDSystemInfo", new PdfDictionary()
                .Add("Registry", PdfString.Ascii("Adobe"))
                .Add("Ordering", PdfString.Ascii("Identity"))
                .Add("Supplement", PdfNumber.Of(0)))
            .Add("FontDescriptor", update.Add(descriptor))
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

    private static PdfReference AddImage(IncrementalUpdate update, AppearanceImage image, DrawingRules rules)
    {
        var dictionary = new PdfDictionary()
            .Add("Type", new PdfName("XObject"))
            .Add("Subtype", new PdfName("Image"))
            .Add("Width", PdfNumber.Of(image.Width))
            .Add("Height", PdfNumber.Of(image.Height))
            .Add("ColorSpace", CalibratedColors.For(image.ColorSpace, rules))
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
            dictionary.Add("SMask", AddImage(update, mask, rules));
        return update.Add(PdfStream.Of(dictionary, image.Data));
    }

    /// <summary>One bit for each CID that the font holds, the first in the highest bit (ISO 32000-1, 9.8.3.1).</summary>
    private static byte[] CidSet(int count)
    {
        var bits = new byte[(count + 7) / 8];
        for (var cid = 0; cid < count; cid++)
            bits[cid / 8] |= (byte)(0x80 >> (cid % 8));
        return bits;
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
