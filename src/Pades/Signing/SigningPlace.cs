using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A box on a page, in the page's own user space and as a person sees it.</summary>
/// <param name="Rect">For <c>/Rect</c>, in user space.</param>
/// <param name="Matrix">For the appearance's <c>/Matrix</c>: turns it back by what the page is turned.</param>
/// <param name="Width">Of the box as displayed, in points.</param>
/// <param name="Height">Of the box as displayed, in points.</param>
internal sealed record SigningPlace(PdfArray Rect, PdfArray? Matrix, double Width, double Height)
{
    /// <summary>Places a rectangle of the displayed page; what leaves the page is moved back and, if too large, shrunk.</summary>
    public static SigningPlace On(PdfPage page, PageRectangle wanted)
    {
        if (!double.IsFinite(wanted.X) || !double.IsFinite(wanted.Y) || !(wanted.Width > 0) || !(wanted.Height > 0)
            || !double.IsFinite(wanted.Width) || !double.IsFinite(wanted.Height))
        {
            throw new ArgumentOutOfRangeException(nameof(wanted), "The rectangle needs finite numbers and a size above zero.");
        }

        var (pageWidth, pageHeight) = page.Displayed;
        var width = Math.Min(wanted.Width, pageWidth);
        var height = Math.Min(wanted.Height, pageHeight);
        var x = Math.Clamp(wanted.X, 0, pageWidth - width);
        var y = Math.Clamp(wanted.Y, 0, pageHeight - height);
        var first = ToUserSpace(page, x / page.UserUnit, y / page.UserUnit);
        var second = ToUserSpace(page, (x + width) / page.UserUnit, (y + height) / page.UserUnit);
        var rect = Array(
            Math.Min(first.X, second.X), Math.Min(first.Y, second.Y), Math.Max(first.X, second.X), Math.Max(first.Y, second.Y));
        // 12.5.5: the reader maps the box that the matrix makes of /BBox onto /Rect, so only the turn has to be right.
        var matrix = page.Rotate switch
        {
            90 => Array(0, 1, -1, 0, height, 0),
            180 => Array(-1, 0, 0, -1, width, height),
            270 => Array(0, -1, 1, 0, 0, width),
            _ => null,
        };
        return new SigningPlace(rect, matrix, width, height);
    }

    /// <summary>The page is turned clockwise when it is displayed; this turns a displayed point back.</summary>
    private static (double X, double Y) ToUserSpace(PdfPage page, double x, double y)
    {
        var box = page.Box;
        return page.Rotate switch
        {
            90 => (box.Right - y, box.Bottom + x),
            180 => (box.Right - x, box.Top - y),
            270 => (box.Left + y, box.Top - x),
            _ => (box.Left + x, box.Bottom + y),
        };
    }

    private static PdfArray Array(params double[] numbers) => new([.. numbers.Select(PdfNumber.Of)]);
}
