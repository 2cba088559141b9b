namespace KonTum.Tthc.Pades;

/// <summary>Where the signature stands, seen from the keyword on the displayed page.</summary>
public enum PlacementSide
{
    /// <summary>Under the keyword, left edges aligned.</summary>
    Below,

    /// <summary>Over the keyword, left edges aligned.</summary>
    Above,

    /// <summary>Behind the last line of the keyword, centred on its height.</summary>
    Right,

    /// <summary>In front of the first line of the keyword, centred on its height.</summary>
    Left,

    /// <summary>On the keyword, centred: covers it.</summary>
    Over,
}

/// <summary>From the place of a keyword to the box of a signature.</summary>
public static class SignaturePlacement
{
    /// <summary>
    /// A box beside a hit. It is moved back onto the page where it would leave it, and shrunk where it is larger than the page, as the signer
    /// does with a <see cref="VisibleSignature.Rectangle"/>; so what comes back is where the signature will be.
    /// </summary>
    /// <param name="hit">The keyword's place.</param>
    /// <param name="side">Where the box stands, seen from the keyword.</param>
    /// <param name="width">Width of the box in points, above zero.</param>
    /// <param name="height">Height of the box in points, above zero.</param>
    /// <param name="gap">Points between keyword and box; no meaning for <see cref="PlacementSide.Over"/>.</param>
    /// <param name="shiftX">Points to the right, after all else.</param>
    /// <param name="shiftY">Points up, after all else.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size that is not above zero, or a number that is not finite.</exception>
    public static PageRectangle Beside(
        KeywordHit hit, PlacementSide side, double width, double height, double gap = 4, double shiftX = 0, double shiftY = 0)
    {
        if (!(width > 0) || !(height > 0) || !double.IsFinite(width + height + gap + shiftX + shiftY))
            throw new ArgumentOutOfRangeException(nameof(width), "The box needs finite numbers and a size above zero.");
        width = Math.Min(width, hit.PageWidth);
        height = Math.Min(height, hit.PageHeight);
        var (all, first, last) = (hit.Rectangle, hit.Lines[0], hit.Lines[^1]);
        var (x, y) = side switch
        {
            PlacementSide.Below => (all.X, all.Y - gap - height),
            PlacementSide.Above => (all.X, all.Y + all.Height + gap),
            PlacementSide.Right => (last.X + last.Width + gap, last.Y + ((last.Height - height) / 2)),
            PlacementSide.Left => (first.X - gap - width, first.Y + ((first.Height - height) / 2)),
            PlacementSide.Over => (all.X + ((all.Width - width) / 2), all.Y + ((all.Height - height) / 2)),
            _ => throw new ArgumentOutOfRangeException(nameof(side)),
        };
        return new PageRectangle(
            Math.Clamp(x + shiftX, 0, hit.PageWidth - width), Math.Clamp(y + shiftY, 0, hit.PageHeight - height), width, height);
    }
}
