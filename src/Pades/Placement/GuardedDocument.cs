using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// A document whose references are followed on the search's time: one object of a hostile file can take as long to parse as a thousand pages,
/// and two of them can drive each other out of the reader's cache.
/// </summary>
internal sealed class GuardedDocument(PdfDocument document, WorkBudget budget)
{
    public ByteSource Source => document.Source;

    public PdfObject Resolve(PdfObject? value)
    {
        if (value is not PdfReference)
            return value ?? PdfObject.Null;
        budget.CheckTime();
        return document.Resolve(value);
    }

    public PdfDictionary? Dictionary(PdfObject? value) => Resolve(value) switch
    {
        PdfDictionary dictionary => dictionary,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    public PdfArray? Array(PdfObject? value) => Resolve(value) as PdfArray;

    public string? Name(PdfObject? value) => (Resolve(value) as PdfName)?.Value;

    public double? Number(PdfObject? value) => (Resolve(value) as PdfNumber)?.Value;

    public byte[] RawData(PdfStream stream) => document.RawData(stream).Raw;
}
