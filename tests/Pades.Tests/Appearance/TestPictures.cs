using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Pades.Tests.Appearance;

/// <summary>PNG files written by hand for every colour type and depth.</summary>
internal static class TestPictures
{
    /// <summary>A PNG from already filtered rows.</summary>
    public static byte[] Png(int width, int height, int depth, int colorType, byte[] filteredRows, byte[]? palette = null, byte[]? transparency = null, bool interlaced = false)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colorType, interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR", header);
        if (palette is not null) Chunk(file, "PLTE", palette);
        if (transparency is not null) Chunk(file, "tRNS", transparency);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(filteredRows);
        Chunk(file, "IDAT", data.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A red ring on transparent ground: what a seal looks like.</summary>
    public static byte[] Seal(int size = 120)
    {
        var rows = new byte[size * ((size * 4) + 1)];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var distance = Math.Sqrt(Math.Pow(x - (size / 2.0), 2) + Math.Pow(y - (size / 2.0), 2)) / size;
                var at = (y * ((size * 4) + 1)) + 1 + (x * 4);
                (rows[at], rows[at + 3]) = (200, distance is > 0.38 and < 0.48 ? (byte)255 : distance < 0.2 ? (byte)128 : (byte)0);
            }
        }

        return Png(size, size, 8, 6, rows);
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
