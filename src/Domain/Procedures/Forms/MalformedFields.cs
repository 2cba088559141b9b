using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Finds what is filled and not well-formed. A field that is not there (its condition does not hold) is not judged.</summary>
internal sealed class MalformedFields(FormRules rules, List<FieldViolation> found)
{
    private static readonly DateOnly Earliest = new(1800, 1, 1);

    public void Look(IReadOnlyList<FormField> group, JsonElement values, string path, string label)
    {
        foreach (var property in values.EnumerateObject().Where(p => group.All(f => f.Name != p.Name)))
        {
            Add(FormFieldUnknown, $"{path}.{FormPaths.Safe(property.Name)}", "");
        }

        foreach (var field in group.Where(f => FormConditions.Holds(f, group, values)))
        {
            if (FormValues.Get(values, field.Name) is { } value && FormValues.IsFilled(value))
            {
                LookAt(field, value, $"{path}.{field.Name}", FormProblems.Within(label, field.Label));
            }
        }
    }

    private void LookAt(FormField field, JsonElement value, string path, string label)
    {
        switch (field.Kind)
        {
            case FormFieldKind.Text or FormFieldKind.LongText:
                LookAtText(field, value, path, label);
                break;
            case FormFieldKind.Number:
                LookAtNumber(field, value, path, label);
                break;
            case FormFieldKind.Date:
                LookAtDay(field, value, path, label);
                break;
            case FormFieldKind.Choice:
                if (value.ValueKind != JsonValueKind.String || field.Choices.All(c => c.Value != value.GetString()))
                {
                    Add(Malformed, path, label, ("expected", string.Join(", ", field.Choices.Select(c => c.Label))));
                }

                break;
            case FormFieldKind.YesNo:
                if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Add(Malformed, path, label, ("expected", "có / không"));
                break;
            case FormFieldKind.Person:
                if (IsObject(value, path, label)) LookAtPerson(value, path, label);
                break;
            case FormFieldKind.Address:
                if (IsObject(value, path, label)) LookAtAddress(value, path, label);
                break;
            case FormFieldKind.Group:
                LookAtGroup(field, value, path, label);
                break;
        }
    }

    private void LookAtText(FormField field, JsonElement value, string path, string label)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Add(Malformed, path, label, ("expected", "văn bản"));
            return;
        }

        // Counted and matched as it is shown: one letter with its marks is one character.
        var text = value.GetString()!.Normalize();
        var limit = field.MaxLength > 0 ? field.MaxLength : 500;
        if (text.Length > limit) Add(OutOfRange, path, label, ("range", $"0–{limit}"));
        if (field.Kind == FormFieldKind.Text && !PlainText.IsOneLine(text)) Add(CharactersNotAccepted, path, label);
        if (!FormPatterns.Matches(field.Pattern, text)) Add(Malformed, path, label, ("expected", field.Hint.Length > 0 ? field.Hint : field.Pattern));
    }

    private void LookAtNumber(FormField field, JsonElement value, string path, string label)
    {
        if (FormValues.Number(value) is not { } number || (field.Integer && number != decimal.Truncate(number)))
        {
            Add(Malformed, path, label, ("expected", field.Integer ? "số nguyên" : "số, ví dụ 12.5"));
        }
        else if (number < field.Minimum || number > field.Maximum)
        {
            Add(OutOfRange, path, label, ("range", string.Create(CultureInfo.InvariantCulture, $"{field.Minimum}–{field.Maximum}")));
        }
    }

    private void LookAtDay(FormField field, JsonElement value, string path, string label)
    {
        if (FormValues.Day(value) is not { } day)
        {
            Add(Malformed, path, label, ("expected", "năm-tháng-ngày, ví dụ 2026-11-23"));
            return;
        }

        var from = field.Earliest ?? Earliest;
        var until = field.NotInFuture && !(field.Latest < rules.Today) ? rules.Today : field.Latest;
        if (day < from || day > until)
        {
            Add(OutOfRange, path, label, ("range", string.Create(CultureInfo.InvariantCulture, $"{from:dd/MM/yyyy}–{until:dd/MM/yyyy}")));
        }
    }

    private void LookAtPerson(JsonElement person, string path, string label)
    {
        KnowsOnly(person, path, ["name", "identity_number", "birth_date", "sex", "nationality"]);
        LookAtLine(person, "name", MemberLabels.Name, 200, path, label);
        LookAtLine(person, "nationality", MemberLabels.Nationality, 100, path, label);
        if (Member(person, "identity_number") is { } number
            && !(number.ValueKind == JsonValueKind.String && IdentityNumber.IsValid(number.GetString())))
        {
            Add(Malformed, $"{path}.identity_number", FormProblems.Within(label, MemberLabels.IdentityNumber), ("expected", "CMND 9 chữ số, CCCD 12 chữ số"));
        }

        if (Member(person, "birth_date") is { } birth)
        {
            var field = new FormField("birth_date", MemberLabels.BirthDate, FormFieldKind.Date) { NotInFuture = true };
            LookAtDay(field, birth, $"{path}.birth_date", FormProblems.Within(label, MemberLabels.BirthDate));
        }

        if (Member(person, "sex") is { } sex
            && !(sex.ValueKind == JsonValueKind.String && sex.GetString() is "MALE" or "FEMALE" or "OTHER"))
        {
            Add(Malformed, $"{path}.sex", FormProblems.Within(label, MemberLabels.Sex), ("expected", "MALE, FEMALE, OTHER"));
        }
    }

    private void LookAtAddress(JsonElement address, string path, string label)
    {
        KnowsOnly(address, path, ["province", "district", "ward", "detail"]);
        LookAtLine(address, "detail", MemberLabels.Detail, 500, path, label);
        var province = LookAtUnit(address, "province", MemberLabels.Province, AddressLevel.Province, "", path, label);
        var district = LookAtUnit(address, "district", MemberLabels.District, AddressLevel.District, province, path, label);
        LookAtUnit(address, "ward", MemberLabels.Ward, AddressLevel.Ward, district.Length > 0 ? district : province, path, label);
    }

    /// <summary>The code of a unit that is in force in the one above; a unit without the one above it cannot be judged and is refused.</summary>
    private string LookAtUnit(JsonElement address, string member, string memberLabel, AddressLevel level, string within, string path, string label)
    {
        if (Member(address, member) is not { } value) return "";
        var code = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (code.Length is > 0 and <= 5 && code.All(char.IsAsciiDigit)
            && (level == AddressLevel.Province || within.Length > 0) && rules.IsUnit(level, code, within))
        {
            return code;
        }

        Add(UnitNotInForce, $"{path}.{member}", FormProblems.Within(label, memberLabel));
        return "";
    }

    private void LookAtGroup(FormField field, JsonElement value, string path, string label)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(Malformed, path, label, ("expected", "danh sách"));
            return;
        }

        var most = MissingFields.Most(field);
        if (value.GetArrayLength() > most) Add(OutOfRange, path, label, ("range", $"{field.MinItems}–{most}"));
        var index = 0;
        foreach (var entry in value.EnumerateArray())
        {
            var (at, named) = ($"{path}[{index}]", $"{label} {++index}");
            if (IsObject(entry, at, named)) Look(field.Fields, entry, at, named);
        }
    }

    private void LookAtLine(JsonElement value, string member, string memberLabel, int limit, string path, string label)
    {
        if (Member(value, member) is { } text)
        {
            var field = new FormField(member, memberLabel, FormFieldKind.Text) { MaxLength = limit };
            LookAtText(field, text, $"{path}.{member}", FormProblems.Within(label, memberLabel));
        }
    }

    private void KnowsOnly(JsonElement value, string path, string[] members)
    {
        foreach (var property in value.EnumerateObject().Where(p => !members.Contains(p.Name, StringComparer.Ordinal)))
        {
            Add(FormFieldUnknown, $"{path}.{FormPaths.Safe(property.Name)}", "");
        }
    }

    private bool IsObject(JsonElement value, string path, string label)
    {
        if (value.ValueKind == JsonValueKind.Object) return true;
        Add(Malformed, path, label, ("expected", "nhóm thông tin"));
        return false;
    }

    private static JsonElement? Member(JsonElement value, string member) =>
        FormValues.Get(value, member) is { } found && FormValues.IsFilled(found) ? found : null;

    private void Add(Failure failure, string path, string label, params (string Name, object Value)[] details) =>
        found.Add(FormProblems.Of(failure, path, label, details));
}
