using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>
/// What the signatures of a file say about later ones (ISO 32000-2, 12.8.2.2 DocMDP, 12.8.2.4 FieldMDP, 12.7.5.5 table 236). Usage rights
/// (UR3, 12.8.2.3) tell readers what to offer; they forbid nothing.
/// </summary>
/// <param name="document">The file.</param>
/// <param name="isForTimestamp">A document timestamp is permitted at all times.</param>
internal sealed class EarlierRules(PdfDocument document, bool isForTimestamp)
{
    private readonly List<NamedFields> _locks = [];

    /// <summary>Takes the rules of a signature dictionary and of the lock of its field.</summary>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.SigningForbidden"/> when no change at all is permitted.</exception>
    public void Add(PdfDictionary? signature, PdfDictionary? fieldLock = null)
    {
        foreach (var item in document.Array(signature?["Reference"])?.Items ?? [])
        {
            if (document.Dictionary(item) is not { } reference)
                continue;
            var parameters = document.Dictionary(reference["TransformParams"]);
            var method = document.Name(reference["TransformMethod"]);
            var permitsNothing = !isForTimestamp && document.Number(parameters?["P"]) == 1;
            switch (method)
            {
                case "DocMDP" when permitsNothing:
                    throw Forbidden("A certification signature permits no change (DocMDP, P 1).");
                // Acrobat repeats the /P of the lock here.
                case "FieldMDP" when permitsNothing:
                    throw Forbidden("A signature permits no change after it (FieldMDP, P 1).");
                case "FieldMDP":
                    _locks.Add(NamedFields.Read(document, parameters));
                    break;
            }
        }

        if (!isForTimestamp && document.Number(fieldLock?["P"]) == 1)
            throw Forbidden("The lock of a signed field permits no change (P 1).");
    }

    /// <summary>Checks that the field that is there may be signed.</summary>
    public void CheckSigning(string field)
    {
        if (Locks(field))
            throw Forbidden("An earlier signature has locked the field (FieldMDP).");
    }

    public bool Locks(string field) => _locks.Exists(l => l.Covers(field));

    /// <summary>A field that is yet to be made is not among "all" fields of then; only a lock that names it can mean it.</summary>
    public bool IsReserved(string newField) => _locks.Exists(l => l.Action == FieldLockAction.Include && l.Covers(newField));

    public static PdfRefusedException Forbidden(string detail) => new(PdfRefusal.SigningForbidden, detail);
}

/// <summary>The fields that a FieldMDP or a lock means.</summary>
internal sealed record NamedFields(FieldLockAction Action, IReadOnlyList<string> Names)
{
    /// <summary>An action that is missing or unknown is taken as the strictest one.</summary>
    public static NamedFields Read(PdfDocument document, PdfDictionary? dictionary) => new(
        document.Name(dictionary?["Action"]) switch
        {
            "Include" => FieldLockAction.Include,
            "Exclude" => FieldLockAction.Exclude,
            _ => FieldLockAction.All,
        },
        [.. (document.Array(dictionary?["Fields"])?.Items ?? []).Select(f => document.Resolve(f)).OfType<PdfString>().Select(s => s.AsText())]);

    public bool Covers(string field) => Action switch
    {
        FieldLockAction.Include => IsNamed(field),
        FieldLockAction.Exclude => !IsNamed(field),
        _ => true,
    };

    /// <summary>A name means its field and all below it.</summary>
    private bool IsNamed(string field) => Names.Any(n => field == n || field.StartsWith(n + ".", StringComparison.Ordinal));
}
