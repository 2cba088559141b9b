using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A document that was found fit to be signed.</summary>
internal sealed class SignablePdf
{
    private readonly bool _isForTimestamp;

    private SignablePdf(PdfDocument document, PageTree pages, bool isForTimestamp)
    {
        Document = document;
        Tree = pages;
        _isForTimestamp = isForTimestamp;
    }

    public PdfDocument Document { get; }

    public PageTree Tree { get; }

    /// <summary>First parts of the names of all fields.</summary>
    public HashSet<string> TopFieldNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Filled signature fields, document timestamps included.</summary>
    public int ExistingSignatures { get; private set; }

    /// <summary>Some field other than a signature has a value that its readers may have to draw.</summary>
    public bool HasFieldValues { get; private set; }

    /// <summary>The page content is a stand-in: a dynamic XFA form would have to be rendered (ISO 32000-1, 7.7.2, /NeedsRendering).</summary>
    public bool IsDynamicXfa => Document.Resolve(Document.Catalog["NeedsRendering"]) is PdfBoolean { Value: true };

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
            result.ObeyCertification(document.Dictionary(permissions["DocMDP"]));
        return result;
    }

    /// <summary>Reads all that a validation reads of form and annotations: what is signed here must not be refused there.</summary>
    private void WalkFields()
    {
        var fields = FormFields.Read(Document);
        var known = fields.Select(f => f.Number).ToHashSet();
        foreach (var field in fields.Concat(FormFields.OnPagesOnly(Document, Tree, known)))
        {
            TopFieldNames.Add(field.Name.Split('.')[0]);
            HasFieldValues |= field.Type != "Sig" && IsValue(Document.Resolve(field.Dictionary["V"]));
            if (field.Type != "Sig" || Document.Dictionary(field.Dictionary["V"]) is not { } value)
                continue;
            ExistingSignatures++;
            ObeyCertification(value);
            ObeyLock(Document.Dictionary(field.Dictionary["Lock"]));
        }
    }

    private static bool IsValue(PdfObject value) => value switch
    {
        PdfNull => false,
        PdfString text => text.Value.Length > 0,
        PdfName name => name.Value != "Off",
        _ => true,
    };

    /// <summary>12.8.2.2, table 257: P 1 permits no change at all; P 2 and 3 permit signing.</summary>
    private void ObeyCertification(PdfDictionary? signature)
    {
        if (_isForTimestamp)
            return;
        foreach (var item in Document.Array(signature?["Reference"])?.Items ?? [])
        {
            if (Document.Dictionary(item) is { } reference && Document.Name(reference["TransformMethod"]) == "DocMDP"
                && Document.Number(Document.Dictionary(reference["TransformParams"])?["P"]) == 1)
            {
                throw new PdfRefusedException(PdfRefusal.SigningForbidden, "A certification signature permits no change (DocMDP, P 1).");
            }
        }
    }

    /// <summary>12.7.5.5, table 236: /P in the lock of a signed field restricts like DocMDP.</summary>
    private void ObeyLock(PdfDictionary? fieldLock)
    {
        if (!_isForTimestamp && Document.Number(fieldLock?["P"]) == 1)
            throw new PdfRefusedException(PdfRefusal.SigningForbidden, "The lock of a signed field permits no change (P 1).");
    }
}
