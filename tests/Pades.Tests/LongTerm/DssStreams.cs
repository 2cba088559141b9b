using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>The streams of a store by their keys, read without the code under test.</summary>
internal static class DssStreams
{
    public static List<(string Kind, byte[] Data)> Read(byte[] pdf)
    {
        var document = PdfDocument.Open(ByteSource.Of(pdf));
        var store = document.Dictionary(document.Catalog["DSS"])!;
        return [.. new[] { "Certs", "OCSPs", "CRLs" }.SelectMany(kind => (document.Array(store[kind])?.Items ?? []).Select(item =>
        {
            var stream = (PdfStream)document.Resolve(item);
            return (kind, StreamDecoder.Decode(document.RawData(stream).Raw, stream.Dictionary, document.Resolve));
        }))];
    }
}
