using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>Words as a person types them: folded as the index is, and what abbreviations and everyday words stand for.</summary>
internal sealed class TypedWords
{
    /// <summary>More words than a question has.</summary>
    public const int MostWords = 12;

    private const int LongestWord = 40;

    private readonly Dictionary<string, string[]> _meanings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fillers = new(StringComparer.Ordinal);
    private readonly int _longestPhrase = 1;

    /// <summary>Reads data/synonyms.json.</summary>
    public TypedWords()
    {
        foreach (var entry in CatalogueFiles.Read<Synonym>("synonyms.json", "synonyms"))
        {
            foreach (var typed in entry.Typed)
            {
                var words = Split(typed);
                _meanings[string.Join(' ', words)] = Split(entry.Means);
                _longestPhrase = Math.Max(_longestPhrase, words.Length);
            }
        }

        foreach (var filler in CatalogueFiles.Read<string>("synonyms.json", "fillers")) _fillers.UnionWith(Split(filler));
    }

    /// <summary>The words of a text, folded.</summary>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            var folded = c is 'đ' or 'Đ' ? 'd' : char.ToLowerInvariant(c);
            if (char.IsAsciiLetterOrDigit(folded)) word.Append(folded);
            else Cut();
        }

        Cut();
        return [.. words];

        void Cut()
        {
            if (word.Length is > 0 and <= LongestWord) words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Whether a word says little: "thủ tục", "xin", "ở đâu".</summary>
    public bool IsFiller(string word) => _fillers.Contains(word);

    /// <summary>The ways to read a question: as it is typed, and with the longest known phrases put as the catalogue says them.</summary>
    public IReadOnlyList<string[]> Readings(string text)
    {
        var typed = Split(text).Take(MostWords).ToArray();
        var meant = new List<string>();
        for (var n = 0; n < typed.Length;)
        {
            var length = Math.Min(_longestPhrase, typed.Length - n);
            while (length > 0 && !_meanings.ContainsKey(string.Join(' ', typed, n, length))) length--;
            if (length == 0) meant.Add(typed[n++]);
            else
            {
                meant.AddRange(_meanings[string.Join(' ', typed, n, length)]);
                n += length;
            }
        }

        return typed.SequenceEqual(meant) ? [typed] : [typed, [.. meant.Take(2 * MostWords)]];
    }

    private sealed record Synonym(IReadOnlyList<string> Typed, string Means);
}
