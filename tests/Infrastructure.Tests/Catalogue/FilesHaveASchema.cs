using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Catalogue;

/// <summary>
/// docs/schemas/procedure.schema.json is made from what reads the files, so both know the same members; <c>TTHC_WRITE_SCHEMA=1</c> writes it anew.
/// </summary>
public sealed class FilesHaveASchema
{
    private static readonly string File = Path.Combine(Repository.Root, "docs/schemas/procedure.schema.json");

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_schema_says_what_the_reader_takes()
    {
        var schema = new JsonSerializerOptions(CatalogueFiles.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
            .GetJsonSchemaAsNode(typeof(ProcedureDefinition)).AsObject();
        // For people and editors; the reader leaves them out.
        foreach (var name in (string[])["$comment", "$schema"]) schema["properties"]!.AsObject()[name] = new JsonObject { ["type"] = "string" };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A procedure of the catalogue (data/procedures, tthc catalogue)");
        var text = schema.ToJsonString(Pretty).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("TTHC_WRITE_SCHEMA") == "1") System.IO.File.WriteAllText(File, text);
        System.IO.File.ReadAllText(File).ShouldBe(text);
    }

    [Fact]
    public void Every_file_of_data_has_only_members_of_the_schema_and_all_that_it_requires()
    {
        var schema = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        var (known, required) = (schema["properties"]!.AsObject().Select(p => p.Key).ToHashSet(), schema["required"]!.AsArray().Select(r => (string)r!).ToList());
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "data/procedures"), "*.json");
        files.Length.ShouldBeGreaterThan(30);
        foreach (var file in files)
        {
            var members = JsonNode.Parse(System.IO.File.ReadAllText(file))!.AsObject().Select(m => m.Key).ToList();
            members.ShouldBeSubsetOf(known, file);
            required.ShouldBeSubsetOf(members, file);
            using var content = System.IO.File.OpenRead(file);
            Should.NotThrow(() => ProcedureFile.Read(content), file); // members further down
        }
    }
}
