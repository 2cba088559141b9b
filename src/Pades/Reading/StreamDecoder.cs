using System.Buffers;
using System.IO.Compression;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// Decodes the streams that carry structure: cross-reference and object streams (7.4). Output is bounded, so that a small file cannot
/// grow without limit.
/// </summary>
internal static class StreamDecoder
{
    /// <summary>Decoded bytes of one stream; the largest object streams of real files are a few megabytes.</summary>
    public const int LargestOutput = 32 * 1024 * 1024;

    /// <param name="raw">The bytes as they stand in the file.</param>
    /// <param name="dictionary">The stream's dictionary.</param>
    /// <param name="resolve">Follows references inside the dictionary.</param>
    public static byte[] Decode(byte[] raw, PdfDictionary dictionary, Func<PdfObject?, PdfObject> resolve)
    {
        var filters = AsList(resolve(dictionary["Filter"]), resolve);
        var parameters = AsList(resolve(dictionary["DecodeParms"]), resolve);
        if (filters.Count > 8)
            throw Refuse.Broken("A stream has too many filters.");
        var data = raw;
        for (var i = 0; i < filters.Count; i++)
        {
            var options = i < parameters.Count ? parameters[i] as PdfDictionary : null;
            data = (filters[i] as PdfName)?.Value switch
            {
                "FlateDecode" or "Fl" => Predictor.Undo(Inflate(data), options, resolve),
                "LZWDecode" or "LZW" => Predictor.Undo(Lzw.Decode(data, EarlyChange(options, resolve)), options, resolve),
                "ASCIIHexDecode" or "AHx" => AsciiFilters.Hex(data),
                "ASCII85Decode" or "A85" => AsciiFilters.Base85(data),
                "RunLengthDecode" or "RL" => RunLength(data),
                _ => throw Refuse.Broken("A structure stream uses a filter that is not meant for it."),
            };
        }

        return data;
    }

    public static void Bound(long length)
    {
        if (length > LargestOutput)
            throw Refuse.Broken("A stream decodes to too many bytes.");
    }

    private static List<PdfObject> AsList(PdfObject value, Func<PdfObject?, PdfObject> resolve) => value switch
    {
        PdfNull => [],
        PdfArray array => [.. array.Items.Select(resolve)],
        _ => [value],
    };

    private static bool EarlyChange(PdfDictionary? options, Func<PdfObject?, PdfObject> resolve) =>
        resolve(options?["EarlyChange"]) is not PdfNumber { Value: 0 };

    /// <remarks>A stream that asks for a preset dictionary (RFC 1950, 2.2) is an IOException of its own kind.</remarks>
    private static byte[] Inflate(byte[] data)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(data.Length * 4, 16 * 1024, 1024 * 1024));
        var count = 0;
        try
        {
            using var input = new ZLibStream(new MemoryStream(data, writable: false), CompressionMode.Decompress);
            for (var got = input.Read(buffer); got > 0; got = input.Read(buffer.AsSpan(count)))
            {
                count += got;
                Bound(count);
                if (count == buffer.Length)
                    buffer = Larger(buffer);
            }

            return buffer[..count];
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Refuse.Broken("A compressed stream that is needed for reading is damaged.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Larger(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    /// <summary>7.4.5.</summary>
    private static byte[] RunLength(byte[] data)
    {
        using var output = new MemoryStream();
        var i = 0;
        while (i < data.Length && data[i] != 128)
        {
            var length = data[i++];
            if (length < 128)
            {
                var count = Math.Min(length + 1, data.Length - i);
                output.Write(data, i, count);
                i += count;
            }
            else if (i < data.Length)
            {
                for (var n = 0; n < 257 - length; n++)
                    output.WriteByte(data[i]);
                i++;
            }

            Bound(output.Length);
        }

        return output.ToArray();
    }
}
