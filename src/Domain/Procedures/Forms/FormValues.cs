using System.Globalization;
using System.Text.Json;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>What stands in a field.</summary>
internal static class FormValues
{
    /// <summary>Whether something was filled in: null, a blank text, and objects and lists without anything filled are nothing.</summary>
    public static bool IsFilled(JsonElement? value) => value is { } element && element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.String => !string.IsNullOrWhiteSpace(element.GetString()),
        JsonValueKind.Array => element.GetArrayLength() > 0,
        JsonValueKind.Object => element.EnumerateObject().Any(p => IsFilled(p.Value)),
        _ => true,
    };

    /// <summary>The value of a field; null when there is none.</summary>
    public static JsonElement? Get(JsonElement group, string name) => group.TryGetProperty(name, out var value) ? value : null;

    /// <summary>
    /// A number as it was written, to the last digit: in JSON, or as a text. Numbers of a google.protobuf.Struct are doubles, so what
    /// has more than 15 digits comes as a text.
    /// </summary>
    public static decimal? Number(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text is not { Length: > 0 and <= 40 } || !decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number)) return null;

        // What has more digits than a decimal was rounded to one; then it is not the number that was written.
        return Digits(text) <= 28 ? number : null;
    }

    /// <summary>A day, "YYYY-MM-DD".</summary>
    public static DateOnly? Day(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    /// <summary>The value as a condition compares it; null where there is none to compare.</summary>
    public static string? Comparable(JsonElement? value) => value is not { } element ? null : element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Number(element)?.ToString("0.############################", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static int Digits(string text)
    {
        var mantissa = text.AsSpan(0, text.AsSpan().IndexOfAny('e', 'E') is var e and >= 0 ? e : text.Length);
        var digits = 0;
        foreach (var c in mantissa)
        {
            if (char.IsAsciiDigit(c)) digits++;
        }

        return digits;
    }
}
