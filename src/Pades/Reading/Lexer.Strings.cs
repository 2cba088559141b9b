using System.Buffers;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Strings, ISO 32000-2, 7.3.4.</summary>
internal sealed partial class Lexer
{
    /// <summary>No string of a sane file is longer; a hostile one must not fill the memory.</summary>
    private const int LongestString = 64 * 1024 * 1024;

    /// <summary>What is not itself inside a literal string.</summary>
    private static readonly SearchValues<byte> s_special = SearchValues.Create("()\\\r"u8);

    private PdfString ReadHex(long start)
    {
        var bytes = new ByteList();
        var high = -1;
        while (true)
        {
            var rest = Rest();
            if (rest.IsEmpty)
                throw Refuse.Broken("The file ends inside a string.");
            var n = rest.IndexOf((byte)'>');
            var part = n < 0 ? rest : rest[..n];
            if (bytes.Count + (part.Length / 2) > LongestString)
                throw Refuse.Broken("A string without end.");
            if (high >= 0 && !part.IsEmpty)
            {
                // A pair may stand across two blocks.
                AppendHex(bytes, part[..1], ref high);
                part = part[1..];
            }

            if (high < 0)
                part = bytes.AppendPairs(part);
            AppendHex(bytes, part, ref high);
            Skip(n < 0 ? rest.Length : n + 1);
            if (n < 0)
                continue;
            var isOdd = high >= 0;
            if (isOdd)
                bytes.Append((byte)(high << 4));
            return new PdfString(bytes.ToArray(), hex: true, start, _position, !isOdd && _position - start - 2 == 2L * bytes.Count);
        }
    }

    private static void AppendHex(ByteList bytes, ReadOnlySpan<byte> part, ref int high)
    {
        foreach (var c in part)
        {
            if (IsWhite(c))
                continue;
            var digit = Hex(c);
            if (digit < 0)
                throw Refuse.Broken("A hex string holds something else.");
            if (high < 0)
            {
                high = digit;
                continue;
            }

            bytes.Append((byte)((high << 4) | digit));
            high = -1;
        }
    }

    private PdfString ReadLiteral(long start)
    {
        var bytes = new ByteList();
        var depth = 1;
        while (true)
        {
            var rest = Rest();
            var plain = rest.IndexOfAny(s_special);
            plain = plain < 0 ? rest.Length : plain;
            bytes.Append(rest[..plain]);
            Skip(plain);
            if (bytes.Count > LongestString)
                throw Refuse.Broken("A string without end.");
            var c = Read();
            switch (c)
            {
                case -1:
                    throw Refuse.Broken("The file ends inside a string.");
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return new PdfString(bytes.ToArray(), hex: false, start, _position);
                case '\\':
                    ReadEscape(bytes);
                    continue;
                case '\r':
                    if (Peek() == '\n')
                        Read();
                    c = '\n';
                    break;
            }

            bytes.Append((byte)c);
        }
    }

    /// <summary>7.3.4.2, table 3.</summary>
    private void ReadEscape(ByteList bytes)
    {
        var c = Read();
        switch (c)
        {
            case 'n': bytes.Append(10); break;
            case 'r': bytes.Append(13); break;
            case 't': bytes.Append(9); break;
            case 'b': bytes.Append(8); break;
            case 'f': bytes.Append(12); break;
            case '\n' or -1: break;
            case '\r':
                if (Peek() == '\n')
                    Read();
                break;
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++)
                    value = (value * 8) + (Read() - '0');
                bytes.Append((byte)value);
                break;
            default: bytes.Append((byte)c); break;
        }
    }
}
