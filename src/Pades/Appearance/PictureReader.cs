using System.Buffers.Binary;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>Tells PNG from JPEG by their first bytes and bounds what is read.</summary>
internal static class PictureReader
{
    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Most pixels: a scan at 600 dpi of half an A4 page. A PNG of a few KB can ask for gigabytes.</summary>
    public const int MaxPixels = 16 * 1024 * 1024;

    /// <summary>Reads a picture.</summary>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.UnusableImage"/>.</exception>
    public static AppearanceImage Read(ReadOnlyMemory<byte> file, string resourceName, DrawingRules? rules = null)
    {
        rules ??= DrawingRules.Free;
        if (file.Length > MaxBytes) throw Refused($"The picture is larger than {MaxBytes} bytes.");
        try
        {
            if (file.Span.StartsWith(PngPicture.Signature)) return PngPicture.Read(file, resourceName, rules.Transparency);
            if (file.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) 
                return JpegPicture.Read(file, resourceName) is { ColorSpace: ImageColorSpace.DeviceCMYK } && !rules.DeviceCmyk
                    ? throw Refused("The file follows PDF/A and has no output intent for a CMYK picture.")
                    : JpegPicture.Read(file, resourceName);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException or IOException)
        {
            throw Refused("The picture is truncated or broken.", exception);
        }

        throw Refused("The picture is neither PNG nor JPEG.");
    }

    /// <summary>Checks width and height.</summary>
    public static void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0 || width * height > MaxPixels)
            throw Refused($"The picture must have between 1 and {MaxPixels} pixels.");
    }

    /// <summary>The refusal.</summary>
    public static PdfRefusedException Refused(string detail, Exception? inner = null) => new(PdfRefusal.UnusableImage, detail, inner);

    /// <summary>Big-endian 16 bits.</summary>
    public static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
}
