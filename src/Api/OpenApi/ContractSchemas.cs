using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>Describes messages by the standard JSON mapping of protobuf, which is what the transcoder speaks.</summary>
internal sealed class ContractSchemas(OpenApiDocument document, ContractComments comments)
{
    /// <summary>A message or the schema that its JSON mapping prescribes.</summary>
    public IOpenApiSchema Of(MessageDescriptor message) => WellKnown(message.FullName) ?? Component(message.Name, () => Describe(message, FrozenSet<string>.Empty));

    /// <summary>A message without the fields that stand in the path.</summary>
    public IOpenApiSchema Without(MessageDescriptor message, IReadOnlySet<string> fields) =>
        fields.Count == 0 ? Of(message) : Component(message.Name + "Body", () => Describe(message, fields));

    /// <summary>A field.</summary>
    public IOpenApiSchema Of(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = Single(field.MessageType.FindFieldByNumber(2)),
                Description = comments.Of(field.FullName),
            };
        }

        if (field.IsRepeated)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Single(field), Description = comments.Of(field.FullName) };
        }

        var schema = Single(field);
        if (schema is OpenApiSchema own) own.Description = comments.Of(field.FullName);
        return schema;
    }

    /// <summary>Whether a field must be given.</summary>
    public static bool IsRequired(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) ?? false;

    /// <summary>What no schema can say better: any bytes.</summary>
    public static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private IOpenApiSchema Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldType.String => new OpenApiSchema { Type = JsonSchemaType.String },
        FieldType.Bytes => new OpenApiSchema { Type = JsonSchemaType.String, Format = "byte" },
        FieldType.Double => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
        FieldType.Float => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "float" },
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new OpenApiSchema { Type = JsonSchemaType.String, Format = "int64" },
        FieldType.UInt64 or FieldType.Fixed64 => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uint64" },
        _ => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
    };

    private OpenApiSchemaReference Of(EnumDescriptor type) => Component(type.Name, () => new OpenApiSchema
    {
        Type = JsonSchemaType.String,
        Enum = [.. type.Values.Select(v => (JsonNode)v.Name)],
        Description = string.Join('\n', type.Values
            .Select(v => $"- `{v.Name}`: {comments.Of($"{type.FullName}.{v.Name}")}")
            .Prepend(comments.Of(type.FullName) + "\n")),
    });

    private OpenApiSchema Describe(MessageDescriptor message, IReadOnlySet<string> without)
    {
        var fields = message.Fields.InDeclarationOrder().Where(f => !without.Contains(f.Name)).ToList();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = comments.Of(message.FullName),
            Properties = fields.ToDictionary(f => f.JsonName, Of),
            Required = fields.Where(IsRequired).Select(f => f.JsonName).ToHashSet(),
        };
    }

    // A component is entered before it is described, so that a message that contains itself ends.
    private OpenApiSchemaReference Component(string id, Func<OpenApiSchema> describe)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        if (document.Components.Schemas.TryAdd(id, new OpenApiSchema())) document.Components.Schemas[id] = describe();
        return new OpenApiSchemaReference(id, document);
    }

    private static IOpenApiSchema? WellKnown(string name) => name switch
    {
        "google.protobuf.Timestamp" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        "google.protobuf.Duration" => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?s$" },
        "google.protobuf.FieldMask" => new OpenApiSchema { Type = JsonSchemaType.String },
        "google.protobuf.Struct" => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true },
        "google.protobuf.Value" => new OpenApiSchema(),
        "google.protobuf.ListValue" => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema() },
        "google.api.HttpBody" => Bytes(),
        _ => null,
    };
}
