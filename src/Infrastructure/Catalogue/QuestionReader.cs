using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>Understands what was typed: which words of the catalogue are meant, and how much each of them says.</summary>
internal sealed class QuestionReader(NpgsqlDataSource database, Province province, TypedWords typed)
{
    private const int MostUnknown = 8;
    private const int MostLikeOne = 4;

    // A syllable of Vietnamese has at most seven letters ("nghiêng").
    private const int LongestSyllable = 7;

    private const string KnownSql = $"""
        select w.word, (select count(*) from {StoreConfiguration.Schema}.procedure_search s
                        where s.tenant_id = $1 and s.document @@ w.word::tsquery)::int
        from {StoreConfiguration.Schema}.procedure_words w where w.tenant_id = $1 and w.word = any($2)
        """;

    // Every word of the catalogue is looked at: Vietnamese has some thousand syllables without their tones, and no more words come.
    private const string LikeSql = $"""
        select u.typed, l.word from unnest($2::text[]) as u(typed) cross join lateral (
          select w.word from {StoreConfiguration.Schema}.procedure_words w
          where w.tenant_id = $1 and (similarity(w.word, u.typed) > 0.08 or w.word like u.typed || '%')
          order by similarity(w.word, u.typed) desc, w.word limit 40) as l
        """;

    private const string CountSql = $"select count(*)::int from {StoreConfiguration.Schema}.procedure_search where tenant_id = $1";

    /// <summary>Reads a text; null when there is no word in it that leads anywhere.</summary>
    public async Task<Question?> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var ways = typed.Readings(text).Where(w => w.Length > 0).ToList();
        if (ways.Count == 0) return null;

        var all = ways.SelectMany(w => w).Distinct().ToList();
        var known = await CountsAsync([.. all, .. all.Where(w => w.Length > LongestSyllable - 2).SelectMany(Pieces)], cancellationToken);
        var unknown = all.Where(w => !known.ContainsKey(w)).Take(MostUnknown).ToList();
        var like = await LikeAsync(unknown, cancellationToken);
        var missing = like.Values.SelectMany(l => l).Select(l => l.Word).Where(w => !known.ContainsKey(w)).Distinct().ToList();
        foreach (var (word, count) in await CountsAsync(missing, cancellationToken)) known[word] = count;

        var total = await TotalAsync(cancellationToken);
        var readings = ways.Select(w => ReadingOf(w, known, like, total)).OfType<Reading>().ToList();
        return readings.Count == 0 ? null : new Question(readings);
    }

    private Reading? ReadingOf(
        string[] words, Dictionary<string, int> known, Dictionary<string, List<(string Word, double Likeness)>> like, int total)
    {
        // What is not known and cannot be led back may be two or more words without the spaces between them.
        var spaced = words.SelectMany(w => known.ContainsKey(w) || like.ContainsKey(w) ? [w] : Cut(w, known) ?? [w]).Take(2 * TypedWords.MostWords).ToList();
        var slots = spaced.Select(word => known.ContainsKey(word) ? [(Word: word, Likeness: 1.0)] : like.GetValueOrDefault(word) ?? []).ToList();
        var weights = slots.Select((slot, n) =>
        {
            var documents = slot.Count == 0 ? 1 : slot.Max(c => known.GetValueOrDefault(c.Word));
            return Math.Log(1 + ((double)Math.Max(total, 1) / Math.Max(documents, 1))) * (typed.IsFiller(spaced[n]) ? 0.15 : 1);
        }).ToList();
        var sum = weights.Sum();
        var terms = slots
            .SelectMany((slot, n) => slot.Select(c => new Term(n, c.Word, Math.Round(weights[n] / sum * c.Likeness, 6))))
            .ToList();
        var text = string.Join(' ', slots.Select((slot, n) => slot.Count == 0 ? spaced[n] : slot[0].Word));
        return terms.Count == 0 ? null : new Reading(text, slots.Count, terms);
    }

    private static IEnumerable<string> Pieces(string word)
    {
        for (var from = 0; from < word.Length; from++)
        {
            for (var length = 1; length <= LongestSyllable && from + length <= word.Length; length++) yield return word.Substring(from, length);
        }
    }

    /// <summary>Cuts a word into as few known words as possible; null if that cannot be done.</summary>
    private static string[]? Cut(string word, Dictionary<string, int> known)
    {
        var best = new string[]?[word.Length + 1];
        best[0] = [];
        for (var end = 1; end <= word.Length; end++)
        {
            for (var from = Math.Max(0, end - LongestSyllable); from < end; from++)
            {
                if (best[from] is not { } head || (best[end] is { } shorter && shorter.Length <= head.Length + 1)) continue;
                var piece = word[from..end];
                if (piece.Length > 1 && known.ContainsKey(piece)) best[end] = [.. head, piece];
            }
        }

        return best[word.Length];
    }

    private async Task<Dictionary<string, int>> CountsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (words.Count == 0) return counts;
        await using var command = database.CreateCommand(KnownSql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = words.Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) counts[reader.GetString(0)] = reader.GetInt32(1);
        return counts;
    }

    private async Task<Dictionary<string, List<(string Word, double Likeness)>>> LikeAsync(
        IReadOnlyList<string> unknown, CancellationToken cancellationToken)
    {
        var like = new Dictionary<string, List<(string Word, double Likeness)>>(StringComparer.Ordinal);
        if (unknown.Count == 0) return like;
        await using var command = database.CreateCommand(LikeSql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = unknown.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (word, candidate) = (reader.GetString(0), reader.GetString(1));
            var likeness = TypingErrors.Likeness(word, candidate);
            if (likeness <= 0) continue;
            if (!like.TryGetValue(word, out var found)) like[word] = found = [];
            found.Add((candidate, likeness));
        }

        foreach (var word in like.Keys.ToList())
        {
            like[word] = [.. like[word].OrderByDescending(c => c.Likeness).ThenBy(c => c.Word, StringComparer.Ordinal).Take(MostLikeOne)];
        }

        return like;
    }

    private async Task<int> TotalAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CountSql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
