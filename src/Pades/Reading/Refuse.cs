namespace KonTum.Tthc.Pades.Reading;

/// <summary>The one way to give up on a file.</summary>
internal static class Refuse
{
    public static PdfRefusedException Broken(string detail, Exception? inner = null) => new(PdfRefusal.BrokenStructure, detail, inner);
}
