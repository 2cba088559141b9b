namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>One code of a shown string.</summary>
/// <param name="Bytes">How many bytes it takes.</param>
/// <param name="Text">Its Unicode text; null when the font does not tell.</param>
/// <param name="Advance">How far the next glyph is, in text space units (1 = the font's size): to the right, or upward in vertical fonts.</param>
/// <param name="Left">Left edge of its box, from the current point.</param>
/// <param name="Width">Width of its box.</param>
/// <param name="IsSpaceCode">The one-byte code 32, to which word spacing applies (ISO 32000-2, 9.3.3).</param>
internal readonly record struct ShownCode(int Bytes, string? Text, double Advance, double Left, double Width, bool IsSpaceCode);

/// <summary>What placing text needs of a font; outlines are never looked at.</summary>
internal abstract class TextFont
{
    /// <summary>Upper edge of a line of this font above its baseline, in text space units.</summary>
    public double Ascent { get; init; } = 0.9;

    /// <summary>Lower edge; below zero.</summary>
    public double Descent { get; init; } = -0.25;

    /// <summary>Lines run from top to bottom.</summary>
    public virtual bool IsVertical => false;

    /// <summary>About how many entries its tables have, for the size of a cache.</summary>
    public abstract int Cost { get; }

    /// <summary>The first code of a string that is not empty.</summary>
    public abstract ShownCode Next(ReadOnlySpan<byte> text);
}

/// <summary>Type 1, TrueType and Type 3: a byte is a code (9.6).</summary>
internal sealed class SimpleFont(string?[] texts, double[] widths) : TextFont
{
    public override int Cost => 512;

    public override ShownCode Next(ReadOnlySpan<byte> text)
    {
        var code = text[0];
        return new ShownCode(1, texts[code], widths[code], 0, widths[code], code == 32);
    }
}

/// <summary>Type 0: a character map cuts codes out of the string (9.7).</summary>
internal sealed class CompositeFont(CMap encoding, CMap? unicode, Func<long, string?> textOfCid, CidWidths widths) : TextFont
{
    public override bool IsVertical => encoding.IsVertical;

    public override int Cost => encoding.Count + (unicode?.Count ?? 0) + widths.Count;

    public override ShownCode Next(ReadOnlySpan<byte> text)
    {
        var (code, length) = encoding.Next(text);
        var cid = encoding.Cid(code);
        var shown = unicode?.Text(code) ?? textOfCid(cid);
        var width = widths.Width(cid);
        var isSpace = length == 1 && code == 32;
        return IsVertical
            ? new ShownCode(length, shown, widths.Down(cid), -width / 2, width, isSpace)
            : new ShownCode(length, shown, width, 0, width, isSpace);
    }
}
