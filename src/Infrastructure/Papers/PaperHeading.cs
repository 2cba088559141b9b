using System.Globalization;
using KonTum.Tthc.Application.Papers;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>The head of an administrative paper: agency and number on the left, quốc hiệu, tiêu ngữ and the day on the right, the title below.</summary>
internal static class PaperHeading
{
    private const string Country = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
    private const string Motto = "Độc lập - Tự do - Hạnh phúc";
    private const double LeftWidth = 180;
    private const double Gap = 8;
    private const double RightStart = PaperSheet.Left + LeftWidth + Gap;
    private const double RightWidth = PaperSheet.TextWidth - LeftWidth - Gap;

    public static void Set(PaperSheet sheet, Paper paper)
    {
        var top = sheet.Y;
        sheet.Centred(
            paper.Agency.ToUpper(CultureInfo.GetCultureInfo("vi-VN")), PaperSheet.Left, LeftWidth, PaperStyle.Bold, 12);
        Rule(sheet, PaperSheet.Left, LeftWidth, LeftWidth * 0.4);
        if (paper.Number.Length > 0) sheet.Centred(paper.Number, PaperSheet.Left, LeftWidth, PaperStyle.Regular, 13);
        var below = sheet.Y;

        sheet.MoveTo(top);
        sheet.Centred(Country, RightStart, RightWidth, PaperStyle.Bold, SizeOf(sheet, Country, 12));
        sheet.Centred(Motto, RightStart, RightWidth, PaperStyle.Bold, 13);
        Rule(sheet, RightStart, RightWidth, sheet.Fonts.Measure(Motto, PaperStyle.Bold, 13));
        // Days below 10 and the months January and February have a zero in front (NĐ 30/2020, phụ lục I, phần II, mục 4).
        var month = paper.Day.Month <= 2 ? "MM" : "%M";
        sheet.Centred(
            $"Ngày {paper.Day:dd} tháng {paper.Day.ToString(month, CultureInfo.InvariantCulture)} năm {paper.Day:yyyy}",
            RightStart, RightWidth, PaperStyle.Italic, 13);

        sheet.MoveTo(Math.Max(below, sheet.Y) + 14);
        sheet.Centred(paper.Title, PaperSheet.Left, PaperSheet.TextWidth, PaperStyle.Bold, 14);
        sheet.Space(8);
    }

    private static void Rule(PaperSheet sheet, double left, double width, double length)
    {
        var from = left + ((width - length) / 2);
        sheet.Pages.Line(from, sheet.Y + 1, from + length, sheet.Y + 1);
        sheet.Space(5);
    }

    /// <summary>The name of the country stands in one line.</summary>
    private static double SizeOf(PaperSheet sheet, string text, double size) =>
        Math.Min(size, size * RightWidth / sheet.Fonts.Measure(text, PaperStyle.Bold, size));
}
