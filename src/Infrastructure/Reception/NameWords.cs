using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Reception;

/// <summary>
/// What an owner's name is found by: keyed digests of its words and of its pairs of words, without diacritics (decision record 0019). The
/// key is derived from the master key, which is not in the database: a copy of the database tells that two names share a word, not which.
/// </summary>
internal sealed class NameWords(Func<byte[]> masterKey)
{
    /// <summary>Words of a name that are looked at; names of companies are longer, and found by their first ones.</summary>
    private const int MostWords = 12;

    private readonly Lazy<byte[]> _key = new(() => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, masterKey(), 32, info: "tthc.inbox.name-words"u8.ToArray()));

    /// <summary>The digests that a name is stored with: each word, and each pair of them.</summary>
    public IReadOnlyList<long> Of(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return [];
        var words = WordsOf(name);
        var found = new HashSet<long>();
        for (var i = 0; i < words.Count; i++)
        {
            found.Add(DigestOf(words[i]));
            for (var j = i + 1; j < words.Count; j++) found.Add(DigestOf(words[i], words[j]));
        }

        return [.. found];
    }

    /// <summary>
    /// The digests that a name must have to answer words: the first one is to be looked up, the others to be asked for. Pairs, because
    /// every third person is a Nguyễn; of them the last, because the given name stands last and tells people apart best.
    /// </summary>
    public IReadOnlyList<long> Asked(string query)
    {
        var words = WordsOf(query);
        if (words.Count < 2) return [.. words.Select(w => DigestOf(w))];
        var asked = new List<long>();
        for (var i = words.Count - 1; i > 0; i--) asked.Add(DigestOf(words[i - 1], words[i]));
        return asked;
    }

    /// <summary>The distinct words of a text in small letters without diacritics.</summary>
    internal static IReadOnlyList<string> WordsOf(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            plain.Append(c is 'đ' or 'Đ' ? 'd' : char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MostWords)];
    }

    private long DigestOf(string one, string? other = null)
    {
        // The order in which people write a name's words differs; that of the letters does not.
        if (other is not null && string.CompareOrdinal(one, other) > 0) (one, other) = (other, one);
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(other is null ? one : $"{one} {other}"), digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }
}
