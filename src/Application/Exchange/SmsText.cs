using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>
/// Texts of SMS. Without diacritics they fit the GSM alphabet (3GPP TS 23.038): 160 letters in one part, 153 in each of several; with them
/// they are UCS-2: 70 and 67. Vietnamese brand-name SMS are commonly sent without, which costs less and is shown right on every phone.
/// </summary>
public static class SmsText
{
    /// <summary>Most parts of a text.</summary>
    public const int MostParts = 3;

    /// <summary>Makes a text ready: one line, without diacritics unless wanted, and cut where the parts end.</summary>
    public static string Ready(string text, bool diacritics)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
        var ready = diacritics ? line : Plain(line);
        var most = MostParts * (diacritics ? 67 : 153);
        return ready.Length <= most ? ready : ready[..(most - 3)] + "...";
    }

    /// <summary>How many parts a text needs.</summary>
    public static int Parts(string text)
    {
        var (one, several) = text.All(char.IsAscii) ? (160, 153) : (70, 67);
        return text.Length <= one ? 1 : (text.Length + several - 1) / several;
    }

    /// <summary>The text without diacritics; what is not a plain letter, digit or mark of the GSM alphabet becomes a question mark.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            plain.Append(c switch
            {
                'đ' => 'd',
                'Đ' => 'D',
                '–' or '—' => '-',
                '“' or '”' => '"',
                '‘' or '’' => '\'',
                // ASCII that the basic table lacks, or that costs two letters there.
                '[' or '{' => '(',
                ']' or '}' => ')',
                '`' => '\'',
                '\\' or '|' => '/',
                '^' or '~' => '-',
                >= ' ' and <= '~' => c,
                _ => '?',
            });
        }

        return plain.ToString();
    }
}
