using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>Where on the page the next part goes. Margins by NĐ 30/2020/NĐ-CP, phụ lục I: left 30 mm, right 15 mm, above and below 20 mm.</summary>
internal sealed class PaperSheet
{
    public const double Left = 85.04;
    public const double Right = 552.76;
    public const double TextWidth = Right - Left;
    public const double BodySize = 13;
    public const double SmallSize = 11;
    private const double Top = 56.69;
    private const double Bottom = PaperPages.Height - 56.69;

    public PaperSheet(PaperPages pages, PaperFonts fonts)
    {
        (Pages, Fonts) = (pages, fonts);
        NextPage();
    }

    public PaperPages Pages { get; }

    public PaperFonts Fonts { get; }

    /// <summary>Upper edge of what comes next.</summary>
    public double Y { get; private set; }

    /// <summary>Height of a page's text.</summary>
    public static double PageHeight => Bottom - Top;

    /// <summary>Distance between two base lines.</summary>
    public static double LineOf(double size) => size * 1.25;

    public void NextPage()
    {
        Pages.Begin();
        Y = Top;
    }

    /// <summary>Leaves room.</summary>
    public void Space(double height) => Y += height;

    /// <summary>Goes to the next page where so much does not fit on this one; true when it did.</summary>
    public bool Need(double height)
    {
        if (Y + height <= Bottom || Y <= Top) return false;
        NextPage();
        return true;
    }

    /// <summary>Sets lines one below the other, each in the middle of a column.</summary>
    public void Centred(string text, double left, double width, PaperStyle style, double size)
    {
        foreach (var line in PaperLines.Break(Fonts, text, width, style, size))
        {
            Need(LineOf(size));
            Pages.Text(line, left + ((width - Fonts.Measure(line, style, size)) / 2), Y + size, style, size);
            Y += LineOf(size);
        }
    }

    public void Paragraph(string text, PaperStyle style, double size = BodySize)
    {
        Space(4);
        foreach (var line in PaperLines.Break(Fonts, text, TextWidth, style, size))
        {
            Need(LineOf(size));
            Pages.Text(line, Left, Y + size, style, size);
            Y += LineOf(size);
        }
    }

    /// <summary>A label and, in the same line and below, its value.</summary>
    public void Field(string label, string value)
    {
        Space(4);
        var shown = Fonts.Printable(label, PaperStyle.Regular) + ": ";
        var width = Fonts.Measure(shown, PaperStyle.Regular, BodySize);
        if (width > TextWidth * 0.6)
        {
            Paragraph(label + ":", PaperStyle.Regular);
            Paragraph(value, PaperStyle.Bold);
            return;
        }

        var first = true;
        foreach (var line in PaperLines.Break(Fonts, value, TextWidth - width, PaperStyle.Bold, BodySize))
        {
            Need(LineOf(BodySize));
            if (first) Pages.Text(shown, Left, Y + BodySize, PaperStyle.Regular, BodySize);
            Pages.Text(line, Left + width, Y + BodySize, PaperStyle.Bold, BodySize);
            Y += LineOf(BodySize);
            first = false;
        }
    }

    /// <summary>Moves on to a place that was drawn to.</summary>
    public void MoveTo(double y) => Y = y;

    /// <summary>Numbers the pages and puts the foot on each.</summary>
    public void Finish(string foot)
    {
        var lines = foot.Length == 0 ? [] : PaperLines.Break(Fonts, foot, TextWidth, PaperStyle.Italic, 9);
        for (var page = 0; page < Pages.Count; page++)
        {
            if (page > 0)
            {
                var number = (page + 1).ToString(CultureInfo.InvariantCulture);
                var x = Left + ((TextWidth - Fonts.Measure(number, PaperStyle.Regular, BodySize)) / 2);
                Pages.Text(page, number, x, 38, PaperStyle.Regular, BodySize);
            }

            for (var line = 0; line < Math.Min(lines.Count, 3); line++)
            {
                Pages.Text(page, lines[line], Left, Bottom + 18 + (line * LineOf(9)), PaperStyle.Italic, 9);
            }
        }
    }
}
