namespace KonTum.Tthc.Pades.Placement;

/// <summary>A glyph on the displayed page, in points; single precision is a thousandth of a point on the largest page.</summary>
/// <param name="Text">Its characters; empty when unknown.</param>
/// <param name="X">Where its baseline begins.</param>
/// <param name="Y">Where its baseline begins.</param>
/// <param name="Length">Its advance without character and word spacing.</param>
/// <param name="Spacing">Character and word spacing behind it.</param>
/// <param name="Size">Height of its em.</param>
/// <param name="DirectionX">Unit vector along its line.</param>
/// <param name="DirectionY">Unit vector along its line.</param>
/// <param name="Box">Its upright box from descent to ascent.</param>
internal readonly record struct Glyph(
    string Text, float X, float Y, float Length, float Spacing, float Size, float DirectionX, float DirectionY, Box Box)
{
    /// <summary>How far a point lies along this glyph's line from where it begins.</summary>
    public float Along(float x, float y) => ((x - X) * DirectionX) + ((y - Y) * DirectionY);

    /// <summary>How far a point lies above this glyph's baseline.</summary>
    public float Above(float x, float y) => ((y - Y) * DirectionX) - ((x - X) * DirectionY);
}

/// <summary>An upright box on the displayed page.</summary>
internal readonly record struct Box(float Left, float Bottom, float Right, float Top)
{
    public Box With(in Box other) => new(
        Math.Min(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Max(Right, other.Right), Math.Max(Top, other.Top));

    public PageRectangle ToRectangle() => new(Left, Bottom, (double)Right - Left, (double)Top - Bottom);
}
