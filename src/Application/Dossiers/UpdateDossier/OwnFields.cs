using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers.UpdateDossier;

/// <summary>The procedure's own fields by path, for update masks: names of fields and of members, through objects, not into lists.</summary>
internal static class OwnFields
{
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fields with the one at the path taken from the given ones; it goes away where they have none.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="given">The given ones.</param>
    /// <param name="path">Names from the outermost field on.</param>
    public static string Take(string fields, string given, IReadOnlyList<string> path)
    {
        var (into, value) = (Parse(fields), Find(Parse(given), path));
        var target = into;
        foreach (var name in path.SkipLast(1))
        {
            if (target[name] is JsonObject inner) target = inner;
            else if (value is null) return fields;
            else target[name] = target = new JsonObject();
        }

        if (value is null) target.Remove(path[^1]);
        else target[path[^1]] = value.DeepClone();
        return into.ToJsonString(Writing);
    }

    /// <summary>Paths at which two sets of fields differ: as deep as both are objects.</summary>
    public static IReadOnlyList<string> Difference(string before, string after) => [.. Difference(Parse(before), Parse(after), "procedure_fields")];

    private static IEnumerable<string> Difference(JsonObject before, JsonObject after, string path)
    {
        foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)))
        {
            var (old, now) = (before[name], after[name]);
            if (JsonNode.DeepEquals(old, now)) continue;
            var at = $"{path}.{name}";
            if (old is JsonObject oldObject && now is JsonObject nowObject)
            {
                foreach (var inner in Difference(oldObject, nowObject, at)) yield return inner;
            }
            else
            {
                yield return at;
            }
        }
    }

    private static JsonNode? Find(JsonObject fields, IReadOnlyList<string> path) =>
        path.Aggregate((JsonNode?)fields, (node, name) => (node as JsonObject)?[name]);

    /// <summary>What cannot be read at all is refused here already; what it says is judged with the whole form.</summary>
    private static JsonObject Parse(string json)
    {
        try
        {
            if (JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false }) is JsonObject read) return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, or halves of surrogate pairs; told below.
        }

        throw Failures.Invalid(Failures.Malformed.At("form.procedure_fields", ("expected", "JSON object")));
    }
}
