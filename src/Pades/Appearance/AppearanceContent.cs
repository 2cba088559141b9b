namespace KonTum.Tthc.Pades.Appearance;

/// <summary>
/// The content of a form XObject with <c>/BBox [0 0 Width Height]</c>, and what its <c>/Resources</c> must hold; still without objects.
/// </summary>
/// <param name="Content">Content stream, uncompressed.</param>
/// <param name="Width">In points.</param>
/// <param name="Height">In points.</param>
/// <param name="Fonts">None or one.</param>
/// <param name="Images">None or one.</param>
internal sealed record AppearanceContent(
    byte[] Content, double Width, double Height, IReadOnlyList<AppearanceFont> Fonts, IReadOnlyList<AppearanceImage> Images);

/// <summary>
/// A Type0 font with Identity-H and one CIDFontType2 with CIDToGIDMap Identity (ISO 32000-2, 9.7): CID = glyph id of the subset.
/// All measures are in 1/1000 of the font size.
/// </summary>
public sealed record AppearanceFont
{
    /// <summary>Key in <c>/Resources /Font</c>.</summary>
    public required string ResourceName { get; init; }

    /// <summary><c>/BaseFont</c> and <c>/FontName</c>, with the tag of a subset: <c>ABCDEF+Name</c>.</summary>
    public required string BaseFont { get; init; }

    /// <summary>For <c>/FontFile2</c>, uncompressed; <c>/Length1</c> is its length.</summary>
    public required byte[] TrueType { get; init; }

    /// <summary>Widths of the CIDs in use, for <c>/W</c>, ascending.</summary>
    public required IReadOnlyList<(int Cid, int Width)> Widths { get; init; }

    /// <summary><c>/DW</c>: the width of glyph 0.</summary>
    public required int DefaultWidth { get; init; }

    /// <summary><c>/Ascent</c>.</summary>
    public required int Ascent { get; init; }

    /// <summary><c>/Descent</c>, negative.</summary>
    public required int Descent { get; init; }

    /// <summary><c>/CapHeight</c>.</summary>
    public required int CapHeight { get; init; }

    /// <summary><c>/FontBBox</c>: left, bottom, right, top.</summary>
    public required (int Left, int Bottom, int Right, int Top) BoundingBox { get; init; }

    /// <summary><c>/ItalicAngle</c> in degrees.</summary>
    public required double ItalicAngle { get; init; }

    /// <summary><c>/Flags</c> (ISO 32000-2, table 121).</summary>
    public required int Flags { get; init; }

    /// <summary><c>/StemV</c>.</summary>
    public required int StemV { get; init; }

    /// <summary>Glyphs of <see cref="TrueType"/>, .notdef and parts of composite glyphs included: the CIDs that exist.</summary>
    public required int GlyphCount { get; init; }

    /// <summary>For <c>/ToUnicode</c>: CMap, uncompressed.</summary>
    public required byte[] ToUnicode { get; init; }
}

/// <summary>Colour space of picture samples.</summary>
internal enum ImageColorSpace
{
    /// <summary><c>/DeviceGray</c>.</summary>
    DeviceGray,

    /// <summary><c>/DeviceRGB</c>.</summary>
    DeviceRGB,

    /// <summary><c>/DeviceCMYK</c>.</summary>
    DeviceCMYK,
}

/// <summary>An image XObject (ISO 32000-2, 8.9.5).</summary>
internal sealed record AppearanceImage
{
    /// <summary>Key in <c>/Resources /XObject</c>; empty for a soft mask.</summary>
    public required string ResourceName { get; init; }

    /// <summary><c>/Width</c> in samples.</summary>
    public required int Width { get; init; }

    /// <summary><c>/Height</c> in samples.</summary>
    public required int Height { get; init; }

    /// <summary><c>/ColorSpace</c>; the name of the member is the PDF name.</summary>
    public required ImageColorSpace ColorSpace { get; init; }

    /// <summary><c>/BitsPerComponent</c>.</summary>
    public required int BitsPerComponent { get; init; }

    /// <summary><c>/Filter</c> without the slash: <c>FlateDecode</c> or <c>DCTDecode</c>; <see cref="Data"/> is already encoded.</summary>
    public required string Filter { get; init; }

    /// <summary><c>/DecodeParms</c>: integer entries; null leaves it out.</summary>
    public IReadOnlyDictionary<string, int>? DecodeParms { get; init; }

    /// <summary><c>/Decode</c>; null leaves it out. Adobe's CMYK JPEGs are inverted.</summary>
    public IReadOnlyList<int>? Decode { get; init; }

    /// <summary>The encoded samples.</summary>
    public required byte[] Data { get; init; }

    /// <summary>How the picture is to be turned, 1 to 8 as EXIF counts (CIPA DC-008, 4.6.5.1.6); 1 is as stored.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary><c>/SMask</c>: a DeviceGray picture of opacity; null for none.</summary>
    public AppearanceImage? SoftMask { get; init; }
}
