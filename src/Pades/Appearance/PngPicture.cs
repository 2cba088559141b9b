using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>
/// Decodes PNG files of every colour type, bit depth and interlacing (ISO/IEC 15948) to 8-bit gray or RGB; transparency becomes a soft
/// mask. They are decoded rather than passed through so that nothing a reader would stumble over reaches the signed file.
/// </summary>
internal sealed class PngPicture
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly int width;
    private readonly int height;
    private readonly int depth;
    private readonly int colorType;
    private readonly int channels;
    private readonly byte[] palette;
    private readonly byte[]? transparency;
    private readonly byte[] colors;
    private readonly byte[] alpha;
    private readonly int colorChannels;

    private PngPicture(ReadOnlySpan<byte> header, byte[] palette, byte[]? transparency)
    {
        (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        (depth, colorType) = (header[8], header[9]);
        PictureReader.CheckSize(width, height);
        channels = (colorType, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) => 1,
            (2, 8 or 16) => 3,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => throw new InvalidDataException(),
        };
        if (header[10] != 0 || header[11] != 0 || header[12] > 1 || (colorType == 3 && palette.Length < 3)) throw new InvalidDataException();
        (this.palette, this.transparency) = (palette, transparency);
        colorChannels = colorType is 0 or 4 ? 1 : 3;
        colors = new byte[width * height * colorChannels];
        alpha = new byte[width * height];
    }

    /// <summary>The first eight bytes.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a picture.</summary>
    public static AppearanceImage Read(ReadOnlyMemory<byte> file, string resourceName, bool allowTransparency)
    {
        ReadOnlySpan<byte> header = default;
        byte[] palette = [];
        byte[]? transparency = null;
        using var data = new MemoryStream();
        var bytes = file.Span[Signature.Length..];
        for (var isEnd = false; !isEnd;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            var chunk = bytes.Slice(8, length);
            switch (Encoding.ASCII.GetString(bytes.Slice(4, 4)))
            {
                case "IHDR":
                    header = chunk;
                    break;
                case "PLTE":
                    palette = chunk.ToArray();
                    break;
                case "tRNS":
                    transparency = chunk.ToArray();
                    break;
                case "IDAT":
                    data.Write(chunk);
                    break;
                case "IEND":
                    isEnd = true;
                    break;
                case var other when char.IsUpper(other[0]): // critical and unknown
                    throw new InvalidDataException();
            }

            bytes = bytes[(12 + length)..];
        }

        if (header.Length != 13) throw new InvalidDataException();
        var picture = new PngPicture(header, palette, transparency);
        data.Position = 0;
        using (var samples = new ZLibStream(data, CompressionMode.Decompress)) picture.Decode(samples, isInterlaced: header[12] == 1);
        if (!allowTransparency) picture.PutOnWhite();
        return picture.ToImage(resourceName);
    }

    private void Decode(Stream samples, bool isInterlaced)
    {
        if (!isInterlaced)
        {
            DecodePass(samples, (0, 0, 1, 1));
            return;
        }

        foreach (var pass in Adam7) DecodePass(samples, pass);
    }

    private void DecodePass(Stream samples, (int X, int Y, int StepX, int StepY) pass)
    {
        var columns = (width - pass.X + pass.StepX - 1) / pass.StepX;
        var rows = (height - pass.Y + pass.StepY - 1) / pass.StepY;
        if (columns <= 0 || rows <= 0) return;
        var pixelBytes = Math.Max(1, channels * depth / 8);
        var row = new byte[((columns * channels * depth) + 7) / 8];
        var previous = new byte[row.Length];
        for (var index = 0; index < rows; index++)
        {
            var filter = samples.ReadByte();
            samples.ReadExactly(row);
            Unfilter(filter, row, previous, pixelBytes);
            for (var column = 0; column < columns; column++)
                Store(row, column, ((pass.Y + (index * pass.StepY)) * width) + pass.X + (column * pass.StepX));
            (row, previous) = (previous, row);
        }
    }

    /// <summary>Clause 9.2.</summary>
    private static void Unfilter(int filter, byte[] row, byte[] previous, int pixelBytes)
    {
        for (var index = 0; index < row.Length; index++)
        {
            var left = index >= pixelBytes ? row[index - pixelBytes] : 0;
            var upper = previous[index];
            var corner = index >= pixelBytes ? previous[index - pixelBytes] : 0;
            row[index] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => upper,
                3 => (byte)((left + upper) / 2),
                4 => (byte)Paeth(left, upper, corner),
                _ => throw new InvalidDataException(),
            };
        }
    }

    private static int Paeth(int left, int upper, int corner)
    {
        var estimate = left + upper - corner;
        var (toLeft, toUpper, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - upper), Math.Abs(estimate - corner));
        return toLeft <= toUpper && toLeft <= toCorner ? left : toUpper <= toCorner ? upper : corner;
    }

    /// <summary>Turns one pixel into 8-bit samples and opacity.</summary>
    private void Store(byte[] row, int column, int pixel)
    {
        if (colorType == 3)
        {
            var entry = Sample(row, column);
            palette.AsSpan(entry * 3, 3).CopyTo(colors.AsSpan(pixel * 3));
            alpha[pixel] = transparency is not null && entry < transparency.Length ? transparency[entry] : (byte)255;
            return;
        }

        var isKey = transparency is not null && colorType is 0 or 2;
        for (var channel = 0; channel < colorChannels; channel++)
        {
            var sample = Sample(row, (column * channels) + channel);
            isKey = isKey && sample == PictureReader.U16(transparency, channel * 2);
            colors[(pixel * colorChannels) + channel] = ToByte(sample);
        }

        alpha[pixel] = colorType is 4 or 6 ? ToByte(Sample(row, (column * channels) + colorChannels)) : isKey ? (byte)0 : (byte)255;
    }

    private int Sample(byte[] row, int index) => depth switch
    {
        8 => row[index],
        16 => PictureReader.U16(row, index * 2),
        _ => (row[index * depth / 8] >> (8 - depth - (index * depth % 8))) & ((1 << depth) - 1),
    };

    private byte ToByte(int sample) => depth == 16 ? (byte)(sample >> 8) : (byte)(sample * 255 / ((1 << depth) - 1));

    /// <summary>What a transparent picture looks like on paper, as an opaque one.</summary>
    private void PutOnWhite()
    {
        for (var pixel = 0; pixel < alpha.Length; pixel++)
        {
            var opacity = alpha[pixel];
            if (opacity == 255) continue;
            foreach (ref var sample in colors.AsSpan(pixel * colorChannels, colorChannels))
                sample = (byte)(((sample * opacity) + (255 * (255 - opacity)) + 127) / 255);
            alpha[pixel] = 255;
        }
    }

    private AppearanceImage ToImage(string resourceName)
    {
        var mask = alpha.AsSpan().ContainsAnyExcept((byte)255) ? Encoded(string.Empty, alpha, 1) : null;
        return Encoded(resourceName, colors, colorChannels) with { SoftMask = mask };
    }

    private AppearanceImage Encoded(string resourceName, byte[] samples, int samplesPerPixel) => new()
    {
        ResourceName = resourceName,
        Width = width,
        Height = height,
        ColorSpace = samplesPerPixel == 1 ? ImageColorSpace.DeviceGray : ImageColorSpace.DeviceRGB,
        BitsPerComponent = 8,
        Filter = "FlateDecode",
        DecodeParms = new Dictionary<string, int>
        {
            ["Predictor"] = 15,
            ["Colors"] = samplesPerPixel,
            ["BitsPerComponent"] = 8,
            ["Columns"] = width,
        },
        Data = Compress(samples, width * samplesPerPixel),
    };

    /// <summary>Rows filtered with Up (ISO 32000-2, 7.4.4.4): quick, and good for the even ground of signatures and seals.</summary>
    private static byte[] Compress(byte[] samples, int rowLength)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var filtered = new byte[rowLength + 1];
            filtered[0] = 2;
            for (var start = 0; start < samples.Length; start += rowLength)
            {
                for (var index = 0; index < rowLength; index++)
                    filtered[index + 1] = (byte)(samples[start + index] - (start == 0 ? 0 : samples[start - rowLength + index]));
                stream.Write(filtered);
            }
        }

        return compressed.ToArray();
    }
}
