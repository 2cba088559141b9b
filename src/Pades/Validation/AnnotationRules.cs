using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Which annotations a certification with P 3 lets people add, change and take away (ISO 32000-2, 12.8.2.2, table 257), and which boxes
/// hide what was signed. A remark in the margin is a remark; over text it can be a forgery ("evil annotation").
/// </summary>
/// <param name="history">The present state and what its pages show.</param>
internal sealed class AnnotationRules(RevisionHistory history)
{
    /// <summary>
    /// A stamp or the picture of a signature; an A4 page has room for eight. More than this is no longer put beside or on a line of text
    /// but in the place of a paragraph.
    /// </summary>
    private const double LargestOverContent = 0.125;

    private const long NoZoom = 8;
    private const long NoRotate = 16;

    private static readonly HashSet<string> s_remarks = new(StringComparer.Ordinal)
    {
        "Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret",
        "Stamp", "Ink", "Popup",
    };

    /// <summary>What acts, plays, carries files, or comes and goes with a layer.</summary>
    private static readonly string[] s_acting = ["A", "AA", "PA", "Dest", "FS", "OC", "Sound", "Movie", "RichMediaContent", "3DD", "FT", "Kids"];

    private static readonly string[] s_points = ["QuadPoints", "Vertices", "L", "CL", "Path"];

    private readonly PdfDocument _document = history.Document;

    /// <summary>Whether an annotation is a remark of a person that neither acts nor hides anything.</summary>
    public bool IsHarmlessRemark(PdfObject? annotation, int page) =>
        _document.Resolve(annotation) is PdfDictionary remark
        && IsRemark(remark)
        && (_document.Name(remark["Subtype"]) == "Popup"
            || (PageMarks.BoxOf(_document, remark["Rect"]) is { } box && (!KeepsSize(remark) || _document.Name(remark["Subtype"]) == "Text")
                && Grown(remark, Turned(remark, box, page)) is var drawn
                && history.Marks(page) is { } marks && history.Spend(1 + (marks.Count / 16)) && !marks.HasAnythingUnder(drawn) && !HasAnnotationUnder(drawn, page, annotation, signaturesToo: true)));

    /// <summary>Whether an annotation of either state is of a kind that people add.</summary>
    public bool IsRemark(PdfDictionary annotation) =>
        _document.Name(annotation["Subtype"]) is { } kind && s_remarks.Contains(kind) && !s_acting.Any(annotation.Has);

    /// <summary>Whether the box of a later signature lies over text, a picture, a filled field or a remark. Signatures may overlap.</summary>
    public bool HidesContent(PdfReference widget, PageBox box, int page) =>
        history.Marks(page) is not { } marks || !history.Spend(1 + (marks.Count / 16)) || _document.Dictionary(widget) is not { } annotation || KeepsSize(annotation)
        || (Turned(annotation, box, page) is var drawn && (marks.HasContentUnder(drawn) || HasAnnotationUnder(drawn, page, widget, signaturesToo: false)));

    /// <summary>Whether it is larger than what stamps need.</summary>
    public bool IsTooLargeForContent(PageBox box, int page) => history.Marks(page) is not { } marks || marks.Share(box) > LargestOverContent;

    private bool HasAnnotationUnder(PageBox box, int page, PdfObject? own, bool signaturesToo)
    {
        var number = (own as PdfReference)?.Number ?? 0;
        var items = _document.Array(history.Pages.Pages[page - 1].Dictionary["Annots"])?.Items ?? [];
        if (!history.Spend(items.Count))
            return true;
        foreach (var item in items)
        {
            if ((item is PdfReference other && other.Number == number) || _document.Resolve(item) is not PdfDictionary annotation
                || _document.Name(annotation["Subtype"]) is null or "Popup" or "Link"
                || (!signaturesToo && IsSignature(annotation))
                || (IsRemark(annotation) && signaturesToo))
            {
                continue;
            }

            if (PageMarks.BoxOf(_document, annotation["Rect"]) is { Width: > 0, Height: > 0 } under && PageMarks.Hides(box, under))
                return true;
        }

        return false;
    }

    private bool IsSignature(PdfDictionary widget) =>
        (_document.Name(widget["FT"]) ?? _document.Name(_document.Dictionary(widget["Parent"])?["FT"])) == "Sig";

    /// <summary>NoZoom (12.5.3, table 167): the smaller the page is shown, the more of it lies below. Icons of notes have it, and are small.</summary>
    private bool KeepsSize(PdfDictionary annotation) => ((long)(_document.Number(annotation["F"]) ?? 0) & NoZoom) != 0;

    /// <summary>NoRotate: on a turned page it stands upright, hung up at its upper left corner.</summary>
    private PageBox Turned(PdfDictionary annotation, PageBox box, int page)
    {
        if (((long)(_document.Number(annotation["F"]) ?? 0) & NoRotate) == 0 || history.Pages.Pages[page - 1].Rotate == 0)
            return box;
        var reach = Math.Max(box.Width, box.Height);
        return new PageBox(box.Left - reach, box.Top - reach, box.Left + reach, box.Top + reach);
    }

    /// <summary>Frames and line ends are drawn around the rectangle by some readers.</summary>
    private PageBox Grown(PdfDictionary remark, PageBox box)
    {
        var width = Math.Clamp(_document.Number(_document.Dictionary(remark["BS"])?["W"])
            ?? _document.Number(_document.Array(remark["Border"])?.Items.ElementAtOrDefault(2)) ?? 1, 0, 10_000);
        if (_document.Name(remark["Subtype"]) == "Text")
        {
            // Drawn by readers as an icon of their own size, from the upper left corner.
            box = box with { Right = Math.Max(box.Right, box.Left + 24), Bottom = Math.Min(box.Bottom, box.Top - 24) };
        }

        foreach (var points in Points(remark))
        {
            var n = points.Items.Select(i => _document.Number(i) ?? 0).ToList();
            for (var i = 0; i + 1 < n.Count; i += 2)
            {
                box = new PageBox(
                    Math.Min(box.Left, n[i]), Math.Min(box.Bottom, n[i + 1]), Math.Max(box.Right, n[i]), Math.Max(box.Top, n[i + 1]));
            }
        }

        return new PageBox(box.Left - width, box.Bottom - width, box.Right + width, box.Top + width);
    }

    /// <summary>Points that readers draw at when there is no appearance, whatever the rectangle says.</summary>
    private IEnumerable<PdfArray> Points(PdfDictionary remark) =>
        s_points.Select(key => _document.Array(remark[key])).OfType<PdfArray>()
            .Concat((_document.Array(remark["InkList"])?.Items ?? []).Take(10_000).Select(_document.Array).OfType<PdfArray>());
}
