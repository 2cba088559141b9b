using System.Text.Json;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>The part of JSON Schema (draft 2020-12) that docs/schemas uses. A keyword that is not known here is an error, not a pass.</summary>
internal sealed class JsonSchema
{
    private readonly JsonElement _root;

    private JsonSchema(JsonElement root) => _root = root;

    public static JsonSchema Load(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Workplace.Repository, "docs", "schemas", $"{name}.schema.json")));
        return new JsonSchema(json.RootElement.Clone());
    }

    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults(JsonElement value) => [.. Check(_root, value, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string at) =>
        schema.EnumerateObject().SelectMany(rule => Rule(schema, rule, value, at));

    private IEnumerable<string> Rule(JsonElement schema, JsonProperty rule, JsonElement value, string at)
    {
        switch (rule.Name)
        {
            case "$schema" or "title" or "$defs":
                return [];
            case "$ref":
                return Check(_root.GetProperty("$defs").GetProperty(rule.Value.GetString()!.Split('/')[^1]), value, at);
            case "type":
                return IsOf(rule.Value.GetString()!, value) ? [] : [$"{at} is no {rule.Value}"];
            case "enum":
                return rule.Value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)) ? [] : [$"{at} is {value}"];
            case "pattern":
                return Regex.IsMatch(value.GetString()!, rule.Value.GetString()!) ? [] : [$"{at} is '{value}'"];
            case "minimum":
                return value.GetDouble() >= rule.Value.GetDouble() ? [] : [$"{at} is {value}"];
            case "required":
                return rule.Value.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)).Select(n => $"{at} has no {n}");
            case "properties":
                return rule.Value.EnumerateObject().SelectMany(p => value.TryGetProperty(p.Name, out var member) ? Check(p.Value, member, $"{at}.{p.Name}") : []);
            case "additionalProperties":
                var known = schema.GetProperty("properties");
                return value.EnumerateObject().Where(m => !known.TryGetProperty(m.Name, out _)).Select(m => $"{at} has {m.Name}");
            case "items":
                return value.EnumerateArray().SelectMany((item, i) => Check(rule.Value, item, $"{at}[{i}]"));
            case "oneOf":
                return rule.Value.EnumerateArray().Count(s => !Check(s, value, at).Any()) == 1 ? [] : [$"{at} is not one of the forms"];
            default:
                throw new NotSupportedException($"The keyword {rule.Name} is not known.");
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException($"The type {type} is not known."),
    };
}
