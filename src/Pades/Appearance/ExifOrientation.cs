using System.Buffers.Binary;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Finds the orientation in the EXIF segment of a JPEG file (CIPA DC-008, 4.5.4 and 4.6.5.1.6).</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    /// <summary>1 to 8; 1 also for a segment that is no EXIF, or is broken: a picture is not refused for what only cameras read.</summary>
    /// <param name="segment">The content of an APP1 segment.</param>
    public static int Read(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8))
            return 1;
        var tiff = segment[6..];
        if (tiff.Length < 8)
            return 1;
        var isLittle = tiff.StartsWith("II"u8);
        var start = U32(tiff[4..], isLittle);
        if (start > (uint)tiff.Length - 2)
            return 1;
        var directory = tiff[(int)start..];
        var count = U16(directory, isLittle);
        for (var i = 0; i < count && directory.Length >= 2 + (12 * (i + 1)); i++)
        {
            var entry = directory.Slice(2 + (12 * i), 12);
            if (U16(entry, isLittle) == Tag && U16(entry[2..], isLittle) == Short)
                return U16(entry[8..], isLittle) is >= 1 and <= 8 and var value ? value : 1;
        }

        return 1;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
