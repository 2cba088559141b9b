using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Undoes the TIFF (2) and PNG (10 to 15) predictors, ISO 32000-2, 7.4.4.4.</summary>
internal static class Predictor
{
    public static byte[] Undo(byte[] data, PdfDictionary? options, Func<PdfObject?, PdfObject> resolve)
    {
        var kind = Option("Predictor", 1);
        if (kind == 1)
            return data;
        var (colors, bits, columns) = (Option("Colors", 1), Option("BitsPerComponent", 8), Option("Columns", 1));
        if (colors is < 1 or > 32 || bits is not (1 or 2 or 4 or 8 or 16) || columns is < 1 or > 1_000_000)
            throw Refuse.Broken("A predictor has unusable parameters.");
        var row = ((colors * bits * columns) + 7) / 8;
        var pixel = Math.Max(1, colors * bits / 8);
        return kind switch
        {
            2 => Tiff(data, row, colors, bits),
            >= 10 and <= 15 => Png(data, row, pixel),
            _ => throw Refuse.Broken("An unknown predictor."),
        };

        int Option(string key, int otherwise) =>
            resolve(options?[key]) is PdfNumber { IsInteger: true, Value: >= 0 and <= int.MaxValue } number ? (int)number.Value : otherwise;
    }

    private static byte[] Tiff(byte[] data, int row, int colors, int bits)
    {
        var result = (byte[])data.Clone();
        for (var start = 0; start < result.Length; start += row)
        {
            var line = result.AsSpan(start, Math.Min(row, result.Length - start));
            if (bits == 8)
            {
                for (var i = colors; i < line.Length; i++)
                    line[i] += line[i - colors];
            }
            else if (bits == 16)
            {
                for (var i = 2 * colors; i + 1 < line.Length; i += 2)
                {
                    var sum = ((line[i] << 8) | line[i + 1]) + ((line[i - (2 * colors)] << 8) | line[i + 1 - (2 * colors)]);
                    (line[i], line[i + 1]) = ((byte)(sum >> 8), (byte)sum);
                }
            }
            else
            {
                UndoSmall(line, colors, bits);
            }
        }

        return result;
    }

    private static void UndoSmall(Span<byte> line, int colors, int bits)
    {
        var previous = new int[colors];
        var mask = (1 << bits) - 1;
        for (var n = 0; (n + 1) * bits <= line.Length * 8; n++)
        {
            var shift = 8 - bits - (n * bits % 8);
            ref var cell = ref line[n * bits / 8];
            var value = (((cell >> shift) & mask) + previous[n % colors]) & mask;
            previous[n % colors] = value;
            cell = (byte)((cell & ~(mask << shift)) | (value << shift));
        }
    }

    /// <summary>Each row begins with its own filter type (RFC 2083, 6), whatever number the dictionary gives.</summary>
    private static byte[] Png(byte[] data, int row, int pixel)
    {
        var rows = (data.Length + row) / (row + 1);
        var result = new byte[(long)rows * row];
        var above = new byte[row];
        var length = 0;
        for (var n = 0; n < rows; n++)
        {
            var start = n * (row + 1);
            var count = Math.Min(row, data.Length - start - 1);
            if (count <= 0)
                break;
            var line = result.AsSpan(n * row, row);
            data.AsSpan(start + 1, count).CopyTo(line);
            UndoRow(data[start], line, above, pixel);
            line.CopyTo(above);
            length = (n * row) + count;
        }

        return length == result.Length ? result : result[..length];
    }

    private static void UndoRow(byte filter, Span<byte> line, byte[] above, int pixel)
    {
        for (var i = 0; i < line.Length; i++)
        {
            int left = i >= pixel ? line[i - pixel] : 0;
            int up = above[i];
            int corner = i >= pixel ? above[i - pixel] : 0;
            line[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw Refuse.Broken("An unknown PNG row filter."),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (byLeft, byUp, byCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }
}
