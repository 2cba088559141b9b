using QRCoder;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>A QR code (ISO/IEC 18004) as dark boxes, with its quiet zone of four modules.</summary>
internal static class QrMark
{
    /// <summary>The dark boxes of a code of a size; level M: a fold or a stain of a seventh of it does no harm.</summary>
    public static IReadOnlyList<(double X, double Y, double Width, double Height)> Boxes(string text, double x, double y, double size)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix; // with the quiet zone
        var module = size / rows.Count;
        var boxes = new List<(double X, double Y, double Width, double Height)>();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows.Count; column++)
            {
                if (!rows[row][column]) continue;
                var from = column;
                while (column + 1 < rows.Count && rows[row][column + 1]) column++;
                boxes.Add((x + (from * module), y + (row * module), (column + 1 - from) * module, module));
            }
        }

        return boxes;
    }
}
