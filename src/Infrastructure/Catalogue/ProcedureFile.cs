using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>A procedure as a file: what data/procedures holds and what `tthc catalogue` reads and writes. Its schema: docs/schemas/procedure.schema.json.</summary>
public static class ProcedureFile
{
    private static readonly JsonSerializerOptions Pretty = new(CatalogueFiles.Json)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a definition.</summary>
    /// <exception cref="JsonException">It is no definition; the message names the place.</exception>
    public static ProcedureDefinition Read(Stream file) => CatalogueFiles.ReadDefinition(file);

    /// <summary>Writes a definition; what is empty is left out.</summary>
    public static string Write(ProcedureDefinition definition)
    {
        var node = JsonSerializer.SerializeToNode(definition, Pretty)!;
        LeaveOutEmpty(node, depth: 0);
        return node.ToJsonString(Pretty) + "\n";
    }

    /// <summary>A file as <see cref="Write"/> would have written it.</summary>
    /// <exception cref="JsonException">It is no definition; the message names the place.</exception>
    public static string Canonical(Stream file) => Write(Read(file));

    /// <summary>What is wrong with a definition by the agencies and templates that come with the platform.</summary>
    public static IReadOnlyList<FieldViolation> Check(ProcedureDefinition definition, DateOnly day) =>
        ProcedureCheck.Find(definition, TerritoryFiles.Agencies().StandingOn(day), new ProcedureTemplates().Has);

    /// <summary>What is wrong with a file, for programs that do not know the domain.</summary>
    /// <exception cref="JsonException">It is no definition; the message names the place.</exception>
    public static CheckedProcedureFile Check(Stream file, DateOnly day)
    {
        var definition = Read(file);
        return new CheckedProcedureFile(
            definition.Code, definition.Name, [.. Check(definition, day).Select(v => new ProcedureFileFault(v.Field, v.Vietnamese, v.English))]);
    }

    private static void LeaveOutEmpty(JsonNode node, int depth)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) if (item is not null) LeaveOutEmpty(item, depth + 1);
            return;
        }

        if (node is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
        {
            if (value is not null) LeaveOutEmpty(value, depth + 1);
            // The lists of the first level are asked for by name, so they stay even when nothing is in them.
            var empty = value is null or JsonArray { Count: 0 } && depth > 0
                || (value is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().Length == 0);
            if (empty) members.Remove(name);
        }
    }
}

/// <summary>A file that was looked at.</summary>
/// <param name="Code">National code of the procedure.</param>
/// <param name="Name">Its name.</param>
/// <param name="Faults">What is wrong; empty when it can be published.</param>
public sealed record CheckedProcedureFile(string Code, string Name, IReadOnlyList<ProcedureFileFault> Faults);

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Field">Path within the file.</param>
/// <param name="Vietnamese">What is wrong, for the person.</param>
/// <param name="English">The same in English.</param>
public sealed record ProcedureFileFault(string Field, string Vietnamese, string English);
