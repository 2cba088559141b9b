using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Flags of annotations (ISO 32000-2, 12.5.3, table 167).</summary>
internal static class WidgetFlags
{
    /// <summary>
    /// Print and Locked: shown on paper, not to be moved. PDF/A wants Print, and neither Hidden nor Invisible nor NoView (ISO 19005-1, 6.5.3;
    /// ISO 19005-2, 6.3.2).
    /// </summary>
    public const int OfNewFields = Print | Locked;

    private const int Hidden = 2;
    private const int Print = 4;
    private const int NoRotate = 16;
    private const int NoView = 32;
    private const int Locked = 128;

    public static bool IsSeen(PdfDocument document, PdfDictionary widget) => (Of(document, widget) & (Hidden | NoView)) == 0;

    /// <summary>It stays upright when its page is turned.</summary>
    public static bool IsNotTurned(PdfDocument document, PdfDictionary widget) => (Of(document, widget) & NoRotate) != 0;

    private static long Of(PdfDocument document, PdfDictionary widget) => (long)(document.Number(widget["F"]) ?? 0);
}
