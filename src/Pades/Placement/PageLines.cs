using System.Runtime.InteropServices;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// The letters of a page as a person reads them: by lines, along each. Finds words whose parts are shown in another order than they stand,
/// and turns what is written from right to left into the order in which it is spoken.
/// </summary>
internal static class PageLines
{
    /// <summary>Parts of an em by which letters of one line may differ in height.</summary>
    private const double LineHeight = 0.3;

    /// <summary>Parts of an em that separate columns; a keyword does not reach over it.</summary>
    private const double ColumnGap = 2;

    /// <summary>Pieces of one line that are compared with each other.</summary>
    private const int MostColumns = 30;

    /// <summary>
    /// Whether this order can show something that the other does not: letters that stand out of order, or two pieces of one line that are
    /// not shown one after the other.
    /// </summary>
    public static bool Differ(SearchText asShown)
    {
        if (asShown.IsOutOfOrder)
            return true;
        var pieces = new List<(Glyph First, Glyph Last)>();
        for (var i = 0; i < asShown.LineStarts.Count; i++)
        {
            var end = i + 1 < asShown.LineStarts.Count ? asShown.LineStarts[i + 1] : asShown.Count;
            pieces.Add((asShown.Letter(asShown.LineStarts[i]), asShown.Letter(end - 1)));
        }

        if (pieces.Count == 0)
            return false;
        // Pieces of other directions than the first are few; they are compared as if they had the same, which at worst asks for this order too often.
        var origin = pieces[0].First;
        pieces.Sort((a, b) => origin.Above(a.First.X, a.First.Y).CompareTo(origin.Above(b.First.X, b.First.Y)));
        for (var i = 0; i < pieces.Count; i++)
        {
            for (var n = i + 1; n < pieces.Count && IsNear(pieces[i].First, pieces[n].First); n++)
            {
                if (n > i + MostColumns || !IsColumnGap(pieces[i].Last, pieces[n].First) || !IsColumnGap(pieces[n].Last, pieces[i].First))
                    return true;
            }
        }

        return false;

        bool IsNear(in Glyph one, in Glyph two) =>
            Math.Abs(origin.Above(one.X, one.Y) - origin.Above(two.X, two.Y)) <= LineHeight * Math.Max(one.Size, two.Size);
    }

    /// <summary>Fills a text with the letters of a page.</summary>
    public static void Read(SearchText text, List<Glyph> letters, WorkBudget budget)
    {
        var all = CollectionsMarshal.AsSpan(letters);
        // Degrees in steps of three: what is set at an angle has rounding errors of its own.
        var directions = new Dictionary<int, List<int>>();
        for (var i = 0; i < all.Length; i++)
        {
            var angle = all[i].DirectionY == 0 && all[i].DirectionX > 0 ? 0 : (int)Math.Round(Math.Atan2(all[i].DirectionY, all[i].DirectionX) * 60 / Math.PI) % 60;
            if (!directions.TryGetValue(angle, out var list))
                directions[angle] = list = [];
            list.Add(i);
        }

        foreach (var direction in directions.Values)
            AddDirection(text, all, [.. direction], budget);
    }

    private static void AddDirection(SearchText text, ReadOnlySpan<Glyph> all, int[] indexes, WorkBudget budget)
    {
        var origin = all[indexes[0]];
        var keys = new double[indexes.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = -origin.Above(all[indexes[i]].X, all[indexes[i]].Y);
        Array.Sort(keys, indexes);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] - keys[start] <= LineHeight * Math.Min(all[indexes[start]].Size, all[indexes[end]].Size))
                end++;
            var along = keys.AsSpan(start, end - start);
            var line = indexes.AsSpan(start, end - start);
            for (var i = 0; i < line.Length; i++)
                along[i] = origin.Along(all[line[i]].X, all[line[i]].Y);
            along.Sort(line);
            AddLine(text, all, line, budget);
            start = end;
        }
    }

    private static void AddLine(SearchText text, ReadOnlySpan<Glyph> all, Span<int> line, WorkBudget budget)
    {
        for (var start = 0; start < line.Length;)
        {
            var end = start + 1;
            while (end < line.Length && !IsColumnGap(all[line[end - 1]], all[line[end]]))
                end++;
            var part = line[start..end];
            Speak(part, all);
            foreach (var index in part)
            {
                budget.Step();
                text.Add(index);
            }

            text.End();
            start = end;
        }
    }

    private static bool IsColumnGap(in Glyph before, in Glyph letter) =>
        before.Along(letter.X, letter.Y) - before.Length > ColumnGap * letter.Size;

    /// <summary>Runs of right-to-left letters are turned round; numbers and other letters between them stay as they are.</summary>
    private static void Speak(Span<int> line, ReadOnlySpan<Glyph> all)
    {
        for (var start = 0; start < line.Length; start++)
        {
            if (!IsRightToLeft(all[line[start]]))
                continue;
            var end = start;
            for (var i = start; i < line.Length && (IsRightToLeft(all[line[i]]) || !all[line[i]].Text.Any(char.IsLetterOrDigit)); i++)
                end = IsRightToLeft(all[line[i]]) ? i : end;
            line[start..(end + 1)].Reverse();
            start = end;
        }
    }

    public static bool IsRightToLeft(in Glyph letter) => letter.Text.Length > 0
        && letter.Text[0] is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');
}
