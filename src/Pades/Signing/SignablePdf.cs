using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A document that was found fit to be signed.</summary>
internal sealed class SignablePdf
{
    private readonly Lazy<Dictionary<int, int>> _widgetPages;

    private SignablePdf(PdfDocument document, PageTree pages, bool isForTimestamp)
    {
        Document = document;
        Tree = pages;
        Rules = new EarlierRules(document, isForTimestamp);
        _widgetPages = new(ReadWidgetPages);
    }

    public PdfDocument Document { get; }

    public PageTree Tree { get; }

    /// <summary>The nodes of the form.</summary>
    public IReadOnlyList<FormField> Fields { get; private set; } = [];

    /// <summary>Signature fields that only a page names.</summary>
    public IReadOnlyList<FormField> StrayFields { get; private set; } = [];

    /// <summary>What earlier signatures say.</summary>
    public EarlierRules Rules { get; }

    /// <summary>The page (from 1) of each annotation that is an object of its own.</summary>
    public IReadOnlyDictionary<int, int> WidgetPages => _widgetPages.Value;

    /// <summary>First parts of the names of all fields.</summary>
    public HashSet<string> TopFieldNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Filled signature fields, document timestamps included.</summary>
    public int ExistingSignatures { get; private set; }

    /// <summary>Some field other than a signature has a value that its readers may have to draw.</summary>
    public bool HasFieldValues { get; private set; }

    /// <summary>The page content is a stand-in: a dynamic XFA form would have to be rendered (ISO 32000-1, 7.7.2, /NeedsRendering).</summary>
    public bool IsDynamicXfa => Document.Resolve(Document.Catalog["NeedsRendering"]) is PdfBoolean { Value: true }
        && Document.Resolve(Document.Dictionary(Document.Catalog["AcroForm"])?["XFA"]) is not PdfNull;

    /// <summary>Opens and checks a file.</summary>
    /// <param name="input">The file.</param>
    /// <param name="isForTimestamp">
    /// Validation material and document timestamps are permitted whatever a certification says: ISO 32000-2, 12.8.2.2, table 257, P 1.
    /// </param>
    /// <exception cref="PdfRefusedException">It cannot be signed.</exception>
    public static SignablePdf Open(Stream input, bool isForTimestamp = false)
    {
        var document = PdfDocument.Open(new ByteSource(input));
        document.CheckEntries();
        var result = new SignablePdf(document, PageTree.Read(document), isForTimestamp);
        result.WalkFields();
        if (document.Dictionary(document.Catalog["Perms"]) is { } permissions)
            result.Rules.Add(document.Dictionary(permissions["DocMDP"]));
        return result;
    }

    /// <summary>Reads all that a validation reads of form and annotations: what is signed here must not be refused there.</summary>
    private void WalkFields()
    {
        Fields = FormFields.Read(Document);
        StrayFields = [.. FormFields.OnPagesOnly(Document, Tree.Pages, Fields.Select(f => f.Number).ToHashSet())];
        foreach (var field in Fields.Concat(StrayFields))
        {
            TopFieldNames.Add(field.Name.Split('.')[0]);
            HasFieldValues |= field.Type != "Sig" && IsValue(Document.Resolve(field.Dictionary["V"]));
            if (field.Type != "Sig" || Document.Dictionary(field.Dictionary["V"]) is not { } value)
                continue;
            ExistingSignatures++;
            Rules.Add(value, Document.Dictionary(field.Dictionary["Lock"]));
        }
    }

    private static bool IsValue(PdfObject value) => value switch
    {
        PdfNull => false,
        PdfString text => text.Value.Length > 0,
        PdfName name => name.Value != "Off",
        _ => true,
    };

    /// <summary>Which page shows which annotation; of pages that share one, the first.</summary>
    private Dictionary<int, int> ReadWidgetPages()
    {
        var result = new Dictionary<int, int>();
        for (var i = 0; i < Tree.Pages.Count; i++)
        {
            foreach (var item in Document.Array(Tree.Pages[i].Dictionary["Annots"])?.Items ?? [])
            {
                if (item is PdfReference reference)
                    result.TryAdd(reference.Number, i + 1);
            }
        }

        return result;
    }
}
