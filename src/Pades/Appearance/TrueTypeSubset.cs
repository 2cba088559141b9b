using System.Buffers.Binary;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Writes a TrueType font that holds only the glyphs asked for, in the order asked for, and what they are composed of.</summary>
/// <remarks>
/// The tables are those that ISO 32000-2, 9.9 asks of a CIDFontType2: no character map, because the PDF addresses glyphs by number. A
/// character gets a glyph of its own even when the font shares one between two characters (in many fonts Đ and Ð are one outline): the
/// map back to Unicode would otherwise name the wrong one.
/// </remarks>
internal static class TrueTypeSubset
{
    private const int WordArguments = 0x0001;
    private const int Scale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int XyScale = 0x0040;
    private const int TwoByTwo = 0x0080;

    /// <summary>Builds the font.</summary>
    /// <param name="font">The whole font.</param>
    /// <param name="glyphs">Glyphs of the whole font; the n-th becomes glyph n + 1 of the subset, glyph 0 stays .notdef.</param>
    /// <param name="glyphCount">How many glyphs the subset has, parts of composite glyphs included.</param>
    public static byte[] Build(TrueTypeFont font, IReadOnlyList<int> glyphs, out int glyphCount)
    {
        var sources = new List<int> { 0 };
        sources.AddRange(glyphs);
        var components = new Dictionary<int, int>();
        var outlines = new List<byte[]>();
        for (var index = 0; index < sources.Count; index++) outlines.Add(WithComponents(font.OutlineOf(sources[index]).ToArray(), sources, components));

        glyphCount = outlines.Count;
        var glyf = new MemoryStream();
        var loca = new byte[(outlines.Count + 1) * 4];
        for (var index = 0; index < outlines.Count; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(index * 4), (int)glyf.Length);
            glyf.Write(outlines[index]);
            while (glyf.Length % 4 != 0) glyf.WriteByte(0);
        }

        BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(outlines.Count * 4), (int)glyf.Length);

        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["glyf"] = glyf.ToArray(),
            ["head"] = Changed(font.Table("head"), (50, 1)), // indexToLocFormat: 32-bit offsets
            ["hhea"] = Changed(font.Table("hhea"), (34, sources.Count)), // numberOfHMetrics
            ["hmtx"] = Metrics(font, sources),
            ["loca"] = loca,
            ["maxp"] = Changed(font.Table("maxp"), (4, sources.Count)), // numGlyphs
            ["post"] = Post(font),
        };
        foreach (var hinting in (string[])["cvt ", "fpgm", "prep"])
        {
            if (font.HasTable(hinting)) tables[hinting] = font.Table(hinting).ToArray();
        }

        return Write(tables);
    }

    /// <summary>Points the components of a composite glyph at their numbers in the subset, adding them when they are new.</summary>
    private static byte[] WithComponents(byte[] outline, List<int> sources, Dictionary<int, int> components)
    {
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) return outline;
        var position = 10;
        int flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(position));
            var component = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(position + 2));
            if (!components.TryGetValue(component, out var number))
            {
                components[component] = number = sources.Count;
                sources.Add(component);
            }

            BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(position + 2), (ushort)number);
            position += 4 + ((flags & WordArguments) != 0 ? 4 : 2);
            if ((flags & Scale) != 0) position += 2;
            else if ((flags & XyScale) != 0) position += 4;
            else if ((flags & TwoByTwo) != 0) position += 8;
        }
        while ((flags & MoreComponents) != 0);
        return outline;
    }

    private static byte[] Changed(ReadOnlySpan<byte> table, (int Offset, int Value) change)
    {
        var copy = table.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(change.Offset), checked((ushort)change.Value));
        return copy;
    }

    private static byte[] Metrics(TrueTypeFont font, List<int> sources)
    {
        var table = new byte[sources.Count * 4];
        for (var index = 0; index < sources.Count; index++)
        {
            var (advance, bearing) = font.MetricsOf(sources[index]);
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(index * 4), (ushort)advance);
            BinaryPrimitives.WriteInt16BigEndian(table.AsSpan((index * 4) + 2), (short)bearing);
        }

        return table;
    }

    /// <summary>Version 3: no glyph names.</summary>
    private static byte[] Post(TrueTypeFont font)
    {
        var table = new byte[32];
        if (font.HasTable("post")) font.Table("post")[..32].CopyTo(table);
        BinaryPrimitives.WriteInt32BigEndian(table, 0x00030000);
        return table;
    }

    private static byte[] Write(SortedDictionary<string, byte[]> tables)
    {
        var offset = 12 + (tables.Count * 16);
        var length = offset + tables.Values.Sum(table => Padded(table.Length));
        var file = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(file, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Count);
        var selector = (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(6), (ushort)(16 << selector));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)selector);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(10), (ushort)((tables.Count * 16) - (16 << selector)));
        var (record, head) = (12, 0);
        foreach (var (tag, table) in tables)
        {
            if (tag == "head")
            {
                head = offset;
                table.AsSpan(8, 4).Clear(); // checkSumAdjustment counts as zero
            }

            table.CopyTo(file, offset);
            Encoding.ASCII.GetBytes(tag, file.AsSpan(record));
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(record + 4), Checksum(file.AsSpan(offset, Padded(table.Length))));
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(record + 8), offset);
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(record + 12), table.Length);
            record += 16;
            offset += Padded(table.Length);
        }

        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + 8), unchecked(0xB1B0AFBA - Checksum(file)));
        return file;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var index = 0; index < bytes.Length; index += 4) sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(bytes[index..]));
        return sum;
    }
}
