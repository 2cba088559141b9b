using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Fonts;
using UglyToad.PdfPig.Fonts.Encodings;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>Glyph names to Unicode (Adobe Glyph List Specification, 2) and the encodings of ISO 32000-2, annex D.</summary>
internal static class GlyphNames
{
    private const int LongestName = 100;

    /// <summary>Text of a name; null for one that means nothing outside of its font.</summary>
    public static string? Text(string name, bool isDingbats = false)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
            name = name[..dot];
        if (name.Length is 0 or > LongestName)
            return null;
        return Listed(name, isDingbats) ?? FromHex(name) ?? Composed(name, isDingbats);
    }

    /// <summary>Null for a name that is no encoding.</summary>
    public static IReadOnlyDictionary<int, string>? Encoding(string? name) => name switch
    {
        "WinAnsiEncoding" => WinAnsiEncoding.Instance.CodeToNameMap,
        "MacRomanEncoding" => MacRomanEncoding.Instance.CodeToNameMap,
        "StandardEncoding" => StandardEncoding.Instance.CodeToNameMap,
        _ => null,
    };

    public static IReadOnlyDictionary<int, string> Symbol => SymbolEncoding.Instance.CodeToNameMap;

    public static IReadOnlyDictionary<int, string> Dingbats => ZapfDingbatsEncoding.Instance.CodeToNameMap;

    /// <summary>The list keeps what it makes of unlisted names; it is only asked what it can hold from the start.</summary>
    private static string? Listed(string name, bool isDingbats) =>
        (name[0] == 'u' && FromHex(name) is not null) || name == GlyphList.NotDefined
            ? null
            : (isDingbats ? GlyphList.ZapfDingbats.NameToUnicode(name) : null) ?? GlyphList.AdobeGlyphList.NameToUnicode(name);

    /// <summary>uni0041, uni00410042, u1F600.</summary>
    private static string? FromHex(string name)
    {
        if (name.StartsWith("uni", StringComparison.Ordinal) && name.Length >= 7 && (name.Length - 3) % 4 == 0)
        {
            var result = new StringBuilder();
            for (var i = 3; i < name.Length; i += 4)
            {
                if (!TryRune(name.AsSpan(i, 4), out var rune))
                    return null;
                result.Append(rune.ToString());
            }

            return result.ToString();
        }

        return name[0] == 'u' && name.Length is >= 5 and <= 7 && TryRune(name.AsSpan(1), out var single) ? single.ToString() : null;
    }

    /// <summary>f_f_i.</summary>
    private static string? Composed(string name, bool isDingbats)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
            return null;
        var parts = name.Split('_').Select(p => p.Length == 0 ? null : Listed(p, isDingbats) ?? FromHex(p)).ToList();
        return parts.Contains(null) ? null : string.Concat(parts);
    }

    private static bool TryRune(ReadOnlySpan<char> digits, out Rune rune)
    {
        rune = default;
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.TryCreate(value, out rune);
    }
}
