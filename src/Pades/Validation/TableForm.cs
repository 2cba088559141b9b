using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Whether a cross-reference table is written as ISO 32000-2, 7.5.4 has it. Readers take other spellings each in its own way: some count
/// twenty bytes for a row, some read numbers, some rebuild the whole table.
/// </summary>
internal static class TableForm
{
    private const int RowLength = 20;

    /// <summary>Longest object number or count.</summary>
    private const int MostDigits = 10;

    /// <param name="source">The file.</param>
    /// <param name="section">A table in it.</param>
    public static bool IsPlain(ByteSource source, XrefSection section)
    {
        ReadOnlySpan<byte> rest = source.Read(section.Offset, (int)(section.End - section.Offset));
        if (!Take(ref rest, "xref"u8) || !TakeLineEnd(ref rest))
            return false;
        while (!rest.StartsWith("trailer"u8))
        {
            if (!TakeNumber(ref rest, out _) || !Take(ref rest, " "u8) || !TakeNumber(ref rest, out var count) || !TakeLineEnd(ref rest)
                || count > rest.Length / RowLength)
            {
                return false;
            }

            for (var row = 0; row < count; row++)
            {
                if (!IsRow(rest[..RowLength]))
                    return false;
                rest = rest[RowLength..];
            }
        }

        return true;
    }

    private static bool IsRow(ReadOnlySpan<byte> row) =>
        !row[..10].ContainsAnyExceptInRange((byte)'0', (byte)'9') && row[10] == ' '
        && !row[11..16].ContainsAnyExceptInRange((byte)'0', (byte)'9') && row[16] == ' '
        && row[17] is (byte)'n' or (byte)'f'
        && (row[18], row[19]) is ((byte)' ', (byte)'\r') or ((byte)' ', (byte)'\n') or ((byte)'\r', (byte)'\n');

    private static bool Take(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> text)
    {
        if (!rest.StartsWith(text))
            return false;
        rest = rest[text.Length..];
        return true;
    }

    /// <summary>Without zeros in front.</summary>
    private static bool TakeNumber(ref ReadOnlySpan<byte> rest, out long number)
    {
        number = 0;
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > MostDigits || (digits > 1 && rest[0] == '0'))
            return false;
        foreach (var digit in rest[..digits])
            number = (number * 10) + (digit - '0');
        rest = rest[digits..];
        return true;
    }

    private static bool TakeLineEnd(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        var ends = rest.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (ends < 1)
            return false;
        rest = rest[ends..];
        return true;
    }
}
