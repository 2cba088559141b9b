using System.Buffers.Binary;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Reads a TrueType font with glyf outlines (OpenType 1.9, ISO/IEC 14496-22); measures are in font units.</summary>
public sealed class TrueTypeFont
{
    private readonly byte[] file;
    private readonly Dictionary<string, (int Offset, int Length)> tables = [];
    private readonly Dictionary<int, int> glyphs = [];
    private readonly bool longOffsets;
    private readonly int horizontalMetrics;

    /// <summary>Reads the font.</summary>
    /// <exception cref="FormatException">Not such a font, or its licence bits forbid embedding a subset.</exception>
    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        try
        {
            ReadDirectory();
            var head = Table("head");
            UnitsPerEm = U16(head, 18);
            BoundingBox = (S16(head, 36), S16(head, 38), S16(head, 40), S16(head, 42));
            longOffsets = U16(head, 50) == 1;
            var hhea = Table("hhea");
            (Ascent, Descent) = (S16(hhea, 4), S16(hhea, 6));
            horizontalMetrics = U16(hhea, 34);
            GlyphCount = U16(Table("maxp"), 4);
            ReadStyle(Table("OS/2"));
            ItalicAngle = tables.ContainsKey("post") ? BinaryPrimitives.ReadInt32BigEndian(Table("post")[4..]) / 65536.0 : 0;
            PostScriptName = ReadName(Table("name"), 6) ?? "Font";
            ReadCharacterMap(Table("cmap"));
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw new FormatException("The font is truncated or lacks a table.", exception);
        }
    }

    /// <summary>Units of one em.</summary>
    public int UnitsPerEm { get; }

    /// <summary>Height above the base line.</summary>
    public int Ascent { get; }

    /// <summary>Depth below the base line, negative.</summary>
    public int Descent { get; }

    /// <summary>Height of capitals.</summary>
    public int CapHeight { get; private set; }

    /// <summary>Weight class, 400 is regular.</summary>
    public int Weight { get; private set; }

    /// <summary>Slant in degrees.</summary>
    public double ItalicAngle { get; }

    /// <summary>Box of all glyphs.</summary>
    public (int Left, int Bottom, int Right, int Top) BoundingBox { get; }

    /// <summary>Number of glyphs.</summary>
    public int GlyphCount { get; }

    /// <summary>PostScript name.</summary>
    public string PostScriptName { get; }

    /// <summary>Whether the font has a table.</summary>
    public bool HasTable(string tag) => tables.ContainsKey(tag);

    /// <summary>The bytes of a table.</summary>
    public ReadOnlySpan<byte> Table(string tag)
    {
        var (offset, length) = tables[tag];
        return file.AsSpan(offset, length);
    }

    /// <summary>The glyph of a character; 0 when there is none.</summary>
    public int GlyphOf(Rune character) => glyphs.GetValueOrDefault(character.Value);

    /// <summary>Advance width and left side bearing.</summary>
    public (int Advance, int Bearing) MetricsOf(int glyph)
    {
        var table = Table("hmtx");
        if (glyph < horizontalMetrics) return (U16(table, glyph * 4), S16(table, (glyph * 4) + 2));
        return (U16(table, (horizontalMetrics - 1) * 4), S16(table, (horizontalMetrics * 4) + ((glyph - horizontalMetrics) * 2)));
    }

    /// <summary>The outline of a glyph; empty for blanks.</summary>
    public ReadOnlySpan<byte> OutlineOf(int glyph)
    {
        var loca = Table("loca");
        var (from, to) = longOffsets
            ? (BinaryPrimitives.ReadInt32BigEndian(loca[(glyph * 4)..]), BinaryPrimitives.ReadInt32BigEndian(loca[((glyph + 1) * 4)..]))
            : (U16(loca, glyph * 2) * 2, U16(loca, (glyph + 1) * 2) * 2);
        return Table("glyf")[from..to];
    }

    private static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    private static int S16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt16BigEndian(bytes[offset..]);

    private static int S32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]);

    private void ReadDirectory()
    {
        if (file.Length < 12 || S32(file, 0) != 0x00010000) throw new FormatException("The font is not TrueType.");
        for (var index = 0; index < U16(file, 4); index++)
        {
            var record = file.AsSpan(12 + (index * 16), 16);
            tables[Encoding.ASCII.GetString(record[..4])] = (S32(record, 8), S32(record, 12));
        }
    }

    private void ReadStyle(ReadOnlySpan<byte> table)
    {
        Weight = U16(table, 4);
        var licence = U16(table, 8); // fsType: bit 1 restricted, bit 8 no subsetting, bit 9 bitmaps only
        if ((licence & 0x000F) == 0x0002 || (licence & 0x0300) != 0) throw new FormatException("The font's licence bits forbid embedding a subset.");
        CapHeight = U16(table, 0) >= 2 ? S16(table, 88) : Ascent * 7 / 10;
    }

    private static string? ReadName(ReadOnlySpan<byte> table, int nameId)
    {
        var strings = U16(table, 4);
        for (var index = 0; index < U16(table, 2); index++)
        {
            var record = table.Slice(6 + (index * 12), 12);
            if (U16(record, 6) != nameId || U16(record, 0) is not (1 or 3)) continue;
            var text = table.Slice(strings + U16(record, 10), U16(record, 8));
            return (U16(record, 0) == 3 ? Encoding.BigEndianUnicode : Encoding.ASCII).GetString(text);
        }

        return null;
    }

    /// <summary>Formats 4 and 12 of Unicode encodings; format 12 holds everything that format 4 does and wins.</summary>
    private void ReadCharacterMap(ReadOnlySpan<byte> table)
    {
        for (var index = 0; index < U16(table, 2); index++)
        {
            var record = table.Slice(4 + (index * 8), 8);
            var isUnicode = U16(record, 0) == 0 || (U16(record, 0) == 3 && U16(record, 2) is 1 or 10);
            if (!isUnicode) continue;
            var map = table[S32(record, 4)..];
            switch (U16(map, 0))
            {
                case 4:
                    ReadFormat4(map);
                    break;
                case 12:
                    ReadFormat12(map);
                    break;
            }
        }
    }

    private void ReadFormat4(ReadOnlySpan<byte> map)
    {
        var segments = U16(map, 6) / 2;
        var (ends, starts) = (14, 16 + (segments * 2));
        var (deltas, ranges) = (starts + (segments * 2), starts + (segments * 4));
        for (var segment = 0; segment < segments; segment++)
        {
            var start = U16(map, starts + (segment * 2));
            var end = U16(map, ends + (segment * 2));
            var delta = U16(map, deltas + (segment * 2));
            var range = U16(map, ranges + (segment * 2));
            for (var character = start; character <= end && character != 0xFFFF; character++)
            {
                var glyph = range == 0 ? character : U16(map, ranges + (segment * 2) + range + ((character - start) * 2));
                if (glyph == 0 && range != 0) continue;
                Add(character, (glyph + delta) & 0xFFFF);
            }
        }
    }

    private void ReadFormat12(ReadOnlySpan<byte> map)
    {
        for (var group = 0; group < S32(map, 12); group++)
        {
            var record = map.Slice(16 + (group * 12), 12);
            var (start, end, first) = (S32(record, 0), S32(record, 4), S32(record, 8));
            if (start < 0 || end > 0x10FFFF || end - start >= GlyphCount) throw new FormatException("The font's character map is broken.");
            for (var character = start; character <= end; character++) Add(character, first + character - start);
        }
    }

    private void Add(int character, int glyph)
    {
        if (glyph > 0 && glyph < GlyphCount) glyphs[character] = glyph;
    }
}
