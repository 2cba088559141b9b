using System.Text.Json;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>Reads the JSON of a form, within bounds that no real form reaches.</summary>
internal static class FormTree
{
    /// <summary>Most characters of the JSON text.</summary>
    public const int MaxLength = 100_000;

    /// <summary>Most values, those in lists and objects counted one by one.</summary>
    public const int MaxValues = 5_000;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 12;

    /// <summary>The object; null when it is none, and then the problem is told.</summary>
    public static JsonElement? Read(string json, string path, List<FieldViolation> found)
    {
        if (json.Length > MaxLength)
        {
            found.Add(Failures.Failures.OutOfRange.At(path, ("range", $"0–{MaxLength}")));
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Object)
            {
                var values = 0;
                var before = found.Count;
                Look(root, path, found, ref values);
                if (values > MaxValues) found.Add(Failures.Failures.OutOfRange.At(path, ("range", $"0–{MaxValues}")));
                return found.Count == before ? root : null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, or halves of surrogate pairs, which the reader answers in two more ways; told below.
        }

        found.Add(Failures.Failures.Malformed.At(path, ("expected", "JSON object")));
        return null;
    }

    /// <summary>Counts values, and refuses texts that cannot be shown. Also where the form does not look: all of it is kept.</summary>
    private static void Look(JsonElement element, string path, List<FieldViolation> found, ref int values)
    {
        if (++values > MaxValues) return;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (NameOf(property) is not { } name) found.Add(Failures.Failures.CharactersNotAccepted.At(path));
                    else Look(property.Value, $"{path}.{FormPaths.Safe(name)}", found, ref values);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) Look(item, $"{path}[{index++}]", found, ref values);
                break;
            case JsonValueKind.String when TextOf(element) is not { } text || !PlainText.IsManyLines(text):
                found.Add(Failures.Failures.CharactersNotAccepted.At(path));
                break;
        }
    }

    // JSON can hold halves of surrogate pairs ("\ud800"), which are no text.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Paths of fields.</summary>
internal static class FormPaths
{
    /// <summary>Names that a form can have. Others come from the caller and may be anything, also a person's name; paths end up in logs.</summary>
    public static string Safe(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : "?";
}
