using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>The raw bytes of a stream that is needed for reading the structure.</summary>
internal static class StreamData
{
    private const int Largest = 64 * 1024 * 1024;

    /// <returns>The bytes, and the position behind <c>endstream</c>.</returns>
    public static (byte[] Raw, long End) Read(ByteSource source, PdfStream stream, long length)
    {
        if (length < 0 || length > Largest || stream.DataStart + length > source.Length)
            throw Refuse.Broken("A stream is said to be longer than it can be.");
        var lexer = new Lexer(source, stream.DataStart + length);
        if (!lexer.TryReadKeyword("endstream"))
            throw Refuse.Broken("A stream /Length is wrong.");
        return (source.Read(stream.DataStart, (int)length), lexer.Position);
    }
}
