using System.Text.Json;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Finds what must be filled and is not.</summary>
internal sealed class MissingFields(FormRules rules, List<FieldViolation> found)
{
    public void Look(IReadOnlyList<FormField> group, JsonElement values, string path, string label)
    {
        foreach (var field in group.Where(f => FormConditions.Holds(f, group, values)))
        {
            var (at, named) = ($"{path}.{field.Name}", FormProblems.Within(label, field.Label));
            var value = FormValues.Get(values, field.Name);
            if (field.Kind == FormFieldKind.Group) LookAtEntries(field, value, at, named);
            else if (FormValues.IsFilled(value)) LookInside(field, value!.Value, at, named);
            else if (field.Required) LookAtNothing(field, at, named);
        }
    }

    private void LookAtEntries(FormField field, JsonElement? value, string path, string label)
    {
        var entries = value is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        var least = Math.Max(field.MinItems, field.Required ? 1 : 0);
        if (entries.Count == 0 && least > 0) found.Add(FormProblems.Of(Failures.Failures.Required, path, label));
        else if (entries.Count < least) found.Add(FormProblems.Of(Failures.Failures.OutOfRange, path, label, ("range", $"{least}–{Most(field)}")));

        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].ValueKind == JsonValueKind.Object)
            {
                Look(field.Fields, entries[index], $"{path}[{index}]", $"{label} {index + 1}");
            }
        }
    }

    /// <summary>A person or an address of which something is filled must be whole.</summary>
    private void LookInside(FormField field, JsonElement value, string path, string label)
    {
        if (value.ValueKind != JsonValueKind.Object) return;
        if (field.Kind == FormFieldKind.Person) LookAtPerson(value, path, label);
        if (field.Kind == FormFieldKind.Address) LookAtAddress(value, path, label);
    }

    private void LookAtNothing(FormField field, string path, string label)
    {
        if (field.Kind is FormFieldKind.Person) LookAtPerson(default, path, label);
        else if (field.Kind is FormFieldKind.Address) LookAtAddress(default, path, label);
        else found.Add(FormProblems.Of(Failures.Failures.Required, path, label));
    }

    /// <summary>A name, and what tells apart people of one name: the number, or for those who have none yet (a child) the day of birth.</summary>
    private void LookAtPerson(JsonElement person, string path, string label)
    {
        Need(person, "name", MemberLabels.Name, path, label);
        if (!Has(person, "identity_number")) Need(person, "birth_date", MemberLabels.BirthDate, path, label);
    }

    private void LookAtAddress(JsonElement address, string path, string label)
    {
        Need(address, "province", MemberLabels.Province, path, label);
        var province = Has(address, "province") ? FormValues.Comparable(FormValues.Get(address, "province")) ?? "" : "";
        if (rules.HasDistricts(province)) Need(address, "district", MemberLabels.District, path, label);
        Need(address, "ward", MemberLabels.Ward, path, label);
        Need(address, "detail", MemberLabels.Detail, path, label);
    }

    private void Need(JsonElement value, string member, string memberLabel, string path, string label)
    {
        if (!Has(value, member))
        {
            found.Add(FormProblems.Of(Failures.Failures.Required, $"{path}.{member}", FormProblems.Within(label, memberLabel)));
        }
    }

    private static bool Has(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && FormValues.IsFilled(FormValues.Get(value, member));

    internal static int Most(FormField field) => field.MaxItems == 0 ? 20 : field.MaxItems;
}
