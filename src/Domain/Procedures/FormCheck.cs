using System.Text.RegularExpressions;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Procedures;

/// <summary>What is wrong with the fields of a form.</summary>
internal static partial class FormCheck
{
    private const int DeepestGroup = 3;
    private const int LongestText = 20_000;

    public static void Find(ProcedureCheck.Findings found, string path, IReadOnlyList<FormField> fields, int depth)
    {
        found.Items(path, fields, (at, field) => Field(found, at, field, depth));
        found.Unique(path, fields.Select(f => f.Name), ".name");
        for (var n = 0; n < fields.Count; n++)
        {
            if (fields[n].Condition is { } condition) Condition(found, $"{path}[{n}].condition", condition, fields.Take(n));
        }
    }

    /// <summary>Whether a pattern compiles for the engine that needs linear time only.</summary>
    public static bool IsUsable(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static void Field(ProcedureCheck.Findings found, string path, FormField field, int depth)
    {
        if (!Name().IsMatch(field.Name)) found.Add(Malformed.At(path + ".name", ("expected", "a-z, 0-9 và _, bắt đầu bằng chữ, 1–64")));
        found.Text(path + ".label", field.Label, 500);
        found.Text(path + ".hint", field.Hint, 1000, required: false);
        if (!Enum.IsDefined(field.Kind)) found.Add(Malformed.At(path + ".kind", ("expected", "TEXT, LONG_TEXT, NUMBER, DATE, CHOICE, YES_NO, PERSON, ADDRESS, GROUP")));

        Text(found, path, field);
        Number(found, path, field);
        Date(found, path, field);
        Choices(found, path, field);
        Group(found, path, field, depth);
    }

    private static void Text(ProcedureCheck.Findings found, string path, FormField field)
    {
        var isText = field.Kind is FormFieldKind.Text or FormFieldKind.LongText;
        found.Range(path + ".max_length", field.MaxLength, 0, LongestText);
        if (!isText && field.MaxLength != 0) found.Add(SettingNotOfKind.At(path + ".max_length"));
        if (field.Pattern.Length == 0) return;
        if (!isText) found.Add(SettingNotOfKind.At(path + ".pattern"));
        if (field.Pattern.Length > 500) found.Add(OutOfRange.At(path + ".pattern", ("range", "0–500")));
        else if (!IsUsable(field.Pattern)) found.Add(PatternUnusable.At(path + ".pattern"));
    }

    private static void Number(ProcedureCheck.Findings found, string path, FormField field)
    {
        if (field.Kind != FormFieldKind.Number)
        {
            if (field.Minimum is not null) found.Add(SettingNotOfKind.At(path + ".minimum"));
            if (field.Maximum is not null) found.Add(SettingNotOfKind.At(path + ".maximum"));
            if (field.Integer) found.Add(SettingNotOfKind.At(path + ".integer"));
        }
        else if (field.Minimum > field.Maximum)
        {
            found.Add(OutOfRange.At(path + ".maximum", ("range", $"≥ {field.Minimum}")));
        }
    }

    private static void Date(ProcedureCheck.Findings found, string path, FormField field)
    {
        if (field.Kind != FormFieldKind.Date)
        {
            if (field.Earliest is not null) found.Add(SettingNotOfKind.At(path + ".earliest"));
            if (field.Latest is not null) found.Add(SettingNotOfKind.At(path + ".latest"));
            if (field.NotInFuture) found.Add(SettingNotOfKind.At(path + ".not_in_future"));
        }
        else if (field.Earliest > field.Latest)
        {
            found.Add(OutOfRange.At(path + ".latest", ("range", $"≥ {field.Earliest:yyyy-MM-dd}")));
        }
    }

    private static void Choices(ProcedureCheck.Findings found, string path, FormField field)
    {
        if (field.Kind != FormFieldKind.Choice)
        {
            if (field.Choices.Count > 0) found.Add(SettingNotOfKind.At(path + ".choices"));
            return;
        }

        if (field.Choices.Count == 0) found.Add(Required.At(path + ".choices"));
        found.Items(path + ".choices", field.Choices, (at, choice) =>
        {
            found.Text(at + ".value", choice.Value, 100);
            found.Text(at + ".label", choice.Label, 500);
        });
        found.Unique(path + ".choices", field.Choices.Select(c => c.Value), ".value");
    }

    private static void Group(ProcedureCheck.Findings found, string path, FormField field, int depth)
    {
        if (field.Kind != FormFieldKind.Group)
        {
            if (field.Fields.Count > 0) found.Add(SettingNotOfKind.At(path + ".fields"));
            if (field.MinItems != 0) found.Add(SettingNotOfKind.At(path + ".min_items"));
            if (field.MaxItems != 0) found.Add(SettingNotOfKind.At(path + ".max_items"));
            return;
        }

        if (field.Fields.Count == 0) found.Add(Required.At(path + ".fields"));
        var most = field.MaxItems == 0 ? 20 : field.MaxItems;
        found.Range(path + ".max_items", field.MaxItems, 0, 200);
        found.Range(path + ".min_items", field.MinItems, 0, most);
        if (depth >= DeepestGroup) found.Add(OutOfRange.At(path + ".kind", ("range", $"1–{DeepestGroup}")));
        else Find(found, path + ".fields", field.Fields, depth + 1);
    }

    private static void Condition(ProcedureCheck.Findings found, string path, FormCondition condition, IEnumerable<FormField> earlier)
    {
        var field = earlier.FirstOrDefault(f => f.Name == condition.Field && f.Kind is (FormFieldKind.Choice or FormFieldKind.YesNo));
        if (field is null)
        {
            found.Add(ConditionMisplaced.At(path + ".field", ("value", condition.Field)));
            return;
        }

        if (condition.Values.Count == 0) found.Add(Required.At(path + ".values"));
        IReadOnlyCollection<string> possible = field.Kind == FormFieldKind.YesNo ? ["true", "false"] : [.. field.Choices.Select(c => c.Value)];
        found.Items(path + ".values", condition.Values, (at, value) =>
        {
            if (!possible.Contains(value)) found.Add(ReferenceUnknown.At(at, ("value", value), ("among", field.Name)));
        });
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
