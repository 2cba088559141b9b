using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A signature field of a document with its widget; the two are often one object (ISO 32000-2, 12.5.6.19).</summary>
/// <param name="Node">The field.</param>
/// <param name="Widgets">Its widgets: the field itself, or kids without a name of their own.</param>
/// <param name="HasSubfields">Kids with names: then it is a group, whose type the kids inherit.</param>
/// <param name="IsInForm">False for one that only a page names.</param>
internal sealed record SignatureField(FormField Node, IReadOnlyList<FormField> Widgets, bool HasSubfields, bool IsInForm)
{
    /// <summary>ReadOnly of table 227: bit 1.</summary>
    private const int ReadOnly = 1;

    private const int MostParents = 64;

    /// <summary>The fields that can hold a signature, in the order of the form, then those that only pages name.</summary>
    public static IEnumerable<SignatureField> All(SignablePdf pdf)
    {
        var document = pdf.Document;
        foreach (var (node, isInForm) in pdf.Fields.Select(f => (f, true)).Concat(pdf.StrayFields.Select(f => (f, false))))
        {
            if (node.Type != "Sig" || (isInForm && document.Resolve(node.Dictionary["T"]) is not PdfString))
                continue;
            var kids = (document.Array(node.Dictionary["Kids"])?.Items ?? [])
                .Select(k => new FormField((k as PdfReference)?.Number ?? 0, node.Name, node.Type, document.Dictionary(k) ?? new PdfDictionary()))
                .ToList();
            var hasSubfields = kids.Exists(k => document.Resolve(k.Dictionary["T"]) is PdfString);
            var isWidget = document.Name(node.Dictionary["Subtype"]) == "Widget";
            yield return new SignatureField(node, isWidget ? [node, .. kids] : kids, hasSubfields, isInForm);
        }
    }

    /// <summary>The value, own, inherited or, in files built wrongly, at a widget; null when nobody signed.</summary>
    public PdfDictionary? Value(PdfDocument document) =>
        Widgets.Select(w => document.Dictionary(w.Dictionary["V"])).FirstOrDefault(v => v is not null)
        ?? document.Dictionary(Inherited(document, "V"));

    /// <summary>Nobody may change it in a reader.</summary>
    public bool IsReadOnly(PdfDocument document) =>
        document.Number(Inherited(document, "Ff")) is { } flags && ((long)flags & ReadOnly) != 0;

    /// <summary>The first widget's place among the pages; null when no page shows it.</summary>
    public (int Number, PdfPage Page)? PageOf(SignablePdf pdf) =>
        Widgets is [var first, ..] && pdf.WidgetPages.TryGetValue(first.Number, out var number) ? (number, pdf.Tree.Pages[number - 1]) : null;

    public PdfSignatureField Describe(SignablePdf pdf)
    {
        var document = pdf.Document;
        var place = PageOf(pdf);
        var box = place is { } shown ? SigningPlace.InBox(document, shown.Page, Widgets[0].Dictionary)?.Displayed : null;
        return new PdfSignatureField(
            Node.Name, Value(document) is not null, place?.Number ?? 0, box ?? default, pdf.Rules.Locks(Node.Name) || IsReadOnly(document));
    }

    private PdfObject? Inherited(PdfDocument document, string key)
    {
        var node = Node.Dictionary;
        for (var steps = 0; node is not null && steps < MostParents; steps++)
        {
            if (document.Resolve(node[key]) is not PdfNull)
                return node[key];
            node = document.Dictionary(node["Parent"]);
        }

        return null;
    }
}
