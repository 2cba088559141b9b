using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>
/// Refuses encodings that nest so deeply that a recursive parser would exhaust the stack, which no catch can mend. Real signatures stay
/// below 30 levels, timestamp tokens inside them included.
/// </summary>
internal static class AsnDepth
{
    private const int Deepest = 64;

    /// <summary>Walks the encoding once for every level; what is malformed is left for the parser to refuse.</summary>
    /// <exception cref="FormatException">Nested too deeply.</exception>
    public static void Ensure(ReadOnlySpan<byte> encoded) => Walk(encoded, 0, untilEndMark: false);

    /// <returns>How many bytes the elements at this level take.</returns>
    private static int Walk(ReadOnlySpan<byte> bytes, int depth, bool untilEndMark)
    {
        if (depth > Deepest) throw new FormatException("The ASN.1 encoding is nested too deeply.");
        var position = 0;
        while (bytes.Length - position >= 2)
        {
            var rest = bytes[position..];
            if (untilEndMark && rest[0] == 0 && rest[1] == 0) return position + 2;
            if (!Asn1Tag.TryDecode(rest, out var tag, out var tagLength)
                || !TryReadLength(rest[tagLength..], out var length, out var lengthLength)) break;
            position += tagLength + lengthLength;
            rest = bytes[position..];
            if (length is null)
            {
                position += Walk(rest, depth + 1, untilEndMark: true);
                continue;
            }

            if (length > rest.Length) break;
            rest = rest[..(int)length];
            position += rest.Length;

            // A primitive string can carry another encoding (extensions, tokens) that is parsed in its turn.
            if (tag.IsConstructed || tag.TagClass != TagClass.Universal || tag.TagValue == (int)UniversalTagNumber.OctetString)
                Walk(rest, depth + 1, untilEndMark: false);
            else if (tag.TagValue == (int)UniversalTagNumber.BitString && rest.Length > 1)
                Walk(rest[1..], depth + 1, untilEndMark: false);
        }

        return bytes.Length;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out long? length, out int consumed)
    {
        (length, consumed) = (null, 1);
        if (bytes.IsEmpty) return false;
        if (bytes[0] == 0x80) return true;
        if (bytes[0] < 0x80)
        {
            length = bytes[0];
            return true;
        }

        var count = bytes[0] & 0x7F;
        if (count > 4 || bytes.Length <= count) return false;
        long value = 0;
        for (var index = 1; index <= count; index++) value = (value << 8) | bytes[index];
        (length, consumed) = (value, 1 + count);
        return true;
    }
}
