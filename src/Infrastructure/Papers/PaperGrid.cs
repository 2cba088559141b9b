using KonTum.Tthc.Application.Papers;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>Tables: columns as wide as their content asks for, the heads again on each page, rows whole where they fit a page.</summary>
internal static class PaperGrid
{
    private const double Size = 12;
    private const double Padding = 4;

    public static void Set(PaperSheet sheet, PaperTable table)
    {
        var widths = Widths(sheet.Fonts, table);
        var heads = LinesOf(sheet.Fonts, table.Heads, widths, PaperStyle.Bold);
        var headHeight = HeightOf(heads);
        sheet.Space(6);
        if (table.Rows.Count > 0) sheet.Need(headHeight + PaperSheet.LineOf(Size) + (2 * Padding));
        Draw(sheet, heads, widths, PaperStyle.Bold);
        foreach (var row in table.Rows)
        {
            var lines = LinesOf(sheet.Fonts, row, widths, PaperStyle.Regular);
            foreach (var piece in Pieces(lines, PaperSheet.PageHeight - headHeight))
            {
                if (sheet.Need(HeightOf(piece))) Draw(sheet, heads, widths, PaperStyle.Bold);
                Draw(sheet, piece, widths, PaperStyle.Regular);
            }
        }

        sheet.Space(6);
    }

    /// <summary>Short columns get what they need, long ones share the rest.</summary>
    private static double[] Widths(PaperFonts fonts, PaperTable table)
    {
        var wanted = table.Heads.Select((head, column) => (2 * Padding) + 1 + Math.Max(
            WidestWord(fonts, head, PaperStyle.Bold),
            table.Rows.Select(row => fonts.Measure(fonts.Printable(row[column], PaperStyle.Regular), PaperStyle.Regular, Size)).DefaultIfEmpty(0).Max()))
            .ToArray();
        if (wanted.Sum() <= PaperSheet.TextWidth)
        {
            wanted[Array.IndexOf(wanted, wanted.Max())] += PaperSheet.TextWidth - wanted.Sum();
            return wanted;
        }

        var fair = PaperSheet.TextWidth / wanted.Length;
        var narrow = wanted.Where(width => width <= fair).Sum();
        var wide = wanted.Where(width => width > fair).Sum();
        return [.. wanted.Select(width => width <= fair ? width : width / wide * (PaperSheet.TextWidth - narrow))];
    }

    private static double WidestWord(PaperFonts fonts, string text, PaperStyle style) =>
        fonts.Printable(text, style).Split(' ').Max(word => fonts.Measure(word, style, Size));

    private static List<IReadOnlyList<string>> LinesOf(PaperFonts fonts, IReadOnlyList<string> cells, double[] widths, PaperStyle style) =>
        [.. cells.Select((cell, column) => PaperLines.Break(fonts, cell, widths[column] - (2 * Padding), style, Size))];

    private static double HeightOf(IReadOnlyList<IReadOnlyList<string>> cells) =>
        (cells.Max(lines => lines.Count) * PaperSheet.LineOf(Size)) + (2 * Padding);

    /// <summary>The row itself, or pieces of it when it is higher than a page.</summary>
    private static IEnumerable<IReadOnlyList<IReadOnlyList<string>>> Pieces(IReadOnlyList<IReadOnlyList<string>> cells, double room)
    {
        var most = Math.Max(1, (int)((room - (2 * Padding)) / PaperSheet.LineOf(Size)));
        for (var from = 0; from == 0 || from < cells.Max(lines => lines.Count); from += most)
        {
            yield return [.. cells.Select(lines => (IReadOnlyList<string>)[.. lines.Skip(from).Take(most)])];
        }
    }

    /// <summary>Figures stand on the right, so that their places stand below each other.</summary>
    private static bool IsFigure(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.');

    private static void Draw(PaperSheet sheet, IReadOnlyList<IReadOnlyList<string>> cells, double[] widths, PaperStyle style)
    {
        var (top, height) = (sheet.Y, HeightOf(cells));
        var x = PaperSheet.Left;
        sheet.Pages.Line(x, top, PaperSheet.Right, top);
        sheet.Pages.Line(x, top + height, PaperSheet.Right, top + height);
        sheet.Pages.Line(x, top, x, top + height);
        for (var column = 0; column < cells.Count; column++)
        {
            for (var line = 0; line < cells[column].Count; line++)
            {
                var text = cells[column][line];
                var isHead = style == PaperStyle.Bold;
                var spare = widths[column] - sheet.Fonts.Measure(text, style, Size);
                var indent = isHead ? spare / 2 : IsFigure(text) ? spare - Padding : Padding;
                sheet.Pages.Text(text, x + indent, top + Padding + Size + (line * PaperSheet.LineOf(Size)) - 1, style, Size);
            }

            x += widths[column];
            sheet.Pages.Line(x, top, x, top + height);
        }

        sheet.Space(height);
    }
}
