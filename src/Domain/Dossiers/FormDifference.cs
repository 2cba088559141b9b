using System.Text.Json;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>
/// In which fields two forms differ, as paths in the contract's spelling: "form.address", "form.procedure_fields.child.name",
/// "form.procedure_fields.members[1].name".
/// </summary>
public static class FormDifference
{
    private const string Root = "form";
    private const string Own = "procedure_fields";
    private static readonly JsonSerializerOptions Spelling = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Names of the fields that every form has, without "form.".</summary>
    public static IReadOnlyList<string> CommonFields { get; } = [.. ToTree(new DossierForm()).Select(p => p.Key)];

    /// <summary>The paths of all values that differ.</summary>
    public static IReadOnlyList<string> Between(DossierForm before, DossierForm after)
    {
        var found = new List<string>();
        Compare(ToTree(before), ToTree(after), Root, found);
        return found;
    }

    /// <summary>Whether a path is a field or lies within it.</summary>
    public static bool Covers(string field, string path) =>
        path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] is '.' or '[');

    private static JsonObject ToTree(DossierForm form)
    {
        var tree = JsonSerializer.SerializeToNode(form, Spelling)!.AsObject();
        tree[Own] = JsonNode.Parse(form.ProcedureFields) as JsonObject ?? [];
        return tree;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<string> found)
    {
        if (JsonNode.DeepEquals(before, after)) return;
        if ((before is JsonObject || after is JsonObject) && before is JsonObject or null && after is JsonObject or null)
        {
            var (one, other) = (before as JsonObject ?? [], after as JsonObject ?? []);
            foreach (var name in one.Select(p => p.Key).Union(other.Select(p => p.Key)))
            {
                Compare(one[name], other[name], $"{path}.{name}", found);
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null)
        {
            var (one, other) = (before as JsonArray ?? [], after as JsonArray ?? []);
            for (var n = 0; n < Math.Max(one.Count, other.Count); n++)
            {
                Compare(n < one.Count ? one[n] : null, n < other.Count ? other[n] : null, $"{path}[{n}]", found);
            }
        }
        else
        {
            found.Add(path);
        }
    }
}
