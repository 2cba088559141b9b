using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>A field or widget of the form tree.</summary>
/// <param name="Number">Its object number; 0 for one that stands directly in its owner.</param>
/// <param name="Name">Full name: partial names joined by dots (ISO 32000-2, 12.7.4.2).</param>
/// <param name="Type">Its <c>/FT</c>, own or inherited.</param>
/// <param name="Dictionary">Its own dictionary.</param>
internal sealed record FormField(int Number, string Name, string? Type, PdfDictionary Dictionary);

/// <summary>Every node of a document's form tree, each once, and signature widgets of pages that the form does not name.</summary>
internal static class FormFields
{
    private const int MostFields = 200_000;

    public static List<FormField> Read(PdfDocument document)
    {
        var result = new List<FormField>();
        var seen = new HashSet<int>();
        var form = document.Dictionary(document.Catalog["AcroForm"]);
        var waiting = new Stack<(PdfObject Item, string Name, string? Type)>();
        Push(document.Array(form?["Fields"]), string.Empty, null);
        while (waiting.TryPop(out var next))
        {
            var number = (next.Item as PdfReference)?.Number ?? 0;
            if ((number != 0 && !seen.Add(number)) || document.Resolve(next.Item) is not PdfDictionary field)
                continue;
            if (result.Count >= MostFields)
                throw Refuse.Broken("Too many form fields.");
            var part = document.Resolve(field["T"]) is PdfString t ? t.AsText() : null;
            var name = part is null ? next.Name : next.Name.Length == 0 ? part : $"{next.Name}.{part}";
            if (name.Length > 4096)
                throw Refuse.Broken("A field name without end.");
            var type = document.Name(field["FT"]) ?? next.Type;
            result.Add(new FormField(number, name, type, field));
            Push(document.Array(field["Kids"]), name, type);
        }

        return result;

        void Push(PdfArray? items, string name, string? type)
        {
            foreach (var item in (items?.Items ?? []).Reverse())
                waiting.Push((item, name, type));
        }
    }

    /// <summary>Signature widgets that only a page names: some readers show them as signatures all the same.</summary>
    public static IEnumerable<FormField> OnPagesOnly(PdfDocument document, IEnumerable<PdfPage> pages, IReadOnlySet<int> known)
    {
        var seen = new HashSet<int>(known);
        foreach (var page in pages)
        {
            foreach (var item in document.Array(page.Dictionary["Annots"])?.Items ?? [])
            {
                if (item is PdfReference reference && seen.Add(reference.Number)
                    && document.Resolve(item) is PdfDictionary annotation && document.Name(annotation["FT"]) == "Sig")
                {
                    yield return new FormField(reference.Number, (document.Resolve(annotation["T"]) as PdfString)?.AsText() ?? string.Empty, "Sig", annotation);
                }
            }
        }
    }
}
