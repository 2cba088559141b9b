namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>Breaks texts into lines.</summary>
internal static class PaperLines
{
    /// <summary>The lines of a text that fit a width: broken between words, and within a word that is wider than a line.</summary>
    public static IReadOnlyList<string> Break(PaperFonts fonts, string text, double width, PaperStyle style, double size)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r'))
        {
            var line = "";
            foreach (var word in fonts.Printable(paragraph, style).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (fonts.Measure(longer, style, size) <= width)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0) lines.Add(line);
                line = Cut(fonts, word, width, style, size, lines);
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Adds the full lines of a long word and answers what is left of it.</summary>
    private static string Cut(PaperFonts fonts, string word, double width, PaperStyle style, double size, List<string> lines)
    {
        var part = "";
        foreach (var rune in word.EnumerateRunes())
        {
            if (part.Length > 0 && fonts.Measure(part + rune, style, size) > width)
            {
                lines.Add(part);
                part = "";
            }

            part += rune;
        }

        return part;
    }
}
