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

    public static SearchText Read(List<Glyph> letters, Folding folding, WorkBudget budget)
    {
        var result = new SearchText(folding);
        // Degrees in steps of three: what is set at an angle has rounding errors of its own.
        foreach (var direction in letters.GroupBy(l => (int)Math.Round(Math.Atan2(l.DirectionY, l.DirectionX) * 60 / Math.PI) % 60))
        {
            var first = direction.First();
            var line = new List<Glyph>();
            var height = double.NaN;
            foreach (var letter in direction.OrderByDescending(l => first.Above(l.X, l.Y)))
            {
                budget.Step();
                var above = first.Above(letter.X, letter.Y);
                if (line.Count > 0 && height - above > LineHeight * Math.Min(letter.Size, line[0].Size))
                    AddLine(result, line, first, budget);
                if (line.Count == 0)
                    height = above;
                line.Add(letter);
            }

            AddLine(result, line, first, budget);
        }

        return result;
    }

    private static void AddLine(SearchText text, List<Glyph> line, Glyph origin, WorkBudget budget)
    {
        var sorted = line.OrderBy(l => origin.Along(l.X, l.Y)).ToList();
        line.Clear();
        for (var start = 0; start < sorted.Count;)
        {
            var end = start + 1;
            while (end < sorted.Count && sorted[end - 1].Along(sorted[end].X, sorted[end].Y) - sorted[end - 1].Length <= ColumnGap * sorted[end].Size)
                end++;
            foreach (var letter in Spoken(sorted[start..end]))
            {
                budget.Step();
                text.Add(letter);
            }

            text.End();
            start = end;
        }
    }

    /// <summary>Runs of right-to-left letters are turned round; numbers and other letters between them stay as they are.</summary>
    private static List<Glyph> Spoken(List<Glyph> line)
    {
        for (var start = 0; start < line.Count; start++)
        {
            if (!IsRightToLeft(line[start]))
                continue;
            var end = start;
            for (var i = start; i < line.Count && (IsRightToLeft(line[i]) || !line[i].Text.Any(char.IsLetterOrDigit)); i++)
                end = IsRightToLeft(line[i]) ? i : end;
            line.Reverse(start, end - start + 1);
            start = end;
        }

        return line;
    }

    private static bool IsRightToLeft(in Glyph letter) => letter.Text.Length > 0
        && letter.Text[0] is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');
}
