namespace KonTum.Tthc.Pades.Reading;

/// <summary>LZW with 9 to 12 bit codes, ISO 32000-2, 7.4.4.</summary>
internal static class Lzw
{
    private const int Clear = 256;
    private const int EndOfData = 257;

    public static byte[] Decode(byte[] data, bool earlyChange)
    {
        using var output = new MemoryStream();
        var table = new byte[4097][];
        for (var i = 0; i < 256; i++)
            table[i] = [(byte)i];
        var (next, width, early) = (258, 9, earlyChange ? 1 : 0);
        byte[]? previous = null;
        var (bits, held) = (0u, 0);
        foreach (var value in data)
        {
            bits = (bits << 8) | value;
            held += 8;
            if (held < width)
                continue;
            held -= width;
            var code = (int)((bits >> held) & ((1u << width) - 1));
            if (code == EndOfData)
                break;
            if (code == Clear)
            {
                (next, width, previous) = (258, 9, null);
                continue;
            }

            byte[] entry;
            if (code < 256 || (code >= 258 && code < next))
                entry = table[code];
            else if (code == next && previous is not null)
                entry = [.. previous, previous[0]];
            else
                throw Refuse.Broken("An LZW stream is damaged.");
            output.Write(entry);
            StreamDecoder.Bound(output.Length);
            if (previous is not null && next < 4096)
                table[next++] = [.. previous, entry[0]];
            previous = entry;
            width = (next + early) switch { < 512 => 9, < 1024 => 10, < 2048 => 11, _ => 12 };
        }

        return output.ToArray();
    }
}
