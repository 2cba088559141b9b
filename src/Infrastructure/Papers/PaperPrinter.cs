using KonTum.Tthc.Application.Papers;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>
/// Prints papers in the form of NĐ 30/2020/NĐ-CP, phụ lục I: A4, the agency on the left above, the country's name and motto on the right,
/// the day in italics below, the title centred, pages numbered in the upper margin from the second on.
/// </summary>
internal sealed class PaperPrinter : IPaperPrinter
{
    public byte[] Print(Paper paper)
    {
        var fonts = new PaperFonts();
        var pages = new PaperPages(fonts);
        var sheet = new PaperSheet(pages, fonts);
        PaperHeading.Set(sheet, paper);
        foreach (var part in paper.Parts) Set(sheet, part);
        if (paper.QrText is { Length: > 0 } text) SetQr(sheet, text, paper.QrCaption);
        sheet.Finish(paper.Foot);
        return PaperFile.Write(pages.Contents(), fonts.Subsets(), paper.Title.Normalize());
    }

    private static void Set(PaperSheet sheet, PaperPart part)
    {
        switch (part)
        {
            case PaperText text:
                sheet.Paragraph(text.Text, PaperStyle.Regular);
                break;
            case PaperField field:
                sheet.Field(field.Label, field.Value);
                break;
            case PaperTable table:
                PaperGrid.Set(sheet, table);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "No such part of a paper.");
        }
    }

    private static void SetQr(PaperSheet sheet, string text, string caption)
    {
        const double size = 96; // 34 mm: read by a phone from an arm's length, also from a copy
        var width = PaperSheet.TextWidth - size - 12;
        var lines = PaperLines.Break(sheet.Fonts, caption, width, PaperStyle.Italic, PaperSheet.SmallSize);
        sheet.Space(8);
        sheet.Need(size);
        var top = sheet.Y;
        sheet.Pages.Fill(QrMark.Boxes(text, PaperSheet.Left, top, size));
        var lineHeight = PaperSheet.LineOf(PaperSheet.SmallSize);
        var y = top + Math.Max(0, (size - (lines.Count * lineHeight)) / 2) + PaperSheet.SmallSize;
        foreach (var line in lines.Take((int)(size / lineHeight)))
        {
            sheet.Pages.Text(line, PaperSheet.Left + size + 12, y, PaperStyle.Italic, PaperSheet.SmallSize);
            y += lineHeight;
        }

        sheet.Space(size);
    }
}
