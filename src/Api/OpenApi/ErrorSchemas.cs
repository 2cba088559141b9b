using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>The one shape of every error: google.rpc.Status in JSON. Its details carry their type in a member that descriptors cannot say.</summary>
internal static class ErrorSchemas
{
    /// <summary>Adds the shape to the document and answers the reference.</summary>
    public static OpenApiSchemaReference Add(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        schemas["ErrorInfo"] = Detail("google.rpc.ErrorInfo", "What programs look at.", new()
        {
            ["reason"] = Text("Code of the failure catalogue, for example DOSSIER_NOT_FOUND."),
            ["domain"] = Text("Always tthc.kontum.gov.vn."),
            ["metadata"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "Values of the failure; trace_id when it was unexpected.",
            },
        });
        schemas["LocalizedMessage"] = Detail("google.rpc.LocalizedMessage", "What a person reads; one in vi-VN, one in en.", new()
        {
            ["locale"] = Text("vi-VN or en."),
            ["message"] = Text("The text."),
        });
        schemas["FieldViolation"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What is wrong with one field.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["field"] = Text("Path of the field in the spelling of the contract, for example form.owner_name."),
                ["reason"] = Text("Code of the failure catalogue, for example REQUIRED."),
                ["description"] = Text("Vietnamese text."),
                ["localizedMessage"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "The same in English.",
                    Properties = new Dictionary<string, IOpenApiSchema> { ["locale"] = Text("en."), ["message"] = Text("The text.") },
                },
            },
        };
        schemas["BadRequest"] = Detail("google.rpc.BadRequest", "All fields that are wrong.", new()
        {
            ["fieldViolations"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference("FieldViolation", document),
            },
        });
        schemas["Error"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "google.rpc.Status: every failure of every method.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "Canonical gRPC code." },
                ["message"] = Text("For developers, in English."),
                ["details"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        OneOf =
                        [
                            new OpenApiSchemaReference("ErrorInfo", document),
                            new OpenApiSchemaReference("BadRequest", document),
                            new OpenApiSchemaReference("LocalizedMessage", document),
                        ],
                    },
                },
            },
            Required = new HashSet<string> { "code", "message", "details" },
        };
        return new OpenApiSchemaReference("Error", document);
    }

    private static OpenApiSchema Detail(string type, string description, Dictionary<string, IOpenApiSchema> members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = members.Prepend(new KeyValuePair<string, IOpenApiSchema>("@type", new OpenApiSchema
        {
            Type = JsonSchemaType.String, Enum = [(JsonNode)$"type.googleapis.com/{type}"],
        })).ToDictionary(),
        Required = new HashSet<string> { "@type" },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
