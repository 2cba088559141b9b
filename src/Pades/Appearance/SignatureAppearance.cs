namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Draws what a person sees of a signature.</summary>
internal static class SignatureAppearance
{
    /// <summary>Draws text and picture into a box with its origin at the lower left.</summary>
    /// <param name="width">Of the box in points.</param>
    /// <param name="height">Of the box in points.</param>
    /// <param name="visible">What to draw; its rectangle is not looked at.</param>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.MissingGlyph"/> (names the code point) or
    /// <see cref="PdfRefusal.UnusableImage"/>.</exception>
    public static AppearanceContent Render(double width, double height, VisibleSignature visible) => throw new NotImplementedException();
}
