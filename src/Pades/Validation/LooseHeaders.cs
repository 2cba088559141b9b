using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Finds what a reader takes for an object or a trailer when it rebuilds the cross-reference from the bytes alone: <c>12 0 obj</c> in a
/// comment, a string or a stream is nothing to one reader and the newest version of an object to another.
/// </summary>
internal static class LooseHeaders
{
    private const int Window = 256 * 1024;

    /// <summary>Longest object header or gap in it that is looked at.</summary>
    private const int Context = 64;

    /// <summary>The position of the last one that is not known; null when there is none.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="known">Positions of the headers that the cross-reference names.</param>
    /// <param name="sections">Where trailers may stand.</param>
    public static long? Last(ByteSource source, long start, IReadOnlySet<long> known, IReadOnlyCollection<XrefSection> sections)
    {
        long? last = null;
        for (var from = start; from < source.Length; from += Window)
        {
            // Windows overlap by what a header can take.
            var before = (int)Math.Min(Context, from);
            var bytes = source.Read(from - before, before + Window + Context).AsSpan();
            for (var at = Next(bytes, "obj"u8, 0); at >= 0; at = Next(bytes, "obj"u8, at + 3))
            {
                if (HeaderBefore(bytes, at) is { } header && !known.Contains(from - before + header))
                    last = Math.Max(last ?? start, from - before + header);
            }

            for (var at = Next(bytes, "trailer"u8, 0); at >= 0; at = Next(bytes, "trailer"u8, at + 7))
            {
                var position = from - before + at;
                if (position >= start && IsFollowedByDictionary(bytes[(at + 7)..]) && !sections.Any(s => s.Offset <= position && position < s.End))
                    last = Math.Max(position, last ?? 0);
            }
        }

        return last;
    }

    private static int Next(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word, int from)
    {
        var at = from < bytes.Length ? bytes[from..].IndexOf(word) : -1;
        return at < 0 ? -1 : from + at;
    }

    /// <summary>Where "number generation" begins that stands before a position; null when something else does.</summary>
    private static int? HeaderBefore(ReadOnlySpan<byte> bytes, int at)
    {
        var i = at;
        // Some readers take "0obj" as well.
        Skip(bytes, ref i, Lexer.IsWhite);
        if (!Skip(bytes, ref i, IsDigit) || !Skip(bytes, ref i, Lexer.IsWhite))
            return null;
        return Skip(bytes, ref i, IsDigit) ? i : null;
    }

    private static bool Skip(ReadOnlySpan<byte> bytes, ref int i, Func<int, bool> passes)
    {
        var from = i;
        while (i > 0 && passes(bytes[i - 1]))
            i--;
        return i < from;
    }

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsFollowedByDictionary(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && (Lexer.IsWhite(bytes[0]) || bytes[0] == '%'))
        {
            // A comment may stand between them; where its end is not in sight, a dictionary may follow.
            var end = bytes[0] == '%' ? bytes.IndexOfAny((byte)'\r', (byte)'\n') : 0;
            if (end < 0)
                return true;
            bytes = bytes[(end + 1)..];
        }

        return bytes.StartsWith("<<"u8);
    }
}
