using System.IO.Compression;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// Decoded bytes of streams that are shown: content, fonts, maps. Unlike structure they may be damaged; readers show what can be decoded.
/// </summary>
internal sealed class StreamContent(PdfDocument document, WorkBudget budget)
{
    /// <summary>Of one stream before decoding.</summary>
    private const int LargestRaw = 32 * 1024 * 1024;

    /// <summary>Decoded bytes; as many as the budget allows, and less where the stream is damaged.</summary>
    /// <exception cref="PdfRefusedException">It uses a filter that is not for this kind of data, or its raw bytes cannot be found.</exception>
    /// <exception cref="SearchLimitException">There is more than may be decoded.</exception>
    public byte[] Decode(PdfStream stream)
    {
        var raw = Raw(stream);
        var filters = document.Resolve(stream.Dictionary["Filter"]);
        var only = filters is PdfArray { Items.Count: 1 } list ? document.Resolve(list.Items[0]) : filters;
        var data = only is PdfName { Value: "FlateDecode" or "Fl" }
            ? Predicted(Inflate(raw), stream.Dictionary)
            : StreamDecoder.Decode(raw, stream.Dictionary, document.Resolve);
        budget.Decoded(data.Length);
        return data;
    }

    private byte[] Raw(PdfStream stream)
    {
        var length = document.Number(stream.Dictionary["Length"]);
        if (length > LargestRaw)
            throw Refuse.Broken("A stream of a page is too long.");
        try
        {
            return document.RawData(stream).Raw;
        }
        catch (PdfRefusedException)
        {
            return UntilKeyword(stream.DataStart);
        }
    }

    /// <summary>A wrong <c>/Length</c> does no harm to what is shown: readers look for the end themselves.</summary>
    private byte[] UntilKeyword(long start)
    {
        const int piece = 64 * 1024;
        var keyword = "endstream"u8;
        for (var at = start; at < document.Source.Length && at - start < LargestRaw; at += piece)
        {
            budget.Decoded(piece / 16);
            var found = document.Source.Read(at, piece + keyword.Length).AsSpan().IndexOf(keyword);
            if (found >= 0)
                return document.Source.Read(start, (int)(at - start) + found);
        }

        throw Refuse.Broken("A stream of a page has no end.");
    }

    private byte[] Inflate(byte[] raw)
    {
        var most = budget.BytesLeft;
        using var output = new MemoryStream(Math.Min(most, raw.Length * 3));
        try
        {
            using var input = new ZLibStream(new MemoryStream(raw, writable: false), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            for (var got = input.Read(buffer); got > 0; got = input.Read(buffer))
            {
                output.Write(buffer, 0, got);
                if (output.Length > most)
                    break;
            }
        }
        catch (InvalidDataException)
        {
            // What came before the damage is shown by readers, so it is searched.
        }

        if (output.Length > most)
            budget.Decoded((int)output.Length);
        return output.ToArray();
    }

    private byte[] Predicted(byte[] data, PdfDictionary dictionary)
    {
        var parameters = document.Resolve(dictionary["DecodeParms"]);
        if (parameters is PdfArray { Items.Count: > 0 } list)
            parameters = document.Resolve(list.Items[0]);
        return Predictor.Undo(data, parameters as PdfDictionary, document.Resolve);
    }
}
