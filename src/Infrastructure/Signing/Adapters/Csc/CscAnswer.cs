using System.Text.Json;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>An answer of a service, read as far as all readings of the specification agree.</summary>
internal sealed record CscAnswer(int HttpStatus, JsonElement Root)
{
    /// <summary>Started, and not done yet.</summary>
    public bool IsUnderway => HttpStatus == 202;

    /// <summary>What it says is wrong; <see cref="CscVerdict.None"/> when nothing is.</summary>
    public CscVerdict Verdict => CscErrors.Judge(HttpStatus, Text(Root, "error"), Text(Root, "error_description"));

    /// <summary>A text of the answer; empty if it has none.</summary>
    public string this[string name] => Text(Root, name);

    /// <summary>A text of an object; empty if it has none. Numbers are read as text: services disagree about multisign and expires_in.</summary>
    public static string Text(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim()
        : value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? value.GetRawText()
        : "";

    /// <summary>A member of an object; undefined if it has none.</summary>
    public static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The elements of an array; none if it is not one.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    /// <summary>The texts of an array.</summary>
    public static IReadOnlyList<string> Texts(JsonElement parent, string name) =>
        [.. List(parent, name).Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)];
}
