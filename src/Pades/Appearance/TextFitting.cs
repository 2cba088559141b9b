using KonTum.Tthc.Pades.Signing;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Lines at the size at which they fit.</summary>
/// <param name="Size">Font size in points.</param>
/// <param name="Lines">The lines after wrapping.</param>
internal sealed record FittedText(double Size, IReadOnlyList<string> Lines);

/// <summary>
/// Fits text into an area. First the font shrinks as far as it stays comfortable; then words wrap; then it shrinks further, down to 4 pt,
/// below which nobody can read it on paper. What does not fit even then ends in an ellipsis, so that a reader sees that there was more.
/// </summary>
internal static class TextFitting
{
    /// <summary>Baseline distance in font sizes; Vietnamese capitals with two marks need more than the usual 1.15.</summary>
    public const double LineHeight = 1.25;

    private const double Largest = 12;
    private const double Comfortable = 8;
    private const double Smallest = 4;
    private const double Step = 0.25;

    /// <summary>Normalises (NFC), splits at line ends, and fits.</summary>
    public static FittedText Fit(IReadOnlyList<string> text, double width, double height, FontSubsetting font)
    {
        if (text.Sum(line => (long)line.Length) > SignatureText.Longest)
            throw SignatureText.Refused($"The visible text is longer than {SignatureText.Longest} characters.");
        var lines = text.SelectMany(line => Clean(line).Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        foreach (var line in lines) font.Measure(line); // refuses missing glyphs before anything else
        for (var size = Largest; size >= Comfortable; size -= Step)
        {
            if (lines.Count * size * LineHeight <= height && lines.All(line => font.Measure(line) * size <= width)) return new(size, lines);
        }

        for (var size = Largest; size >= Smallest; size -= Step)
        {
            if (Wrap(lines, width / size, font, breakWords: false) is { } wrapped && wrapped.Count * size * LineHeight <= height) return new(size, wrapped);
        }

        var broken = Wrap(lines, width / Smallest, font, breakWords: true)!;
        var room = (int)(height / (Smallest * LineHeight));
        if (broken.Count <= room) return new(Smallest, broken);
        if (room == 0) return new(Smallest, []);
        var kept = broken.Take(room).ToList();
        kept[^1] = WithEllipsis(kept[^1], width / Smallest, font);
        return new(Smallest, kept);
    }

    private static string Clean(string line) =>
        SignatureText.Normalised(line).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\t', ' ');

    /// <summary>Wraps at spaces; null when a word is wider than the area and must not be broken.</summary>
    private static List<string>? Wrap(IReadOnlyList<string> lines, double ems, FontSubsetting font, bool breakWords)
    {
        var wrapped = new List<string>();
        foreach (var line in lines)
        {
            var current = string.Empty;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = current.Length == 0 ? word : $"{current} {word}";
                if (font.Measure(longer) <= ems)
                {
                    current = longer;
                    continue;
                }

                if (current.Length > 0) wrapped.Add(current);
                current = word;
                if (font.Measure(word) <= ems) continue;
                if (!breakWords) return null;
                current = Break(word, ems, font, wrapped);
            }

            wrapped.Add(current);
        }

        return wrapped;
    }

    /// <summary>Breaks a word between characters; answers what is left for the next line.</summary>
    private static string Break(string word, double ems, FontSubsetting font, List<string> wrapped)
    {
        var part = string.Empty;
        foreach (var character in word.EnumerateRunes())
        {
            var longer = part + character;
            if (part.Length > 0 && font.Measure(longer) > ems)
            {
                wrapped.Add(part);
                longer = character.ToString();
            }

            part = longer;
        }

        return part;
    }

    private static string WithEllipsis(string line, double ems, FontSubsetting font)
    {
        var characters = line.EnumerateRunes().ToList();
        while (characters.Count > 0 && font.Measure(string.Concat(characters) + "…") > ems) characters.RemoveAt(characters.Count - 1);
        return string.Concat(characters) + "…";
    }
}
