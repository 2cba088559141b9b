using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters;

/// <summary>Fits a text to what a provider's phone app can show.</summary>
internal static class DisplayText
{
    private const string Ellipsis = "…";

    /// <summary>The text in NFC, cut to a length.</summary>
    public static string Fit(string text, int maxLength, bool asciiOnly)
    {
        var shown = asciiOnly ? ToAscii(text) : text.Normalize(NormalizationForm.FormC);
        if (shown.Length <= maxLength) return shown;
        var room = maxLength - (asciiOnly ? 0 : Ellipsis.Length);
        var cut = StringInfo.ParseCombiningCharacters(shown).LastOrDefault(start => start <= room);
        return shown[..cut].TrimEnd() + (asciiOnly ? "" : Ellipsis);
    }

    /// <summary>Letters without their marks; what is neither letter, digit, hyphen nor underscore becomes a blank (facts 2.1).</summary>
    private static string ToAscii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            ascii.Append(c switch
            {
                'đ' => 'd',
                'Đ' => 'D',
                '-' or '_' => c,
                _ when char.IsAsciiLetterOrDigit(c) => c,
                _ => ' ',
            });
        }

        return string.Join(' ', ascii.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
