namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>How far a typed word is from a known one.</summary>
internal static class TypingErrors
{
    /// <summary>
    /// The distance of Damerau and Levenshtein (optimal string alignment): letters left out, put in, replaced, or two beside each other
    /// swapped, which is the most frequent error of all and counts once.
    /// </summary>
    public static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    /// <summary>How well a typed word stands for a known one: 1 is the same, 0 is nothing like it.</summary>
    public static double Likeness(string typed, string known)
    {
        if (typed == known) return 1;
        if (typed.Length >= 2 && known.StartsWith(typed, StringComparison.Ordinal)) return 0.75; // not yet typed to its end
        var errors = Distance(typed, known);
        var allowed = typed.Length switch { <= 1 => 0, <= 4 => 1, _ => 2 };
        if (errors > allowed) return 0;
        var likeness = 1 - (errors * (typed.Length <= 3 ? 0.45 : 0.3));
        return typed[0] == known[0] ? likeness : likeness - 0.1; // the first letter is seldom wrong
    }
}
