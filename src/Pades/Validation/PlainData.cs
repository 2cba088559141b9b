using System.Buffers.Binary;
using System.IO.Compression;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Streams that every reader decodes to the same bytes: without a filter, or a complete zlib stream under FlateDecode alone. Some writers
/// compress what they write again. Of all other encodings nobody knows what each reader makes of their seams.
/// </summary>
internal static class PlainData
{
    private const int Largest = 4 * 1024 * 1024;

    /// <summary>Decoded bytes for which one step of work is counted.</summary>
    private const int BytesOfStep = 64;

    /// <summary>Whether two streams, in whichever of these encodings, hold the same bytes.</summary>
    public static bool AreSame(PdfDocument before, PdfStream old, PdfDocument after, PdfStream now, Func<long, bool> spend) =>
        Decode(before, old) is { } then && spend(then.Length / BytesOfStep) && Decode(after, now) is { } present && then.AsSpan().SequenceEqual(present);

    private static byte[]? Decode(PdfDocument document, PdfStream stream)
    {
        var dictionary = stream.Dictionary;
        if (dictionary.Has("DecodeParms") || dictionary.Has("F") || dictionary.Has("FFilter"))
            return null;
        try
        {
            var raw = document.RawData(stream).Raw;
            return document.Resolve(dictionary["Filter"]) switch
            {
                PdfNull => raw,
                PdfName { Value: "FlateDecode" } => Inflate(raw),
                PdfArray { Items: [PdfName { Value: "FlateDecode" }] } => Inflate(raw),
                _ => null,
            };
        }
        catch (PdfRefusedException)
        {
            return null;
        }
    }

    /// <summary>RFC 1950: null when it is too large, damaged or cut off.</summary>
    private static byte[]? Inflate(byte[] raw)
    {
        try
        {
            using var input = new ZLibStream(new MemoryStream(raw, writable: false), CompressionMode.Decompress);
            using var output = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int got; (got = input.Read(buffer)) > 0;)
            {
                output.Write(buffer, 0, got);
                if (output.Length > Largest)
                    return null;
            }

            var data = output.ToArray();
            return raw.Length > 6 && BinaryPrimitives.ReadUInt32BigEndian(raw.AsSpan(raw.Length - 4)) == Adler32(data) ? data : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static uint Adler32(byte[] data)
    {
        var (a, b) = (1u, 0u);
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }
}
