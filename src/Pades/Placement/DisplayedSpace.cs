using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// From a page's user space to the displayed page: points from the lower left corner of the crop box after <c>/Rotate</c>, as
/// <see cref="PageRectangle"/> counts them. The signer goes the other way.
/// </summary>
internal static class DisplayedSpace
{
    public static Matrix Of(PdfPage page)
    {
        var (box, unit) = (page.Box, page.UserUnit);
        // The page is turned clockwise: at 90 its left edge becomes the top.
        return page.Rotate switch
        {
            90 => new Matrix(0, -unit, unit, 0, -box.Bottom * unit, box.Right * unit),
            180 => new Matrix(-unit, 0, 0, -unit, box.Right * unit, box.Top * unit),
            270 => new Matrix(0, unit, -unit, 0, box.Top * unit, -box.Left * unit),
            _ => new Matrix(unit, 0, 0, unit, -box.Left * unit, -box.Bottom * unit),
        };
    }
}
