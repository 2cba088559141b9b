using System.Text.Json;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Which fields of a group are there.</summary>
internal static class FormConditions
{
    /// <summary>
    /// Whether a field is there: it has no condition, or the field that it depends on is there itself and has one of the values. Fields
    /// that depend on each other in a circle are not there.
    /// </summary>
    public static bool Holds(FormField field, IReadOnlyList<FormField> group, JsonElement values) => Holds(field, group, values, 0);

    private static bool Holds(FormField field, IReadOnlyList<FormField> group, JsonElement values, int depth)
    {
        if (field.Condition is not { } condition) return true;
        var other = group.FirstOrDefault(f => f.Name == condition.Field);
        return other is not null
            && depth < group.Count
            && FormValues.Comparable(FormValues.Get(values, other.Name)) is { } value
            && condition.Values.Contains(value, StringComparer.Ordinal)
            && Holds(other, group, values, depth + 1);
    }
}
