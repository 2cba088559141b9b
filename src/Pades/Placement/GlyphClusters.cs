using System.Globalization;
using System.Runtime.InteropServices;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// Joins what a person sees as one letter: marks that are glyphs of their own go to the letter that they stand on, and letters that are
/// drawn twice to look bold count once.
/// </summary>
internal static class GlyphClusters
{
    /// <summary>How far back the letter of a mark is looked for: some writers draw the marks of a line behind it.</summary>
    private const int LookedBack = 300;

    /// <summary>Parts of an em within which the same letter is the same again; the narrowest letter is three times as wide.</summary>
    private const double SamePlace = 0.07;

    /// <summary>Parts of an em by which a mark without width may miss its letter.</summary>
    private const double MarkReach = 0.35;

    /// <summary>Marks with a width of their own, set over letters by typesetters of old (TeX), and what they are in Unicode.</summary>
    private static readonly Dictionary<char, char> s_spacingMarks = new()
    {
        ['\u00B4'] = '\u0301', ['`'] = '\u0300', ['\u02CA'] = '\u0301', ['\u02CB'] = '\u0300', ['^'] = '\u0302', ['\u02C6'] = '\u0302',
        ['~'] = '\u0303', ['\u02DC'] = '\u0303', ['\u00A8'] = '\u0308', ['\u00AF'] = '\u0304', ['\u02D8'] = '\u0306', ['\u02D9'] = '\u0307',
        ['\u02DA'] = '\u030A', ['\u00B0'] = '\u030A', ['\u00B8'] = '\u0327', ['\u02DB'] = '\u0328', ['\u02DD'] = '\u030B', ['\u02C7'] = '\u030C',
    };

    /// <summary>The same page with each letter once; the order of the letters stays.</summary>
    /// <param name="glyphs">As they are shown.</param>
    /// <param name="result">Takes the letters.</param>
    /// <param name="places">Memory for the work.</param>
    /// <param name="budget">Counts it.</param>
    public static void Join(List<Glyph> glyphs, List<Glyph> result, Dictionary<long, int> places, WorkBudget budget)
    {
        result.Clear();
        places.Clear();
        Glyph? waiting = null;
        for (var index = 0; index < glyphs.Count; index++)
        {
            budget.Step();
            ref readonly var glyph = ref CollectionsMarshal.AsSpan(glyphs)[index];
            if (glyph.Text.Length == 0 || IsRepeated(glyphs, index, places))
                continue;
            var mark = MarkOf(glyph.Text);
            if (mark is not null && Letter(result, glyph, budget) is { } at)
            {
                result[at] = Marked(result[at], glyph, mark);
                continue;
            }

            if (waiting is { } before && StandsOn(before, glyph))
            {
                // The mark came first; it was added as a letter of its own.
                result.RemoveAt(result.Count - 1);
                result.Add(Marked(glyph, before, MarkOf(before.Text)!));
                waiting = null;
                continue;
            }

            result.Add(glyph);
            waiting = mark is null ? null : glyph;
        }
    }

    /// <summary>Looks into the four cells that a letter of the same place can be in; a cell is twice as wide as what counts as the same.</summary>
    private static bool IsRepeated(List<Glyph> all, int index, Dictionary<long, int> places)
    {
        ref readonly var glyph = ref CollectionsMarshal.AsSpan(all)[index];
        if (glyph.Text[0] <= ' ')
            return false;
        var step = SamePlace * glyph.Size;
        var (x, y) = (glyph.X / (2 * step), glyph.Y / (2 * step));
        var (column, row) = ((long)Math.Clamp(Math.Floor(x), -1e9, 1e9), (long)Math.Clamp(Math.Floor(y), -1e9, 1e9));
        var (nextColumn, nextRow) = (x - column < 0.5 ? column - 1 : column + 1, y - row < 0.5 ? row - 1 : row + 1);
        if (Same(all, glyph, step, places, column, row) || Same(all, glyph, step, places, nextColumn, row)
            || Same(all, glyph, step, places, column, nextRow) || Same(all, glyph, step, places, nextColumn, nextRow))
        {
            return true;
        }

        places[Key(glyph.Text, column, row)] = index;
        return false;
    }

    private static bool Same(List<Glyph> all, in Glyph glyph, double step, Dictionary<long, int> places, long column, long row)
    {
        if (!places.TryGetValue(Key(glyph.Text, column, row), out var index))
            return false;
        ref readonly var other = ref CollectionsMarshal.AsSpan(all)[index];
        return other.Text == glyph.Text && Math.Abs(other.X - glyph.X) < step && Math.Abs(other.Y - glyph.Y) < step;
    }

    /// <summary>Different letters may share one; then a repetition is missed at worst.</summary>
    private static long Key(string text, long column, long row) =>
        (((column * 0x9E3779B1L) ^ (row * 0x85EBCA77L)) << 16) ^ (((long)text.Length << 8) + text[0]) ^ (column << 40);

    private static string? MarkOf(string text)
    {
        if (text.Length == 1 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == ' '))
            return null;
        if (text.Length == 1 && s_spacingMarks.TryGetValue(text[0], out var combining))
            return combining.ToString();
        foreach (var c in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                return null;
        }

        return text;
    }

    private static int? Letter(List<Glyph> letters, in Glyph mark, WorkBudget budget)
    {
        if (letters.Count > 0 && StandsOn(mark, letters[^1]))
            return letters.Count - 1;
        var (best, distance) = ((int?)null, double.MaxValue);
        for (var i = letters.Count - 2; i >= 0 && i >= letters.Count - LookedBack; i--)
        {
            budget.Step();
            // A mark without width reaches back from the end of its letter.
            if (StandsOn(mark, letters[i]) && Math.Abs(letters[i].Along(mark.X, mark.Y) - letters[i].Length) is var missed && missed < distance)
                (best, distance) = (i, missed);
        }

        return best;
    }

    private static bool StandsOn(in Glyph mark, in Glyph letter)
    {
        if (string.IsNullOrWhiteSpace(letter.Text) || Math.Abs(letter.Above(mark.X, mark.Y)) > letter.Size)
            return false;
        var width = Math.Abs(mark.Length);
        var isSpacing = width > 0.05 * mark.Size;
        var at = letter.Along(mark.X, mark.Y) + (isSpacing ? width / 2 : 0);
        var reach = isSpacing ? 0 : MarkReach * letter.Size;
        return at >= -reach && at <= letter.Length + reach;
    }

    private static Glyph Marked(in Glyph letter, in Glyph mark, string text) =>
        letter with { Text = letter.Text + text, Box = letter.Box.With(mark.Box) };
}
