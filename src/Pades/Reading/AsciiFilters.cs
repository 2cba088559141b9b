namespace KonTum.Tthc.Pades.Reading;

/// <summary>ISO 32000-2, 7.4.2 and 7.4.3.</summary>
internal static class AsciiFilters
{
    public static byte[] Hex(byte[] data)
    {
        var text = System.Text.Encoding.Latin1.GetString(data);
        var end = text.IndexOf('>', StringComparison.Ordinal);
        var digits = string.Concat((end < 0 ? text : text[..end]).Where(c => !Lexer.IsWhite(c)));
        if (digits.Length % 2 == 1)
            digits += "0";
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            throw Refuse.Broken("An ASCIIHex stream holds something else.", e);
        }
    }

    public static byte[] Base85(byte[] data)
    {
        using var output = new MemoryStream();
        Span<byte> four = stackalloc byte[4];
        ulong group = 0;
        var count = 0;
        foreach (var c in data)
        {
            if (Lexer.IsWhite(c))
                continue;
            if (c == '~')
                break;
            if (c == 'z' && count == 0)
            {
                output.Write([0, 0, 0, 0]);
                StreamDecoder.Bound(output.Length);
                continue;
            }

            if (c is < (byte)'!' or > (byte)'u')
                throw Refuse.Broken("An ASCII85 stream holds something else.");
            group = (group * 85) + (ulong)(c - '!');
            if (++count < 5)
                continue;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(four, (uint)group);
            output.Write(four);
            (group, count) = (0, 0);
        }

        if (count > 1)
        {
            for (var i = count; i < 5; i++)
                group = (group * 85) + 84;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(four, (uint)group);
            output.Write(four[..(count - 1)]);
        }

        return output.ToArray();
    }
}
