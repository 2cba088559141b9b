using System.Text;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>A match on a page.</summary>
/// <param name="Lines">A box for each line.</param>
/// <param name="Before">Text before it.</param>
/// <param name="Match">Its own text.</param>
/// <param name="After">Text behind it.</param>
internal sealed record PageMatch(IReadOnlyList<Box> Lines, string Before, string Match, string After)
{
    public Box Box { get; } = Lines.Aggregate((a, b) => a.With(b));
}

/// <summary>Finds a folded keyword in a text.</summary>
internal static class KeywordMatcher
{
    public static List<PageMatch> Find(SearchText text, string keyword, int context, WorkBudget budget)
    {
        var result = new List<PageMatch>();
        for (var start = 0; start < text.Compared.Length;)
        {
            budget.Step();
            var skipped = text.Compared[start..].IndexOf(keyword[0]);
            if (skipped < 0)
                break;
            start += skipped;
            var end = MatchAt(text.Compared, start, keyword);
            if (end >= 0)
                result.Add(Describe(text, start, end, context));
            start = end < 0 ? start + 1 : end;
        }

        return result;
    }

    /// <returns>The index behind the match; -1 for none.</returns>
    private static int MatchAt(ReadOnlySpan<char> text, int at, string keyword)
    {
        for (var i = 0; i < keyword.Length; at++)
        {
            if (at >= text.Length)
                return -1;
            var c = text[at];
            if (c == keyword[i] || (c == SearchText.MaybeBlank && keyword[i] == ' ') || (c == SearchText.MaybeHyphen && keyword[i] == '-'))
                i++;
            else if (c is not (SearchText.MaybeBlank or SearchText.MaybeHyphen) || i == 0)
                return -1;
        }

        // "Nguye" is not a part of "Nguyễn": the letter there is another one.
        return at < text.Length && Folding.IsMark(text[at]) ? -1 : at;
    }

    private static PageMatch Describe(SearchText text, int start, int end, int context)
    {
        var lines = new List<Box>();
        var line = -1;
        for (var i = text.Place(start); i <= text.Place(end - 1); i++)
        {
            var letter = text.Letter(i);
            if (string.IsNullOrWhiteSpace(letter.Text))
                continue;
            if (text.Line(i) != line)
                lines.Add(letter.Box);
            else
                lines[^1] = lines[^1].With(letter.Box);
            line = text.Line(i);
        }

        var (from, to) = (text.ShownIndex(start), end < text.Compared.Length ? text.ShownIndex(end) : text.Shown.Length);
        return new PageMatch(
            lines,
            Cut(text, Math.Max(0, from - context), from).TrimStart(),
            Cut(text, from, to).Trim(),
            Cut(text, to, Math.Min(text.Shown.Length, to + context)).TrimEnd());
    }

    private static string Cut(SearchText text, int from, int to)
    {
        while (from < to && (Folding.IsMark(text.Shown[from]) || char.IsLowSurrogate(text.Shown[from])))
            from++;
        var result = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var c = text.Shown[i];
            if (char.IsHighSurrogate(c) && i + 1 == to)
                break;
            if (c != SearchText.Unseen)
                result.Append(c == SearchText.Wall ? ' ' : c);
        }

        return result.ToString().Normalize(NormalizationForm.FormC);
    }
}
