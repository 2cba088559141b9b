using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>A document that was found fit to be signed.</summary>
internal sealed class SignablePdf
{
    private const int MostFields = 200_000;

    private SignablePdf(PdfDocument document, PageTree pages)
    {
        Document = document;
        Tree = pages;
    }

    public PdfDocument Document { get; }

    public PageTree Tree { get; }

    /// <summary>Partial names of the fields at the top of the form.</summary>
    public HashSet<string> TopFieldNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Filled signature fields, document timestamps included.</summary>
    public int ExistingSignatures { get; private set; }

    /// <summary>The page content is a stand-in: a dynamic XFA form would have to be rendered (ISO 32000-1, 7.7.2, /NeedsRendering).</summary>
    public bool IsDynamicXfa => Document.Resolve(Document.Catalog["NeedsRendering"]) is PdfBoolean { Value: true };

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="PdfRefusedException">It cannot be signed.</exception>
    public static SignablePdf Open(Stream input)
    {
        var document = PdfDocument.Open(new ByteSource(input));
        document.CheckEntries();
        var result = new SignablePdf(document, PageTree.Read(document));
        result.WalkFields();
        if (document.Dictionary(document.Catalog["Perms"]) is { } permissions)
            result.ObeyCertification(document.Dictionary(permissions["DocMDP"]));
        return result;
    }

    private void WalkFields()
    {
        if (Document.Dictionary(Document.Catalog["AcroForm"]) is not { } form || Document.Array(form["Fields"]) is not { } fields)
            return;
        var seen = new HashSet<int>();
        var waiting = new Stack<(PdfObject Field, string? Type, bool Top)>(fields.Items.Select(f => (f, (string?)null, true)));
        while (waiting.TryPop(out var next))
        {
            if (next.Field is PdfReference reference && !seen.Add(reference.Number))
                continue;
            if (seen.Count > MostFields)
                throw Refuse.Broken("Too many form fields.");
            if (Document.Resolve(next.Field) is not PdfDictionary field)
                continue;
            if (next.Top && Document.Resolve(field["T"]) is PdfString name)
                TopFieldNames.Add(name.AsText());
            var type = Document.Name(field["FT"]) ?? next.Type;
            if (type == "Sig" && Document.Dictionary(field["V"]) is { } value)
            {
                ExistingSignatures++;
                ObeyCertification(value);
                ObeyLock(Document.Dictionary(field["Lock"]));
            }

            foreach (var kid in Document.Array(field["Kids"])?.Items ?? [])
                waiting.Push((kid, type, false));
        }
    }

    /// <summary>12.8.2.2, table 257: P 1 permits no change at all; P 2 and 3 permit signing.</summary>
    private void ObeyCertification(PdfDictionary? signature)
    {
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
        if (Document.Number(fieldLock?["P"]) == 1)
            throw new PdfRefusedException(PdfRefusal.SigningForbidden, "The lock of a signed field permits no change (P 1).");
    }
}
