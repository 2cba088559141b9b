using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>
/// Texts of SMS. In the GSM alphabet (3GPP TS 23.038, 6.2.1) one part holds 160 letters, each of several 153; anything else is sent as UCS-2:
/// 70 and 67. Vietnamese brand-name SMS are commonly sent without diacritics, which costs less and is shown right on every phone.
/// </summary>
public static class SmsText
{
    /// <summary>Most parts of a text.</summary>
    public const int MostParts = 3;

    private const string Cut = "...";

    /// <summary>The default alphabet; letters that Vietnamese shares with it (é, à, ì, ò, ù) do not make a text UCS-2 by themselves.</summary>
    private static readonly HashSet<char> Gsm =
    [
        .. "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿",
        .. "abcdefghijklmnopqrstuvwxyzäöñüà",
    ];

    /// <summary>Its extension: each takes the place of two.</summary>
    private static readonly HashSet<char> GsmTwo = [.. "\f^{}\\[~]|€"];

    /// <summary>Makes a text ready: one line, without diacritics unless wanted, and cut, between letters, where the parts end.</summary>
    public static string Ready(string text, bool diacritics)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
        var ready = diacritics ? line : Plain(line);
        if (Parts(ready) <= MostParts) return ready;

        var gsm = IsGsm(ready);
        var (kept, parts, room) = (0, 1, OfSeveral(gsm));
        foreach (var letter in Letters(ready))
        {
            var cost = Cost(letter, gsm);
            var (nextParts, nextRoom) = cost <= room ? (parts, room - cost) : (parts + 1, OfSeveral(gsm) - cost);
            if (nextParts > MostParts || (nextParts == MostParts && nextRoom < Cut.Length)) break;
            (kept, parts, room) = (kept + letter.Length, nextParts, nextRoom);
        }

        return ready[..kept] + Cut;
    }

    /// <summary>How many parts a text needs, when no letter is torn between two.</summary>
    public static int Parts(string text)
    {
        var gsm = IsGsm(text);
        var costs = Letters(text).Select(letter => Cost(letter, gsm)).ToList();
        if (costs.Sum() <= (gsm ? 160 : 70)) return 1;
        var (parts, room) = (1, OfSeveral(gsm));
        foreach (var cost in costs)
        {
            if (cost <= room)
            {
                room -= cost;
                continue;
            }

            // A heap of marks longer than a part is torn all the same.
            var needed = Math.Max(1, (cost + OfSeveral(gsm) - 1) / OfSeveral(gsm));
            (parts, room) = (parts + needed, (needed * OfSeveral(gsm)) - cost);
        }

        return parts;
    }

    /// <summary>The text without diacritics; what is not a plain letter, digit or mark of the GSM alphabet becomes a question mark.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) continue;
            plain.Append(rune.Value switch
            {
                'đ' => 'd',
                'Đ' => 'D',
                '–' or '—' => '-',
                '“' or '”' => '"',
                '‘' or '’' => '\'',
                '…' => '.',
                // ASCII that the basic table lacks, or that costs two letters there.
                '[' or '{' => '(',
                ']' or '}' => ')',
                '`' => '\'',
                '\\' or '|' => '/',
                '^' or '~' => '-',
                >= ' ' and <= '~' => (char)rune.Value,
                _ => '?',
            });
        }

        return plain.ToString();
    }

    private static bool IsGsm(string text) => text.All(c => Gsm.Contains(c) || GsmTwo.Contains(c));

    private static int OfSeveral(bool gsm) => gsm ? 153 : 67;

    /// <summary>What a person sees as one letter: with its combining marks, and both halves of a surrogate pair.</summary>
    private static IEnumerable<string> Letters(string text)
    {
        var letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext()) yield return letters.GetTextElement();
    }

    private static int Cost(string letter, bool gsm) => gsm ? letter.Sum(c => GsmTwo.Contains(c) ? 2 : 1) : letter.Length;
}
