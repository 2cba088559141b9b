using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// Which characters count as the same. Both sides are decomposed canonically (NFD), so the normal form of neither matters; presentation
/// forms (ligatures, Arabic shapes) become their letters, invisible characters vanish, dividing and not dividing hyphens are equal.
/// </summary>
internal sealed class Folding(bool ignoreCase, bool ignoreDiacritics)
{
    /// <summary>Characters in NFD. Half surrogate pairs and what is no character become U+FFFD.</summary>
    public static string Decompose(string text)
    {
        if (text.Length == 1 && text[0] < '\u00A0')
            return text;
        text = text.Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD').Replace(SearchText.MaybeHyphen, '\uFFFD');
        if (text.Any(IsPresentationForm))
            text = string.Concat(text.Select(c => IsPresentationForm(c) ? c.ToString().Normalize(NormalizationForm.FormKD) : c.ToString()));
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormD);
        }
    }

    /// <summary>What a decomposed character is compared as; null for one that does not count.</summary>
    public char? Fold(char c)
    {
        if (c < '\u0080')
            return ignoreCase ? char.ToLowerInvariant(c) : c;
        if (c is '\u00AD' or (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF')
            return null;
        if (c is '\u2010' or '\u2011')
            return '-';
        if (ignoreDiacritics)
        {
            if (IsMark(c))
                return null;
            c = c switch { '\u0111' => 'd', '\u0110' => 'D', _ => c };
        }

        return ignoreCase ? char.ToLowerInvariant(c) : c;
    }

    /// <summary>The keyword as it is compared: trimmed, blanks in a row as one.</summary>
    public string Keyword(string text)
    {
        var result = new StringBuilder();
        foreach (var c in Decompose(text))
        {
            if (char.IsWhiteSpace(c))
            {
                if (result.Length > 0 && result[^1] != ' ')
                    result.Append(' ');
            }
            else if (Fold(c) is { } folded)
            {
                result.Append(folded);
            }
        }

        return result.ToString().TrimEnd(' ');
    }

    /// <summary>A character that belongs to the one before: a match must not end in front of it.</summary>
    public static bool IsMark(char c) =>
        c >= '\u0300' && (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark || c is >= '\u1160' and <= '\u11FF');

    /// <summary>Ligatures, Hebrew and Arabic shapes, Kangxi radicals; not the two whole sentences among them.</summary>
    private static bool IsPresentationForm(char c) =>
        c is (>= '\uFB00' and <= '\uFDF9') or (>= '\uFE70' and <= '\uFEFC') or (>= '\u2F00' and <= '\u2FD5');
}
