using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Application.DocumentStore;

/// <summary>Compares as people type: without diacritics, small letters, words in any order.</summary>
internal static class Words
{
    /// <summary>Whether every word of the query begins or stands within the text.</summary>
    public static bool Match(string query, string text)
    {
        var folded = Fold(text);
        return Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => folded.Contains(word, StringComparison.Ordinal));
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            // đ is a letter of its own and does not come apart.
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) folded.Append(c == 'đ' ? 'd' : c);
        }

        return folded.ToString();
    }
}
