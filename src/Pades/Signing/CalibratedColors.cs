using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Colour spaces that do not depend on a device (ISO 32000-2, 8.6.5.2 and 8.6.5.3), close to sRGB (IEC 61966-2-1).</summary>
internal static class CalibratedColors
{
    public static PdfObject Gray { get; } = new PdfArray([new PdfName("CalGray"), White().Add("Gamma", PdfNumber.Of(2.2))]);

    private static PdfArray Rgb { get; } = new(
    [
        new PdfName("CalRGB"),
        White()
            .Add("Gamma", Numbers(2.2, 2.2, 2.2))
            .Add("Matrix", Numbers(0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505)),
    ]);

    /// <summary>The device's colours where they may be used, else what stands for them.</summary>
    public static PdfObject For(ImageColorSpace space, DrawingRules rules) => space switch
    {
        ImageColorSpace.DeviceGray when !rules.DeviceGray => Gray,
        ImageColorSpace.DeviceRGB when !rules.DeviceRgb => Rgb,
        _ => new PdfName(space.ToString()),
    };

    /// <summary>D65.</summary>
    private static PdfDictionary White() => new PdfDictionary().Add("WhitePoint", Numbers(0.9505, 1, 1.089));

    private static PdfArray Numbers(params double[] numbers) => new([.. numbers.Select(PdfNumber.Of)]);
}
