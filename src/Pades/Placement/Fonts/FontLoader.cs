using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using UglyToad.PdfPig.Fonts.AdobeFontMetrics;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>
/// Makes a <see cref="TextFont"/> of a font dictionary (ISO 32000-2, 9.5 to 9.10) and keeps what many pages share. A part that cannot be
/// read counts as absent: a font with a damaged map still has its widths.
/// </summary>
internal sealed class FontLoader(GuardedDocument document, StreamContent content, WorkBudget budget)
{
    /// <summary>Entries of the tables of all fonts kept, some fifty bytes each.</summary>
    private const int MostKept = 300_000;

    /// <summary>The clear part of a Type 1 font stands in front; fonts of other kinds are not opened.</summary>
    private const int LargestProgram = 4 * 1024 * 1024;

    private readonly Dictionary<object, TextFont> _fonts = [];
    private int _kept;

    /// <param name="font">The entry of a font resource or of a graphics state.</param>
    public TextFont Load(PdfObject? font)
    {
        object key = font is PdfReference reference ? reference.Number : font ?? PdfObject.Null;
        if (_fonts.TryGetValue(key, out var known))
            return known;
        var dictionary = document.Dictionary(font) ?? new PdfDictionary();
        TextFont made = document.Name(dictionary["Subtype"]) == "Type0" ? Composite(dictionary) : Simple(dictionary);
        _kept += made.Cost;
        if (_kept > MostKept)
        {
            _fonts.Clear();
            _kept = made.Cost;
        }

        return _fonts[key] = made;
    }

    private SimpleFont Simple(PdfDictionary font)
    {
        var subtype = document.Name(font["Subtype"]);
        var baseFont = document.Name(font["BaseFont"]);
        var descriptor = document.Dictionary(font["FontDescriptor"]);
        var standard = StandardMetrics.Named(baseFont);
        var isDingbats = standard?.FontName == "ZapfDingbats";
        var names = Names(font, subtype, standard, descriptor);
        var unicode = Map(font["ToUnicode"]);
        var texts = new string?[256];
        for (var code = 0; code < 256; code++)
            texts[code] = unicode?.Text(code) ?? (names[code] is { } name ? GlyphNames.Text(name, isDingbats) : null);
        // Glyph space of a Type 3 font is its own (9.6.4); of all others, a thousandth.
        var matrix = subtype == "Type3" ? document.Array(font["FontMatrix"]) : null;
        var (scaleX, scaleY) = (Scale(matrix, 0), Scale(matrix, 3));
        var (ascent, descent) = subtype == "Type3" ? BoxHeight(document.Array(font["FontBBox"]), scaleY) : Height(descriptor, standard);
        return new SimpleFont(texts, Widths(font, descriptor, standard, names, scaleX, subtype == "Type3")) { Ascent = ascent, Descent = descent };
    }

    private string?[] Names(PdfDictionary font, string? subtype, AdobeFontMetrics? standard, PdfDictionary? descriptor)
    {
        var encoding = document.Resolve(font["Encoding"]);
        var named = GlyphNames.Encoding((encoding as PdfName)?.Value ?? document.Name((encoding as PdfDictionary)?["BaseEncoding"]));
        var basis = named
            ?? Embedded(descriptor)
            ?? standard?.FontName switch { "Symbol" => GlyphNames.Symbol, "ZapfDingbats" => GlyphNames.Dingbats, _ => null }
            // A TrueType font says itself what its codes are; where it is not asked, this is what nearly all of them mean.
            ?? GlyphNames.Encoding(subtype == "TrueType" ? "WinAnsiEncoding" : "StandardEncoding")!;
        var names = new string?[256];
        for (var code = 0; code < 256; code++)
            names[code] = basis.GetValueOrDefault(code);
        var next = 0.0;
        foreach (var item in document.Array((encoding as PdfDictionary)?["Differences"])?.Items ?? [])
        {
            budget.Step();
            switch (document.Resolve(item))
            {
                case PdfNumber number:
                    next = number.Value;
                    break;
                case PdfName name when next is >= 0 and < 256:
                    names[(int)next++] = name.Value;
                    break;
            }
        }

        return names;
    }

    private Dictionary<int, string>? Embedded(PdfDictionary? descriptor) =>
        document.Resolve(descriptor?["FontFile"]) is PdfStream program && document.Number(program.Dictionary["Length"]) < LargestProgram
        && Decoded(program) is { } bytes
            ? BuiltInEncoding.OfType1(bytes, budget)
            : null;

    private double[] Widths(
        PdfDictionary font, PdfDictionary? descriptor, AdobeFontMetrics? standard, string?[] names, double scale, bool isType3)
    {
        var list = document.Array(font["Widths"]);
        var first = (int)Math.Clamp(document.Number(font["FirstChar"]) ?? 0, 0, 255);
        var missing = document.Number(descriptor?["MissingWidth"]) ?? 0;
        var metrics = list is not null || isType3 ? standard : standard ?? StandardMetrics.Substitute((int)(document.Number(descriptor?["Flags"]) ?? 0));
        var widths = new double[256];
        for (var code = 0; code < 256; code++)
        {
            var width = list is not null && code >= first && code - first < list.Items.Count ? document.Number(list.Items[code - first]) : null;
            width ??= (list is null && metrics is not null ? StandardMetrics.Width(metrics, names[code]) : null) ?? missing;
            widths[code] = Math.Clamp(double.IsFinite(width.Value) ? width.Value * scale : 0, -100, 100);
        }

        return widths;
    }

    private CompositeFont Composite(PdfDictionary font)
    {
        var descendant = (document.Array(font["DescendantFonts"]) is { Items.Count: > 0 } list ? document.Dictionary(list.Items[0]) : null) ?? new PdfDictionary();
        var name = document.Name(font["Encoding"]);
        var encoding = (name is null ? Map(font["Encoding"]) : CMapReader.Predefined(name)) ?? CMap.Identity(name?.EndsWith("-V", StringComparison.Ordinal) == true);
        if (name is null && document.Resolve(font["Encoding"]) is PdfStream stream)
        {
            encoding.IsVertical |= document.Number(stream.Dictionary["WMode"]) == 1;
            encoding.Base ??= document.Name(stream.Dictionary["UseCMap"]) is { } other ? CMapReader.Predefined(other) : null;
        }

        var (ascent, descent) = Height(document.Dictionary(descendant["FontDescriptor"]), null);
        return new CompositeFont(encoding, Map(font["ToUnicode"]), TextOfCid(descendant), CidWidths.Read(document, descendant, budget))
        {
            Ascent = ascent,
            Descent = descent,
        };
    }

    /// <summary>9.10.2: the CIDs of Adobe's collections have a map to Unicode; those of "Identity" mean only glyphs.</summary>
    private Func<long, string?> TextOfCid(PdfDictionary descendant)
    {
        var info = document.Dictionary(descendant["CIDSystemInfo"]);
        var ordering = (document.Resolve(info?["Ordering"]) as PdfString)?.AsText();
        var map = ordering is "GB1" or "CNS1" or "Japan1" or "Korea1" ? CMapReader.Predefined($"Adobe-{ordering}-UCS2") : null;
        return cid => map?.Text(cid);
    }

    private CMap? Map(PdfObject? value)
    {
        switch (document.Resolve(value))
        {
            case PdfName name:
                return CMapReader.Predefined(name.Value);
            case PdfStream stream when Decoded(stream) is { } bytes:
                return CMapReader.Read(bytes, budget);
            default:
                return null;
        }
    }

    private byte[]? Decoded(PdfStream stream)
    {
        try
        {
            return content.Decode(stream);
        }
        catch (PdfRefusedException)
        {
            return null;
        }
    }

    private (double Ascent, double Descent) Height(PdfDictionary? descriptor, AdobeFontMetrics? standard)
    {
        var ascent = document.Number(descriptor?["Ascent"]) ?? standard?.Ascender ?? 0;
        var descent = document.Number(descriptor?["Descent"]) ?? standard?.Descender ?? 0;
        // Some write the descent without its sign, and zero or nonsense for what they do not know.
        return (ascent is > 100 and < 1900 ? ascent / 1000 : 0.9, Math.Abs(descent) is > 10 and < 1900 ? -Math.Abs(descent) / 1000 : -0.25);
    }

    private (double Ascent, double Descent) BoxHeight(PdfArray? box, double scale)
    {
        if (box is not { Items.Count: >= 4 })
            return (0.9, -0.25);
        var (one, two) = ((document.Number(box.Items[1]) ?? 0) * scale, (document.Number(box.Items[3]) ?? 0) * scale);
        var (low, high) = (Math.Min(one, two), Math.Max(one, two));
        return high - low is > 0.05 and < 10 && high > 0 ? (high, Math.Min(0, low)) : (0.9, -0.25);
    }

    private double Scale(PdfArray? matrix, int index) =>
        matrix is { Items.Count: >= 6 } && document.Number(matrix.Items[index]) is { } value && double.IsFinite(value) && value != 0 ? value : 0.001;
}
