using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Draws what a person sees of a signature.</summary>
internal static class SignatureAppearance
{
    private const double LargestPadding = 3;

    /// <summary>Draws text and picture into a box with its origin at the lower left.</summary>
    /// <param name="width">Of the box in points.</param>
    /// <param name="height">Of the box in points.</param>
    /// <param name="visible">What to draw; its rectangle is not looked at. Text that does not fit at 4 pt ends in an ellipsis.</param>
    /// <param name="border">Draws a thin grey frame.</param>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.MissingGlyph"/> (names the code point) or
    /// <see cref="PdfRefusal.UnusableImage"/>.</exception>
    public static AppearanceContent Render(double width, double height, VisibleSignature visible, bool border = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var image = visible.Layout != SignatureLayout.TextOnly && visible.Image is { IsEmpty: false } bytes ? PictureReader.Read(bytes, "Im0") : null;
        var hasText = visible.Layout != SignatureLayout.ImageOnly && visible.Lines.Any(line => !string.IsNullOrWhiteSpace(line));
        var (imageArea, textArea) = Areas(width, height, visible.Layout, image is not null, hasText);
        var content = new StringBuilder();
        if (border) content.Append(CultureInfo.InvariantCulture, $"q 0.5 w 0.6 G 0.25 0.25 {Number(width - 0.5)} {Number(height - 0.5)} re S Q\n");
        if (image is not null) DrawImage(content, image, imageArea);
        var fonts = hasText && DrawText(content, visible.Lines, textArea) is { } font ? [font] : Array.Empty<AppearanceFont>();
        return new(Encoding.ASCII.GetBytes(content.ToString()), width, height, fonts, image is null ? [] : [image]);
    }

    private static (Area Image, Area Text) Areas(double width, double height, SignatureLayout layout, bool hasImage, bool hasText)
    {
        var padding = Math.Min(LargestPadding, Math.Min(width, height) * 0.05);
        var whole = new Area(padding, padding, width - (2 * padding), height - (2 * padding));
        if (!hasImage || !hasText) return (whole, whole);
        if (layout == SignatureLayout.ImageAbove)
        {
            var half = (whole.Height - padding) / 2;
            return (whole with { Y = whole.Y + half + padding, Height = half }, whole with { Height = half });
        }

        var third = (whole.Width - padding) / 3;
        return (whole with { Width = third }, whole with { X = whole.X + third + padding, Width = whole.Width - third - padding });
    }

    /// <summary>As large as the area allows without distortion, centred.</summary>
    private static void DrawImage(StringBuilder content, AppearanceImage image, Area area)
    {
        var scale = Math.Min(area.Width / image.Width, area.Height / image.Height);
        var (width, height) = (image.Width * scale, image.Height * scale);
        var (x, y) = (area.X + ((area.Width - width) / 2), area.Y + ((area.Height - height) / 2));
        content.Append(CultureInfo.InvariantCulture, $"q {Number(width)} 0 0 {Number(height)} {Number(x)} {Number(y)} cm /{image.ResourceName} Do Q\n");
    }

    /// <summary>Left-aligned, the block centred vertically.</summary>
    private static AppearanceFont? DrawText(StringBuilder content, IReadOnlyList<string> lines, Area area)
    {
        var font = new FontSubsetting();
        var fitted = TextFitting.Fit(lines, area.Width, area.Height, font);
        if (fitted.Lines.Count == 0) return null;
        var leading = fitted.Size * TextFitting.LineHeight;
        var top = area.Y + ((area.Height + (fitted.Lines.Count * leading)) / 2);

        // The base line lies so that ascent and descent are centred in the line.
        var first = top - ((leading - ((font.Ascent - font.Descent) * fitted.Size)) / 2) - (font.Ascent * fitted.Size);
        content.Append(CultureInfo.InvariantCulture, $"q 0 g BT /F0 {Number(fitted.Size)} Tf {Number(leading)} TL {Number(area.X)} {Number(first)} Td\n");
        foreach (var line in fitted.Lines) content.Append(CultureInfo.InvariantCulture, $"<{font.Encode(line)}> Tj T*\n");
        content.Append("ET Q\n");
        return font.ToFont("F0");
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private readonly record struct Area(double X, double Y, double Width, double Height);
}
