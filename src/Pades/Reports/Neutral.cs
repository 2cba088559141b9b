using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>
/// Text of strangers made harmless to read: what turns the direction of writing, breaks lines, steers a terminal or cannot be seen is shown
/// as its code point, so that a name cannot pose as another one or as a part of the report.
/// </summary>
internal static class Neutral
{
    /// <summary>Vietnamese in its decomposed form needs two marks on a letter; hundreds would cover the lines above.</summary>
    private const int MostMarks = 4;

    public static string Of(string text, int most = 1000)
    {
        var result = new StringBuilder(Math.Min(text.Length, most));
        var (count, marks) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (++count > most)
                return result.Append(CultureInfo.InvariantCulture, $"… [+{text.Length - Units(text, most)}]").ToString();
            var category = Rune.GetUnicodeCategory(rune);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MostMarks)
                continue;
            if (IsUnseen(category))
                result.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static bool IsUnseen(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>UTF-16 units of the first so many runes.</summary>
    private static int Units(string text, int runes)
    {
        var units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (runes-- == 0)
                break;
            units += rune.Utf16SequenceLength;
        }

        return units;
    }
}
