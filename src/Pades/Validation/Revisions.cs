using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Where revisions of a file may end: behind an end-of-file marker and its line end.</summary>
internal static class Revisions
{
    private const int MostTried = 32;
    private const int Window = 1024 * 1024;

    /// <summary>Candidates inside the file, the last first.</summary>
    public static IEnumerable<long> EndsFromTheLast(ByteSource source)
    {
        var tried = 0;
        // Windows overlap, so that a marker on their border is seen.
        for (var to = source.Length; to > 0 && tried < MostTried; to = to > Window ? to - Window + 8 : 0)
        {
            var from = Math.Max(0, to - Window);
            var bytes = source.Read(from, (int)(to - from));
            for (var at = bytes.AsSpan().LastIndexOf("%%EOF"u8); at >= 0 && tried < MostTried; at = bytes.AsSpan(0, at).LastIndexOf("%%EOF"u8))
            {
                tried++;
                var end = from + at + 5;
                if (source.Read(end, 1) is [(byte)'\r'])
                    end++;
                if (source.Read(end, 1) is [(byte)'\n'])
                    end++;
                if (end < source.Length)
                    yield return end;
            }
        }
    }
}
