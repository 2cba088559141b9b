using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>What kind of content a mark is.</summary>
internal enum MarkKind
{
    /// <summary>A run of text.</summary>
    Text,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A line or an area.</summary>
    Path,
}

/// <summary>Something that a page's content paints, as a box in default user space.</summary>
internal readonly record struct PageMark(MarkKind Kind, PageBox Box);

/// <summary>
/// Where the content of a page paints, roughly: boxes of text runs, pictures, lines and areas. Enough to tell whether a box that was laid
/// over the page later can hide something that was signed.
/// </summary>
internal sealed class PageMarks
{
    /// <summary>What fills more of the page than this is paper: a scan or a coloured background.</summary>
    private const double Paper = 0.5;

    /// <summary>Share of the smaller of two boxes that must lie over the other; a thin line through a word does.</summary>
    private const double Touch = 0.3;

    private readonly List<PageMark> _marks;
    private readonly double _pageArea;

    private PageMarks(List<PageMark> marks, PageBox page) => (_marks, _pageArea) = (marks, page.Width * page.Height);

    /// <summary>Reads the content of a page; null when it cannot be told what it paints.</summary>
    public static PageMarks? Read(PdfDocument document, PdfPage page)
    {
        try
        {
            return ContentMarks.Read(document, page) is { } marks ? new PageMarks(marks, page.Box) : null;
        }
        catch (PdfRefusedException)
        {
            return null;
        }
    }

    /// <summary>Share of the page that a box takes.</summary>
    public double Share(PageBox box) => box.Width * box.Height / _pageArea;

    /// <summary>Whether text, or a picture that is not the paper itself, lies under a box.</summary>
    public bool HasContentUnder(PageBox box) =>
        _marks.Exists(m => (m.Kind == MarkKind.Text || (m.Kind == MarkKind.Image && Share(m.Box) < Paper)) && Hides(box, m.Box));

    /// <summary>Whether anything lies under a box: also lines, areas and a scan.</summary>
    public bool HasAnythingUnder(PageBox box) =>
        _marks.Exists(m => (m.Kind == MarkKind.Image || Share(m.Box) < Paper) && Hides(box, m.Box));

    /// <summary>A touch is not enough: boxes are rough, and stamps are put close to lines of text.</summary>
    public static bool Hides(PageBox over, PageBox under)
    {
        var width = Math.Min(over.Right, under.Right) - Math.Max(over.Left, under.Left);
        var height = Math.Min(over.Top, under.Top) - Math.Max(over.Bottom, under.Bottom);
        return width >= 0 && height >= 0
            && width >= Touch * Math.Min(over.Width, Math.Min(under.Width, under.Height)) && height >= Touch * Math.Min(over.Height, under.Height);
    }

    /// <summary>A rectangle array as a box; null when it is none.</summary>
    public static PageBox? BoxOf(PdfDocument document, PdfObject? rectangle)
    {
        var n = document.Array(rectangle)?.Items.Select(i => document.Number(i) ?? double.NaN).ToArray();
        return n is { Length: 4 } && n.All(double.IsFinite)
            ? new PageBox(Math.Min(n[0], n[2]), Math.Min(n[1], n[3]), Math.Max(n[0], n[2]), Math.Max(n[1], n[3]))
            : null;
    }
}
