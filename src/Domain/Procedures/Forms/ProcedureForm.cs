using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Domain.Procedures.Forms;

/// <summary>
/// A procedure's own form, and what a person filled in. Pure: the same form, values and rules give the same answer, and no values, however
/// strange, make it throw. Everything that is wrong is found at once, each with its path.
/// </summary>
/// <param name="fields">The fields of the form.</param>
/// <param name="rules">What it is judged by.</param>
public sealed class ProcedureForm(IReadOnlyList<FormField> fields, FormRules rules)
{
    /// <summary>Path of the form in a dossier.</summary>
    public const string Root = "form.procedure_fields";

    /// <summary>What is filled in and not well-formed, or has no field. A draft may be incomplete, but never malformed.</summary>
    public IReadOnlyList<FieldViolation> FindMalformed(string json)
    {
        var found = new List<FieldViolation>();
        if (FormTree.Read(json, Root, found) is { } root) new MalformedFields(rules, found).Look(fields, root, Root, "");
        return found;
    }

    /// <summary>What must be filled before submission and is not. Of a form that is not even readable nothing is said here.</summary>
    public IReadOnlyList<FieldViolation> FindMissing(string json)
    {
        var found = new List<FieldViolation>();
        if (FormTree.Read(json, Root, []) is { } root) new MissingFields(rules, found).Look(fields, root, Root, "");
        return found;
    }

    /// <summary>
    /// The form as it is handed in: without what was filled before an answer made its field go away. While a person fills, such values
    /// stay, so that changing an answer back loses nothing; the agency gets only what the form asks for.
    /// </summary>
    public string Trim(string json)
    {
        if (FormTree.Read(json, Root, []) is not { } root || JsonNode.Parse(json) is not JsonObject copy) return json;
        return Trim(fields, root, copy) ? copy.ToJsonString(Writing) : json;
    }

    private static readonly JsonSerializerOptions Writing =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool Trim(IReadOnlyList<FormField> group, JsonElement values, JsonObject copy)
    {
        var changed = false;
        foreach (var field in group)
        {
            if (FormValues.Get(values, field.Name) is not { } value) continue;
            if (!FormConditions.Holds(field, group, values)) changed |= copy.Remove(field.Name);
            else if (field.Kind == FormFieldKind.Group && value.ValueKind == JsonValueKind.Array)
            {
                var entries = copy[field.Name]!.AsArray();
                for (var index = 0; index < entries.Count; index++)
                {
                    if (entries[index] is JsonObject entry) changed |= Trim(field.Fields, value[index], entry);
                }
            }
        }

        return changed;
    }
}
