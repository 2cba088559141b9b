using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A box on a page, in the page's own user space and as a person sees it.</summary>
/// <param name="Rect">For <c>/Rect</c>, in user space.</param>
/// <param name="Matrix">For the appearance's <c>/Matrix</c>: turns it back by what the page is turned.</param>
/// <param name="Width">Of the box as displayed, in points.</param>
/// <param name="Height">Of the box as displayed, in points.</param>
/// <param name="Displayed">The box as a person measures it.</param>
internal sealed record SigningPlace(PdfArray Rect, PdfArray? Matrix, double Width, double Height, PageRectangle Displayed)
{
    /// <summary>Points by which two boxes may differ that are meant to be one: callers round.</summary>
    private const double Tolerance = 1;

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
        return new SigningPlace(rect, Turned(page.Rotate, width, height), width, height, new PageRectangle(x, y, width, height));
    }

    /// <summary>The box that a widget has; null when it has none, or one without area.</summary>
    public static SigningPlace? InBox(PdfDocument document, PdfPage page, PdfDictionary widget)
    {
        if (document.Array(widget["Rect"]) is not { Items.Count: >= 4 } rect)
            return null;
        var n = rect.Items.Take(4).Select(i => document.Number(i) ?? double.NaN).ToArray();
        var box = new PageBox(Math.Min(n[0], n[2]), Math.Min(n[1], n[3]), Math.Max(n[0], n[2]), Math.Max(n[1], n[3]));
        if (box is not { Width: > 0 and < 1e7, Height: > 0 and < 1e7 })
            return null;
        var first = ToDisplayed(page, box.Left, box.Bottom);
        var second = ToDisplayed(page, box.Right, box.Top);
        var displayed = new PageRectangle(
            Math.Min(first.X, second.X), Math.Min(first.Y, second.Y), Math.Abs(first.X - second.X), Math.Abs(first.Y - second.Y));
        // A widget that is not turned with its page (12.5.3, NoRotate) needs no turning back.
        return WidgetFlags.IsNotTurned(document, widget)
            ? new(rect, null, box.Width * page.UserUnit, box.Height * page.UserUnit, displayed)
            : new(rect, Turned(page.Rotate, displayed.Width, displayed.Height), displayed.Width, displayed.Height, displayed);
    }

    /// <summary>Whether two boxes are meant to be one.</summary>
    public static bool IsSame(PageRectangle one, PageRectangle other) =>
        Math.Abs(one.X - other.X) <= Tolerance && Math.Abs(one.Y - other.Y) <= Tolerance
        && Math.Abs(one.Width - other.Width) <= Tolerance && Math.Abs(one.Height - other.Height) <= Tolerance;

    /// <summary>12.5.5: the reader maps the box that the matrix makes of /BBox onto /Rect, so only the turn has to be right.</summary>
    private static PdfArray? Turned(int rotate, double width, double height) => rotate switch
    {
        90 => Array(0, 1, -1, 0, height, 0),
        180 => Array(-1, 0, 0, -1, width, height),
        270 => Array(0, -1, 1, 0, 0, width),
        _ => null,
    };

    private static (double X, double Y) ToDisplayed(PdfPage page, double x, double y)
    {
        var box = page.Box;
        var (right, up) = page.Rotate switch
        {
            90 => (y - box.Bottom, box.Right - x),
            180 => (box.Right - x, box.Top - y),
            270 => (box.Top - y, x - box.Left),
            _ => (x - box.Left, y - box.Bottom),
        };
        return (right * page.UserUnit, up * page.UserUnit);
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
