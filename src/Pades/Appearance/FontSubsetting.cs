using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>A font while text is set in it: collects characters, measures, and becomes a subset in the end.</summary>
/// <param name="font">The font.</param>
public sealed class FontSubsetting(TrueTypeFont font)
{
    private static readonly Lazy<TrueTypeFont> Embedded = new(Load);
    private readonly Dictionary<Rune, int> numbers = [];
    private readonly List<Rune> characters = [];

    /// <summary>Sets text in the font of the visible signature.</summary>
    public FontSubsetting()
        : this(Embedded.Value)
    {
    }

    /// <summary>Ascent in ems.</summary>
    public double Ascent => (double)font.Ascent / font.UnitsPerEm;

    /// <summary>Descent in ems, negative.</summary>
    public double Descent => (double)font.Descent / font.UnitsPerEm;

    /// <summary>Whether the font can show a character.</summary>
    public bool Has(Rune character) => font.GlyphOf(character) != 0;

    /// <summary>Width of a text in ems.</summary>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.MissingGlyph"/>.</exception>
    public double Measure(string text)
    {
        var units = 0;
        foreach (var character in text.EnumerateRunes()) units += font.MetricsOf(GlyphOf(character)).Advance;
        return (double)units / font.UnitsPerEm;
    }

    /// <summary>The text as hex digits of two-byte CIDs; its characters become part of the subset.</summary>
    public string Encode(string text)
    {
        var hex = new StringBuilder();
        foreach (var character in text.EnumerateRunes())
        {
            if (!numbers.TryGetValue(character, out var number))
            {
                GlyphOf(character);
                characters.Add(character);
                numbers[character] = number = characters.Count; // 0 is .notdef
            }

            hex.Append(CultureInfo.InvariantCulture, $"{number:X4}");
        }

        return hex.ToString();
    }

    /// <summary>The subset of what was encoded.</summary>
    public AppearanceFont ToFont(string resourceName)
    {
        var glyphs = characters.Select(GlyphOf).ToList();
        var file = TrueTypeSubset.Build(font, glyphs, out var glyphCount);
        var box = font.BoundingBox;
        return new AppearanceFont
        {
            ResourceName = resourceName,
            BaseFont = $"{Tag(file)}+{font.PostScriptName}",
            TrueType = file,
            Widths = [.. glyphs.Select((glyph, index) => (index + 1, ToThousandths(font.MetricsOf(glyph).Advance)))],
            DefaultWidth = ToThousandths(font.MetricsOf(0).Advance),
            Ascent = ToThousandths(font.Ascent),
            Descent = ToThousandths(font.Descent),
            CapHeight = ToThousandths(font.CapHeight),
            BoundingBox = (ToThousandths(box.Left), ToThousandths(box.Bottom), ToThousandths(box.Right), ToThousandths(box.Top)),
            ItalicAngle = font.ItalicAngle,
            Flags = font.ItalicAngle == 0 ? 4 : 4 | 64, // symbolic: the character set is not Adobe's standard Latin one; italic
            StemV = 50 + (int)Math.Pow(font.Weight / 65.0, 2), // TrueType does not tell it; the usual estimate from the weight
            GlyphCount = glyphCount,
            ToUnicode = ToUnicode(),
        };
    }

    private int GlyphOf(Rune character)
    {
        var glyph = font.GlyphOf(character);
        return glyph != 0
            ? glyph
            : throw new PdfRefusedException(PdfRefusal.MissingGlyph, $"The embedded font has no glyph for U+{character.Value:X4}.");
    }

    private int ToThousandths(int units) => (int)Math.Round(units * 1000.0 / font.UnitsPerEm);

    /// <summary>Six capitals that differ between subsets (ISO 32000-2, 9.9.2) and are the same for the same subset.</summary>
    private static string Tag(byte[] file) =>
        string.Create(6, SHA256.HashData(file), static (tag, hash) =>
        {
            for (var index = 0; index < tag.Length; index++) tag[index] = (char)('A' + (hash[index] % 26));
        });

    /// <summary>ISO 32000-2, 9.10.3; at most 100 entries in a block.</summary>
    private byte[] ToUnicode()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            + "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            + "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var block in characters.Select((character, index) => (character, Number: index + 1)).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var (character, number) in block)
                map.Append(CultureInfo.InvariantCulture, $"<{number:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(character.ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        return Encoding.ASCII.GetBytes(map.ToString());
    }

    private static TrueTypeFont Load()
    {
        using var stream = typeof(FontSubsetting).Assembly.GetManifestResourceStream("Roboto-Regular.ttf")
            ?? throw new InvalidOperationException("The embedded font is missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new TrueTypeFont(file);
    }
}
