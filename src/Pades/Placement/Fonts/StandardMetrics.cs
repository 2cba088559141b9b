using UglyToad.PdfPig.Fonts.AdobeFontMetrics;
using UglyToad.PdfPig.Fonts.Standard14Fonts;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>Metrics of the standard 14 fonts, also for fonts that bring none of their own (ISO 32000-2, 9.6.2.2).</summary>
internal static class StandardMetrics
{
    private const int FixedPitch = 1;
    private const int Serif = 2;

    /// <summary>The standard font that a base font is or stands for; null for a font of its own.</summary>
    public static AdobeFontMetrics? Named(string? baseFont) =>
        baseFont is not null && Standard14.IsFontInStandard14(baseFont) ? Standard14.GetAdobeFontMetrics(baseFont) : null;

    /// <summary>What readers show in place of a font that is not there.</summary>
    public static AdobeFontMetrics Substitute(int flags) => Standard14.GetAdobeFontMetrics(
        (flags & FixedPitch) != 0 ? Standard14Font.Courier : (flags & Serif) != 0 ? Standard14Font.TimesRoman : Standard14Font.Helvetica);

    /// <summary>In thousandths of the size.</summary>
    public static double? Width(AdobeFontMetrics metrics, string? glyph) =>
        glyph is not null && metrics.CharacterMetrics.TryGetValue(glyph, out var found) ? found.Width.X : null;
}
