using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>A page with what it inherits, ISO 32000-2, 7.7.3.4.</summary>
/// <param name="Reference">Where its dictionary is.</param>
/// <param name="Dictionary">Its own dictionary.</param>
/// <param name="Box">The visible part in user space: crop box within media box; left, bottom, right, top.</param>
/// <param name="Rotate">0, 90, 180 or 270, clockwise.</param>
/// <param name="UserUnit">Points for one unit of user space.</param>
internal sealed record PdfPage(PdfReference Reference, PdfDictionary Dictionary, PageBox Box, int Rotate, double UserUnit)
{
    /// <summary>Width and height as displayed, in points.</summary>
    public (double Width, double Height) Displayed => Rotate is 90 or 270
        ? (Box.Height * UserUnit, Box.Width * UserUnit)
        : (Box.Width * UserUnit, Box.Height * UserUnit);
}

/// <summary>A normalised rectangle in user space.</summary>
internal readonly record struct PageBox(double Left, double Bottom, double Right, double Top)
{
    public double Width => Right - Left;

    public double Height => Top - Bottom;
}

/// <summary>The pages of a document in their order.</summary>
internal sealed class PageTree
{
    private const int Deepest = 64;
    private const int MostPages = 500_000;

    /// <summary>What readers take when no media box is given: US Letter.</summary>
    private static readonly PageBox s_letter = new(0, 0, 612, 792);

    private readonly PdfDocument _document;
    private readonly HashSet<int> _seen;

    private PageTree(PdfDocument document, List<PdfPage> pages, HashSet<int> nodes) => (_document, Pages, _seen) = (document, pages, nodes);

    public List<PdfPage> Pages { get; }

    /// <summary>Object numbers of all nodes, leaves included.</summary>
    public IReadOnlySet<int> Nodes => _seen;

    public static PageTree Read(PdfDocument document)
    {
        var tree = new PageTree(document, [], []);
        tree.Visit(document.Catalog["Pages"], default, 0);
        return tree.Pages.Count > 0 ? tree : throw new PdfRefusedException(PdfRefusal.NoPages, "The page tree holds no page.");
    }

    /// <summary>The same tree with other dictionaries of its pages.</summary>
    public PageTree With(List<PdfPage> pages) => new(_document, pages, _seen);

    private void Visit(PdfObject? node, Inherited inherited, int depth)
    {
        if (depth > Deepest)
            throw Refuse.Broken("The page tree is too deep.");
        var reference = node as PdfReference;
        if (reference is not null && !_seen.Add(reference.Number))
            throw Refuse.Broken("The page tree holds a node twice.");
        if (_document.Resolve(node) is not PdfDictionary dictionary)
            return;
        inherited = inherited.With(dictionary);
        // Some writers leave /Type out; a node with /Kids is an inner one.
        if (_document.Array(dictionary["Kids"]) is { } kids && _document.Name(dictionary["Type"]) != "Page")
        {
            foreach (var kid in kids.Items)
                Visit(kid, inherited, depth + 1);
            return;
        }

        if (_document.Name(dictionary["Type"]) == "Pages")
            return;
        if (reference is null)
            throw Refuse.Broken("A page is not an indirect object.");
        if (Pages.Count >= MostPages)
            throw Refuse.Broken("Too many pages.");
        Pages.Add(Describe(reference, dictionary, inherited));
    }

    private PdfPage Describe(PdfReference reference, PdfDictionary page, Inherited inherited)
    {
        var media = Box(inherited.MediaBox) ?? s_letter;
        var crop = Box(inherited.CropBox) ?? media;
        var visible = new PageBox(
            Math.Max(media.Left, crop.Left), Math.Max(media.Bottom, crop.Bottom), Math.Min(media.Right, crop.Right), Math.Min(media.Top, crop.Top));
        if (visible.Width <= 0 || visible.Height <= 0)
            visible = media;
        var turns = _document.Number(inherited.Rotate) is { } degrees && Math.Abs(degrees) < 1e6 ? (int)Math.Round(degrees / 90) : 0;
        var unit = _document.Number(page["UserUnit"]) is { } u and > 0 and < 1e6 ? u : 1;
        return new PdfPage(reference, page, visible, ((turns % 4) + 4) % 4 * 90, unit);
    }

    private PageBox? Box(PdfObject? value)
    {
        if (_document.Array(value) is not { Items.Count: >= 4 } array)
            return null;
        var n = array.Items.Take(4).Select(x => _document.Number(x) ?? double.NaN).ToArray();
        var box = new PageBox(Math.Min(n[0], n[2]), Math.Min(n[1], n[3]), Math.Max(n[0], n[2]), Math.Max(n[1], n[3]));
        return box is { Width: > 0 and < 1e7, Height: > 0 and < 1e7 } ? box : null;
    }

    private readonly record struct Inherited(PdfObject? MediaBox, PdfObject? CropBox, PdfObject? Rotate)
    {
        public Inherited With(PdfDictionary node) =>
            new(node["MediaBox"] ?? MediaBox, node["CropBox"] ?? CropBox, node["Rotate"] ?? Rotate);
    }
}
