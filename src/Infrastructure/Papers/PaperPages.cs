using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>The pages of a paper while they are drawn; measures are in points from the top left corner of the page.</summary>
internal sealed class PaperPages(PaperFonts fonts)
{
    /// <summary>A4.</summary>
    public const double Width = 595.28;

    /// <summary>A4.</summary>
    public const double Height = 841.89;

    private readonly List<StringBuilder> _contents = [];

    /// <summary>Pages so far.</summary>
    public int Count => _contents.Count;

    /// <summary>Begins a page.</summary>
    public void Begin() => _contents.Add(new StringBuilder());

    /// <summary>Sets a text of one line on the last page; <paramref name="y"/> is its base line.</summary>
    public void Text(string text, double x, double y, PaperStyle style, double size) => Text(Count - 1, text, x, y, style, size);

    /// <summary>Sets a text of one line on a page.</summary>
    public void Text(int page, string text, double x, double y, PaperStyle style, double size)
    {
        if (text.Length == 0) return;
        _contents[page].Append(
            CultureInfo.InvariantCulture,
            $"BT /{PaperFonts.NameOf(style)} {size:0.##} Tf 1 0 0 1 {x:0.##} {Height - y:0.##} Tm <{fonts.Encode(text, style)}> Tj ET\n");
    }

    /// <summary>Draws a line on the last page.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, double thickness = 0.5) => _contents[^1].Append(
        CultureInfo.InvariantCulture,
        $"{thickness:0.##} w {fromX:0.##} {Height - fromY:0.##} m {toX:0.##} {Height - toY:0.##} l S\n");

    /// <summary>Fills rectangles on the last page with one operator, so that no hair lines show between them.</summary>
    public void Fill(IEnumerable<(double X, double Y, double Width, double Height)> boxes)
    {
        foreach (var box in boxes)
        {
            _contents[^1].Append(
                CultureInfo.InvariantCulture, $"{box.X:0.###} {Height - box.Y - box.Height:0.###} {box.Width:0.###} {box.Height:0.###} re\n");
        }

        _contents[^1].Append("f\n");
    }

    /// <summary>The content streams.</summary>
    public IReadOnlyList<byte[]> Contents() => [.. _contents.Select(content => Encoding.ASCII.GetBytes(content.ToString()))];
}
