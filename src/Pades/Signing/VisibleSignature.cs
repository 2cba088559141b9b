namespace KonTum.Tthc.Pades;

/// <summary>
/// A rectangle on a page, in points (1/72 inch), measured from the lower left corner of the page <b>as it is displayed</b>: the crop
/// box after <c>/Rotate</c>. A person who looks at the page and the code that places the box mean the same corner on every page.
/// </summary>
/// <param name="X">From the left edge of the displayed page.</param>
/// <param name="Y">From the bottom edge of the displayed page.</param>
/// <param name="Width">More than zero.</param>
/// <param name="Height">More than zero.</param>
public readonly record struct PageRectangle(double X, double Y, double Width, double Height);

/// <summary>How picture and text share the rectangle.</summary>
public enum SignatureLayout
{
    /// <summary>Picture in the left third, text beside it; without a picture, text alone.</summary>
    ImageLeft,

    /// <summary>Picture in the upper half, text below it.</summary>
    ImageAbove,

    /// <summary>Text alone.</summary>
    TextOnly,

    /// <summary>Picture alone.</summary>
    ImageOnly,
}

/// <summary>The part of a signature that a person sees on the page.</summary>
public sealed record VisibleSignature
{
    /// <summary>Page number; the first page is 1. Left out (0) when signing into a field, which has a page.</summary>
    public int Page { get; init; }

    /// <summary>Where; a box that leaves the page is moved back onto it and shrunk if it is larger than the page. Left
    /// out when signing into a field, which has a box.</summary>
    public PageRectangle Rectangle { get; init; }

    /// <summary>Lines of text, in any Unicode normal form; written in NFC. A character without a glyph is refused, never drawn as a box.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>
    /// A PNG (with or without transparency) or JPEG file, turned as its EXIF orientation says; null for none. In files that follow PDF/A-1,
    /// and in those of later parts without an output intent, transparent pictures are put on white.
    /// </summary>
    public ReadOnlyMemory<byte>? Image { get; init; }

    /// <summary>How picture and text share the rectangle.</summary>
    public SignatureLayout Layout { get; init; } = SignatureLayout.ImageLeft;
}
