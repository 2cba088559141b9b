using System.IO.Compression;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// Decoded bytes of streams that are shown: content, fonts, maps. Unlike structure they may be damaged; readers show what can be decoded.
/// </summary>
internal sealed class StreamContent(GuardedDocument document, WorkBudget budget)
{
    /// <summary>Of one stream before decoding.</summary>
    private const int LargestRaw = 32 * 1024 * 1024;

    /// <summary>Of one stream before a filter other than Flate.</summary>
    private const int LargestOther = 4 * 1024 * 1024;

    private const int MostFilters = 8;

    /// <summary>Something was longer than may be decoded, and what came back was its beginning.</summary>
    public bool WasCut { get; set; }

    /// <summary>Decoded bytes; as many as the budget allows, and less where the stream is damaged.</summary>
    /// <exception cref="PdfRefusedException">It uses a filter that is not for this kind of data, or its raw bytes cannot be found.</exception>
    /// <exception cref="SearchLimitException">The file takes more decoding than a search is for.</exception>
    public byte[] Decode(PdfStream stream)
    {
        var data = Raw(stream);
        var filters = AsList(stream.Dictionary["Filter"]);
        var parameters = AsList(stream.Dictionary["DecodeParms"]);
        if (filters.Count > MostFilters)
            throw Refuse.Broken("A stream has too many filters.");
        for (var i = 0; i < filters.Count; i++)
        {
            var options = i < parameters.Count ? parameters[i] : PdfObject.Null;
            data = filters[i] is PdfName { Value: "FlateDecode" or "Fl" }
                ? Predictor.Undo(Inflate(data), options as PdfDictionary, document.Resolve)
                : Other(data, filters[i], options);
            budget.Decoded(data.Length);
        }

        return data;
    }

    /// <summary>The structure's decoder takes up to ten times its input in memory.</summary>
    private byte[] Other(byte[] data, PdfObject filter, PdfObject options) => data.Length > LargestOther
        ? throw Refuse.Broken("A stream is too long for its filter.")
        : StreamDecoder.Decode(data, new PdfDictionary().Add("Filter", filter).Add("DecodeParms", options), document.Resolve);

    private List<PdfObject> AsList(PdfObject? value) => document.Resolve(value) switch
    {
        PdfNull => [],
        PdfArray array => [.. array.Items.Take(MostFilters + 1).Select(document.Resolve)],
        var single => [single],
    };

    private byte[] Raw(PdfStream stream)
    {
        var length = document.Number(stream.Dictionary["Length"]);
        if (length > LargestRaw)
            throw Refuse.Broken("A stream of a page is too long.");
        try
        {
            return document.RawData(stream);
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

        WasCut |= output.Length > most;
        return output.GetBuffer()[..(int)Math.Min(output.Length, most)];
    }
}
