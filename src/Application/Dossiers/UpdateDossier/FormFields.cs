using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers.UpdateDossier;

/// <summary>The fields of the form by the names of the contract, for update masks.</summary>
internal static class FormFields
{
    private static readonly Dictionary<string, Func<DossierForm, DossierForm, DossierForm>> Takers = new(StringComparer.Ordinal)
    {
        ["owner_name"] = (form, given) => form with { OwnerName = given.OwnerName },
        ["submitter_name"] = (form, given) => form with { SubmitterName = given.SubmitterName },
        ["identity_number"] = (form, given) => form with { IdentityNumber = given.IdentityNumber },
        ["identity_issue_date"] = (form, given) => form with { IdentityIssueDate = given.IdentityIssueDate },
        ["identity_issue_place"] = (form, given) => form with { IdentityIssuePlace = given.IdentityIssuePlace },
        ["birth_date"] = (form, given) => form with { BirthDate = given.BirthDate },
        ["sex"] = (form, given) => form with { Sex = given.Sex },
        ["country"] = (form, given) => form with { Country = given.Country },
        ["province"] = (form, given) => form with { Province = given.Province },
        ["district"] = (form, given) => form with { District = given.District },
        ["ward"] = (form, given) => form with { Ward = given.Ward },
        ["address"] = (form, given) => form with { Address = given.Address },
        ["phone_number"] = (form, given) => form with { PhoneNumber = given.PhoneNumber },
        ["fax_number"] = (form, given) => form with { FaxNumber = given.FaxNumber },
        ["email"] = (form, given) => form with { Email = given.Email },
        ["set_count"] = (form, given) => form with { SetCount = given.SetCount },
        ["content"] = (form, given) => form with { Content = given.Content },
        ["note"] = (form, given) => form with { Note = given.Note },
        ["dossier_type"] = (form, given) => form with { DossierType = given.DossierType },
        ["procedure_fields"] = (form, given) => form with { ProcedureFields = given.ProcedureFields },
    };

    private const string Own = "procedure_fields";

    /// <summary>The form with the named fields taken from the given one; all of them when none is named.</summary>
    public static DossierForm Take(DossierForm form, DossierForm given, IReadOnlyList<string> fields)
    {
        var names = fields.Count == 0 ? [.. Takers.Keys] : fields;
        return names.Aggregate(form, (merged, name) => TakeOne(merged, given, name));
    }

    /// <summary>Names of the fields in which two forms differ; of the procedure's own fields their paths.</summary>
    public static IReadOnlyList<string> Difference(DossierForm before, DossierForm after) =>
    [
        .. Takers.Where(t => t.Key != Own && t.Value(before, after) != before).Select(t => t.Key),
        .. OwnFields.Difference(before.ProcedureFields, after.ProcedureFields),
    ];

    private static DossierForm TakeOne(DossierForm merged, DossierForm given, string name)
    {
        if (Takers.TryGetValue(name, out var take)) return take(merged, given);
        var path = name.Split('.');
        if (path is [Own, _, ..] && path.Length <= 12 && path.All(p => p.Length > 0))
        {
            return merged with { ProcedureFields = OwnFields.Take(merged.ProcedureFields, given.ProcedureFields, path[1..]) };
        }

        throw Failures.Invalid(Failures.Malformed.At("update_mask", ("expected", string.Join(", ", Takers.Keys) + ", procedure_fields.…")));
    }
}
