using System.Buffers.Binary;
using System.IO.Compression;

namespace KonTum.Tthc.Fuzz.Seeds;

/// <summary>Small pictures of each kind that the appearance takes.</summary>
internal static class PictureSeeds
{
    public static IEnumerable<byte[]> All()
    {
        foreach (var (depth, colour, perRow) in new[] { (8, 6, 16), (8, 2, 12), (8, 0, 4), (1, 0, 1), (16, 4, 16), (8, 4, 8), (4, 3, 2) })
            yield return Png(depth, colour, perRow);
        // Start, one quantisation table of nothing, frame of 4 by 4 with three components, scan, end.
        yield return Convert.FromHexString("FFD8FFE000104A46494600010100000100010000FFC0001108000400040301220002110103110100FFDA000C03010002110311003F00AAFFD9");
    }

    private static byte[] Png(int depth, int colour, int perRow)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 4);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 4);
        (header[8], header[9]) = ((byte)depth, (byte)colour);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            for (var row = 0; row < 4; row++)
                zlib.Write([(byte)row, .. Enumerable.Repeat((byte)0x35, perRow)]);
        }

        byte[] palette = colour == 3 ? [.. Chunk("PLTE"u8, new byte[48]), .. Chunk("tRNS"u8, [0, 128])] : [];
        return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. palette, .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        byte[] body = [.. type, .. data];
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(body));
        return [.. length, .. body, .. check];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
