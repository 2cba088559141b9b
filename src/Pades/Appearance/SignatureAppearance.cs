using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Draws what a person sees of a signature.</summary>
internal static class SignatureAppearance
{
    /// <summary>Key in <c>/Resources /ColorSpace</c> of the gray that stands for the device's.</summary>
    public const string CalibratedGray = "Gray";

    private const double LargestPadding = 3;

    /// <summary>Draws text and picture into a box with its origin at the lower left.</summary>
    /// <param name="width">Of the box in points.</param>
    /// <param name="height">Of the box in points.</param>
    /// <param name="visible">What to draw; its rectangle is not looked at. Text that does not fit at 4 pt ends in an ellipsis.</param>
    /// <param name="border">Draws a thin grey frame.</param>
    /// <param name="rules">What it may be made of; null for no rules.</param>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.MissingGlyph"/> (names the code point),
    /// <see cref="PdfRefusal.UnusableText"/> or <see cref="PdfRefusal.UnusableImage"/>.</exception>
    public static AppearanceContent Render(
        double width, double height, VisibleSignature visible, bool border = false, DrawingRules? rules = null)
    {
        rules ??= DrawingRules.Free;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var image = visible.Layout != SignatureLayout.TextOnly && visible.Image is { IsEmpty: false } bytes
            ? PictureReader.Read(bytes, "Im0", rules) : null;
        var hasText = visible.Layout != SignatureLayout.ImageOnly && visible.Lines.Any(line => !string.IsNullOrWhiteSpace(line));
        var (imageArea, textArea) = Areas(width, height, visible.Layout, image is not null, hasText);
        var content = new StringBuilder();
        if (border) content.Append(CultureInfo.InvariantCulture, $"q 0.5 w {Stroke(rules, "0.6")} 0.25 0.25 {Number(width - 0.5)} {Number(height - 0.5)} re S Q\n");
        if (image is not null) DrawImage(content, image, imageArea);
        var fonts = hasText && DrawText(content, visible.Lines, textArea, rules) is { } font ? [font] : Array.Empty<AppearanceFont>();
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
        var (columns, rows) = image.Orientation >= 5 ? (image.Height, image.Width) : (image.Width, image.Height);
        var scale = Math.Min(area.Width / columns, area.Height / rows);
        var (width, height) = (columns * scale, rows * scale);
        var (x, y) = (area.X + ((area.Width - width) / 2), area.Y + ((area.Height - height) / 2));
        var t = Turn(image.Orientation);
        content.Append(
            CultureInfo.InvariantCulture,
            $"q {Number(width * t.A)} {Number(height * t.B)} {Number(width * t.C)} {Number(height * t.D)} {Number(x + (width * t.E))} {Number(y + (height * t.F))} cm /{image.ResourceName} Do Q\n");
    }

    /// <summary>
    /// The unit square of the stored picture onto that of the turned one (ISO 32000-2, 8.3.4). 6, what telephones write most, has the
    /// first row of samples at the right.
    /// </summary>
    private static (int A, int B, int C, int D, int E, int F) Turn(int orientation) => orientation switch
    {
        2 => (-1, 0, 0, 1, 1, 0),
        3 => (-1, 0, 0, -1, 1, 1),
        4 => (1, 0, 0, -1, 0, 1),
        5 => (0, -1, -1, 0, 1, 1),
        6 => (0, -1, 1, 0, 0, 1),
        7 => (0, 1, 1, 0, 0, 0),
        8 => (0, 1, -1, 0, 1, 0),
        _ => (1, 0, 0, 1, 0, 0),
    };

    private static string Fill(DrawingRules rules, string gray) => rules.DeviceGray ? $"{gray} g" : $"/{CalibratedGray} cs {gray} sc";

    private static string Stroke(DrawingRules rules, string gray) => rules.DeviceGray ? $"{gray} G" : $"/{CalibratedGray} CS {gray} SC";

    /// <summary>Left-aligned, the block centred vertically.</summary>
    private static AppearanceFont? DrawText(StringBuilder content, IReadOnlyList<string> lines, Area area, DrawingRules rules)
    {
        var font = new FontSubsetting();
        var fitted = TextFitting.Fit(lines, area.Width, area.Height, font);
        if (fitted.Lines.Count == 0) return null;
        var leading = fitted.Size * TextFitting.LineHeight;
        var top = area.Y + ((area.Height + (fitted.Lines.Count * leading)) / 2);

        // The base line lies so that ascent and descent are centred in the line.
        var first = top - ((leading - ((font.Ascent - font.Descent) * fitted.Size)) / 2) - (font.Ascent * fitted.Size);
        content.Append(CultureInfo.InvariantCulture, $"q {Fill(rules, "0")} BT /F0 {Number(fitted.Size)} Tf {Number(leading)} TL {Number(area.X)} {Number(first)} Td\n");
        foreach (var line in fitted.Lines) content.Append(CultureInfo.InvariantCulture, $"<{font.Encode(line)}> Tj T*\n");
        content.Append("ET Q\n");
        return font.ToFont("F0");
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private readonly record struct Area(double X, double Y, double Width, double Height);
}
