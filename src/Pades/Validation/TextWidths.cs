using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Widths of a font's glyphs by code (ISO 32000-2, 9.6.2, 9.7.4.3), in ems; a guess where the file does not say.</summary>
internal sealed class TextWidths
{
    private const int MostCodes = 70_000;

    /// <summary>The average of Latin text.</summary>
    private const double Guess = 0.5;

    /// <summary>Blanks, and what people sign on.</summary>
    private const string Leaders = " ._-";

    /// <summary>Flag of font descriptors (ISO 32000-2, table 121).</summary>
    private const long Symbolic = 4;

    private readonly Dictionary<int, double> _widths = [];
    private bool _twoBytes;
    private bool _hasPlainLeaders;
    private double _other = Guess;
    private double _unit = 0.001;

    private TextWidths()
    {
    }

    public static TextWidths Unknown { get; } = new();

    public static TextWidths Read(PdfDocument document, PdfDictionary font)
    {
        var result = new TextWidths { _twoBytes = document.Name(font["Subtype"]) == "Type0", _hasPlainLeaders = HasPlainLeaders(document, font) };
        if (result._twoBytes)
        {
            var descendant = document.Dictionary(document.Array(font["DescendantFonts"])is { Items: [var first, ..] } ? first : null);
            result._other = document.Number(descendant?["DW"]) / 1000 ?? 1;
            result.ReadRanges(document, document.Array(descendant?["W"])?.Items ?? []);
            return result;
        }

        if (document.Name(font["Subtype"]) == "Type3" && document.Array(font["FontMatrix"]) is { Items.Count: 6 } matrix)
            result._unit = document.Number(matrix.Items[0]) ?? 0.001;
        var code = (int)Math.Clamp(document.Number(font["FirstChar"]) ?? 0, 0, 255);
        foreach (var width in document.Array(font["Widths"])?.Items.Take(256) ?? [])
            result._widths[code++] = (document.Number(width) ?? 0) * result._unit;
        return result;
    }

    /// <summary>Width in ems, number of glyphs and of word spaces, and whether there is more to see than blanks and leaders.</summary>
    public (double Width, int Glyphs, int Spaces, bool IsSeen) Measure(byte[] text)
    {
        var (width, spaces, isSeen) = (0.0, 0, false);
        var step = _twoBytes ? 2 : 1;
        for (var i = 0; i + step <= text.Length; i += step)
        {
            var code = _twoBytes ? (text[i] << 8) | text[i + 1] : text[i];
            width += _widths.GetValueOrDefault(code, _other);
            spaces += !_twoBytes && code == ' ' ? 1 : 0;
            isSeen |= !_hasPlainLeaders || !Leaders.Contains((char)code);
        }

        return (width, text.Length / step, spaces, isSeen);
    }

    /// <summary>
    /// Whether the codes of leaders show leaders: in a simple, not symbolic font with one of the encodings of the standard. With an encoding
    /// of its own any text can be written in dots, and what two-byte codes show is only told by what the maker says of them.
    /// </summary>
    private static bool HasPlainLeaders(PdfDocument document, PdfDictionary font)
    {
        if (document.Name(font["Subtype"]) is not ("Type1" or "MMType1" or "TrueType")
            || ((long)(document.Number(document.Dictionary(font["FontDescriptor"])?["Flags"]) ?? 0) & Symbolic) != 0
            || document.Name(font["BaseFont"]) is "Symbol" or "ZapfDingbats")
        {
            return false;
        }

        long code = 0;
        foreach (var item in document.Array(document.Dictionary(font["Encoding"])?["Differences"])?.Items ?? [])
        {
            if (document.Number(item) is { } next)
                code = (long)next;
            else if (code is >= 0 and < 256 && Leaders.Contains((char)code++))
                return false;
        }

        return true;
    }

    /// <summary>"first [w w …]" or "first last w".</summary>
    private void ReadRanges(PdfDocument document, IReadOnlyList<PdfObject> items)
    {
        for (var i = 0; i + 1 < items.Count && _widths.Count < MostCodes;)
        {
            var first = (int)Math.Clamp(document.Number(items[i]) ?? 0, 0, 65535);
            if (document.Array(items[i + 1]) is { } each)
            {
                for (var k = 0; k < each.Items.Count && first + k <= 65535; k++)
                    _widths[first + k] = (document.Number(each.Items[k]) ?? 1000) / 1000;
                i += 2;
                continue;
            }

            var last = (int)Math.Clamp(document.Number(items[i + 1]) ?? 0, 0, 65535);
            var width = i + 2 < items.Count ? document.Number(items[i + 2]) ?? 1000 : 1000;
            for (var code = first; code <= last; code++)
                _widths[code] = width / 1000;
            i += 3;
        }
    }
}
