using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>Reads character maps: those embedded in a file, and Adobe's predefined ones, which come with PdfPig.</summary>
internal static class CMapReader
{
    private const int MostEntries = 400_000;

    /// <summary>A ligature or a word; nothing real is longer.</summary>
    private const int LongestText = 128;

    private static readonly ConcurrentDictionary<string, CMap?> s_predefined = new(StringComparer.Ordinal);

    /// <summary>A map of ISO 32000-2, table 116, or of CIDs to Unicode (<c>Adobe-Japan1-UCS2</c>); null for a name that is none.</summary>
    public static CMap? Predefined(string name)
    {
        if (name is "Identity-H" or "Identity-V")
            return CMap.Identity(name[^1] == 'V');
        // Names come from files: only those that exist may stay in memory.
        if (s_predefined.TryGetValue(name, out var known))
            return known;
        using var resource = typeof(UglyToad.PdfPig.PdfDocument).Assembly.GetManifestResourceStream($"UglyToad.PdfPig.Resources.CMap.{name}");
        if (resource is null)
            return null;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        var map = Read(copy.ToArray(), null);
        map.IsVertical |= name is "V" || name.EndsWith("-V", StringComparison.Ordinal);
        return s_predefined.GetOrAdd(name, map);
    }

    /// <param name="data">The decoded stream.</param>
    /// <param name="budget">Counts the entries; null for data of our own.</param>
    public static CMap Read(ReadOnlyMemory<byte> data, WorkBudget? budget)
    {
        var map = new CMap();
        var tokens = new TokenReader(data);
        var (name, number) = (string.Empty, 0.0);
        for (var kind = tokens.Next(); kind != TokenKind.End; kind = tokens.Next())
        {
            budget?.Step();
            if (kind == TokenKind.Name)
            {
                name = tokens.Raw.Length < 64 ? tokens.Word : string.Empty;
                number = double.NaN;
            }
            else if (kind == TokenKind.Number)
            {
                number = tokens.Number;
            }
            else if (kind == TokenKind.Word && !ReadSection(map, tokens, budget))
            {
                if (tokens.Raw.SequenceEqual("usecmap"u8))
                    map.Base = Predefined(name);
                else if (tokens.Raw.SequenceEqual("def"u8) && name == "WMode")
                    map.IsVertical = number == 1;
            }
        }

        return map;
    }

    private static bool ReadSection(CMap map, TokenReader tokens, WorkBudget? budget)
    {
        var word = tokens.Raw;
        if (word.SequenceEqual("begincodespacerange"u8))
            ReadRows(map, tokens, budget, 2, (m, row, _) => m.AddSpace(row.Length, row.First, row.Last));
        else if (word.SequenceEqual("beginbfchar"u8))
            ReadRows(map, tokens, budget, 1, (m, row, t) => m.AddTexts(row.First, row.First, t));
        else if (word.SequenceEqual("beginbfrange"u8))
            ReadRows(map, tokens, budget, 2, (m, row, t) => m.AddTexts(row.First, row.Last, t));
        else if (word.SequenceEqual("begincidchar"u8))
            ReadRows(map, tokens, budget, 1, (m, row, _) => m.AddCids(row.First, row.First, row.Cid));
        else if (word.SequenceEqual("begincidrange"u8))
            ReadRows(map, tokens, budget, 2, (m, row, _) => m.AddCids(row.First, row.Last, row.Cid));
        else
            return false;
        return true;
    }

    /// <summary>Rows of one or two codes and, outside of code spaces, a destination: string, number or array of strings.</summary>
    private static void ReadRows(CMap map, TokenReader tokens, WorkBudget? budget, int codes, Action<CMap, Row, string> add)
    {
        var isSpace = tokens.Raw.SequenceEqual("begincodespacerange"u8);
        while (true)
        {
            budget?.Step();
            if (map.Count > MostEntries || tokens.Next() != TokenKind.Text)
                return;
            var row = new Row(Math.Min(4, tokens.Text.Length), Code(tokens.Text), Code(tokens.Text), 0);
            if (codes == 2)
            {
                if (tokens.Next() != TokenKind.Text)
                    return;
                row = row with { Last = Code(tokens.Text) };
            }

            if (isSpace)
            {
                add(map, row, string.Empty);
                continue;
            }

            switch (tokens.Next())
            {
                case TokenKind.Text:
                    add(map, row with { Cid = Code(tokens.Text) }, Unicode(tokens.Text));
                    break;
                case TokenKind.Number:
                    add(map, row with { Cid = (long)tokens.Number }, string.Empty);
                    break;
                case TokenKind.ArrayOpen:
                    for (var code = row.First; tokens.Next() == TokenKind.Text && map.Count <= MostEntries; code++)
                    {
                        budget?.Step();
                        if (code <= row.Last)
                            map.AddTexts(code, code, Unicode(tokens.Text));
                    }

                    break;
                case TokenKind.Name:
                    break;
                default:
                    return;
            }
        }
    }

    private static uint Code(ReadOnlySpan<byte> bytes)
    {
        uint code = 0;
        foreach (var b in bytes.Length > 4 ? bytes[^4..] : bytes)
            code = (code << 8) | b;
        return code;
    }

    /// <summary>UTF-16BE; some writers give one byte.</summary>
    private static string Unicode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1)
            return ((char)bytes[0]).ToString();
        if (bytes.Length > LongestText)
            bytes = bytes[..LongestText];
        // Nearly all are one character; that needs no decoder.
        return bytes.Length == 2
            ? ((char)BinaryPrimitives.ReadUInt16BigEndian(bytes)).ToString()
            : Encoding.BigEndianUnicode.GetString(bytes);
    }

    private readonly record struct Row(int Length, uint First, uint Last, long Cid);
}
