using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// What the signatures of a revision allow to happen later (ISO 32000-2, 12.8.2.2 DocMDP, 12.8.2.4 FieldMDP). Form filling is allowed only
/// where a certification says so: without one, nothing tells a filled field from a manipulated one.
/// </summary>
internal sealed class PermittedChanges
{
    private readonly List<(string Action, HashSet<string> Fields)> _locks = [];

    private PermittedChanges(int? certified) => Certified = certified;

    /// <summary>P of DocMDP: 1 nothing, 2 forms and signing, 3 annotations too; null when nobody certified.</summary>
    public int? Certified { get; private set; }

    /// <summary>Holder of the certification's signature dictionary.</summary>
    public int? Certification { get; private set; }

    public static PermittedChanges Of(PdfDocument document, IEnumerable<FormField> fields)
    {
        var result = new PermittedChanges(null);
        if (document.Dictionary(document.Catalog["Perms"]) is { } permissions)
        {
            result.Read(document, document.Dictionary(permissions["DocMDP"]), certifies: true);
            result.Certification = (permissions["DocMDP"] as PdfReference)?.Number ?? 0;
        }

        foreach (var field in fields.Where(f => f.Type == "Sig"))
        {
            if (document.Dictionary(field.Dictionary["V"]) is not { } value)
                continue;
            result.Read(document, value, certifies: false);
            if (document.Number(document.Dictionary(field.Dictionary["Lock"])?["P"]) is { } p)
                result.Restrict((int)p);
        }

        return result;
    }

    /// <summary>Table 257: with P 3, annotations may be added, changed and taken away.</summary>
    public bool AllowsAnnotations => Certified == 3;

    public bool AllowsFilling(string field) => Certified is 2 or 3 && !IsLocked(field);

    /// <summary>Whether a FieldMDP of a signature forbids to change, or to sign, a field.</summary>
    public bool IsLocked(string field) => _locks.Exists(l => l.Action switch
    {
        "Include" => IsNamed(l.Fields, field),
        "Exclude" => !IsNamed(l.Fields, field),
        _ => true,
    });

    private static bool IsNamed(HashSet<string> names, string field) =>
        names.Any(n => field == n || field.StartsWith(n + ".", StringComparison.Ordinal));

    private void Restrict(int p) => Certified = Certified is { } current ? Math.Min(current, p) : p;

    private void Read(PdfDocument document, PdfDictionary? signature, bool certifies)
    {
        foreach (var item in document.Array(signature?["Reference"])?.Items ?? [])
        {
            if (document.Dictionary(item) is not { } reference)
                continue;
            var parameters = document.Dictionary(reference["TransformParams"]);
            switch (document.Name(reference["TransformMethod"]))
            {
                case "DocMDP" when certifies || document.Number(parameters?["P"]) == 1:
                    Restrict((int)(document.Number(parameters?["P"]) ?? 2));
                    break;
                case "FieldMDP":
                    var names = document.Array(parameters?["Fields"])?.Items.Select(f => (document.Resolve(f) as PdfString)?.AsText() ?? string.Empty) ?? [];
                    _locks.Add((document.Name(parameters?["Action"]) ?? "All", names.ToHashSet(StringComparer.Ordinal)));
                    break;
            }
        }
    }
}
