using System.Text;

namespace KonTum.Tthc.Pades.Appearance;

/// <summary>JPEG files go into the PDF as they are (DCTDecode); only the header is read (ITU-T T.81, annex B).</summary>
internal static class JpegPicture
{
    /// <summary>Reads size, colours and the orientation that cameras write into EXIF.</summary>
    public static AppearanceImage Read(ReadOnlyMemory<byte> file, string resourceName)
    {
        var bytes = file.Span;
        var position = 2;
        var hasAdobeMarker = false;
        var orientation = 1;
        (int Width, int Height, int Components)? frame = null;
        while (true)
        {
            if (bytes[position] != 0xFF) throw new InvalidDataException();
            var marker = bytes[position + 1];
            if (marker == 0xFF)
            {
                position++; // fill byte
                continue;
            }

            var length = PictureReader.U16(bytes, position + 2);
            var segment = bytes.Slice(position + 4, length - 2);
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    if (segment[0] != 8) throw PictureReader.Refused("Only JPEG pictures with 8 bits a sample can be embedded.");
                    frame = (PictureReader.U16(segment, 3), PictureReader.U16(segment, 1), segment[5]);
                    break;
                case 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF):
                    throw PictureReader.Refused("Lossless, hierarchical and arithmetic JPEG pictures cannot be embedded.");
                case 0xE1 when orientation == 1:
                    orientation = ExifOrientation.Read(segment);
                    break;
                case 0xEE:
                    hasAdobeMarker |= segment.StartsWith(Encoding.ASCII.GetBytes("Adobe"));
                    break;
                case 0xDA:
                    return frame is { } found
                        ? Picture(file, resourceName, found, hasAdobeMarker) with { Orientation = orientation }
                        : throw new InvalidDataException();
            }

            position += 2 + length;
        }
    }

    private static AppearanceImage Picture(
        ReadOnlyMemory<byte> file, string resourceName, (int Width, int Height, int Components) frame, bool hasAdobeMarker)
    {
        PictureReader.CheckSize(frame.Width, frame.Height);
        return new AppearanceImage
        {
            ResourceName = resourceName,
            Width = frame.Width,
            Height = frame.Height,
            ColorSpace = frame.Components switch
            {
                1 => ImageColorSpace.DeviceGray,
                3 => ImageColorSpace.DeviceRGB,
                4 => ImageColorSpace.DeviceCMYK,
                _ => throw PictureReader.Refused("A JPEG picture must have 1, 3 or 4 colours."),
            },
            BitsPerComponent = 8,
            Filter = "DCTDecode",
            Decode = frame.Components == 4 && hasAdobeMarker ? [1, 0, 1, 0, 1, 0, 1, 0] : null, // Adobe stores CMYK inverted
            Data = file.ToArray(),
        };
    }
}
