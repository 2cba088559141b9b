namespace KonTum.Tthc.Pades.Placement;

/// <summary>A glyph on the displayed page, in points.</summary>
/// <param name="Text">Its characters; empty when unknown.</param>
/// <param name="X">Where its baseline begins.</param>
/// <param name="Y">Where its baseline begins.</param>
/// <param name="EndX">Where its advance ends, without character and word spacing.</param>
/// <param name="EndY">Where its advance ends.</param>
/// <param name="Size">Height of its em.</param>
/// <param name="DirectionX">Unit vector along its line.</param>
/// <param name="DirectionY">Unit vector along its line.</param>
/// <param name="Box">Its upright box from descent to ascent.</param>
internal readonly record struct Glyph(string Text, double X, double Y, double EndX, double EndY, double Size, double DirectionX, double DirectionY, Box Box)
{
    /// <summary>How far a point lies along this glyph's line from where it begins.</summary>
    public double Along(double x, double y) => ((x - X) * DirectionX) + ((y - Y) * DirectionY);

    /// <summary>How far a point lies above this glyph's baseline.</summary>
    public double Above(double x, double y) => ((y - Y) * DirectionX) - ((x - X) * DirectionY);

    public double Length => Along(EndX, EndY);
}

/// <summary>An upright box on the displayed page.</summary>
internal readonly record struct Box(double Left, double Bottom, double Right, double Top)
{
    public Box With(in Box other) => new(
        Math.Min(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Max(Right, other.Right), Math.Max(Top, other.Top));

    public PageRectangle ToRectangle() => new(Left, Bottom, Right - Left, Top - Bottom);
}
