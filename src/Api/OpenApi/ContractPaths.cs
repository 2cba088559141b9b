using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>
/// Describes the transcoded methods to Swashbuckle, from the endpoints that are really mapped: what is not served is not described.
/// </summary>
internal sealed partial class ContractPaths(EndpointDataSource endpoints, ContractComments comments) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var schemas = new ContractSchemas(swaggerDoc, comments);
        var error = ErrorSchemas.Add(swaggerDoc);
        var methods = endpoints.Endpoints
            .Select(e => e.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>())
            .OfType<GrpcJsonTranscodingMetadata>()
            .OrderBy(m => m.MethodDescriptor.File.Name, StringComparer.Ordinal)
            .ThenBy(m => m.MethodDescriptor.Index)
            .ToList();

        var services = methods.Select(m => m.MethodDescriptor.Service).Distinct();
        swaggerDoc.Tags = services.Select(s => new OpenApiTag { Name = s.Name, Description = comments.Of(s.FullName) }).ToHashSet();
        foreach (var method in methods) Add(swaggerDoc, method, schemas, error);
    }

    private void Add(OpenApiDocument document, GrpcJsonTranscodingMetadata described, ContractSchemas schemas, IOpenApiSchema error)
    {
        var (method, rule) = (described.MethodDescriptor, described.HttpRule);
        var (verb, pattern) = PatternOf(rule);
        var inPath = Variable().Matches(pattern).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var comment = comments.Of(method.FullName) ?? "";
        var operation = new OpenApiOperation
        {
            OperationId = $"{method.Service.Name}_{method.Name}",
            Tags = new HashSet<OpenApiTagReference> { new(method.Service.Name, document) },
            Summary = comment.Split(". ", 2)[0].TrimEnd('.'),
            Description = WhoMayCall.Describe(comment, method),
            Parameters = [.. ParametersOf(method.InputType, rule.Body, inPath, schemas)],
            RequestBody = BodyOf(method.InputType, rule.Body, inPath, schemas),
            Responses = new OpenApiResponses { ["200"] = AnswerOf(method, schemas), ["default"] = Failure(error) },
        };
        if (WhoMayCall.NeedsNoToken(method)) operation.Security = [];

        var path = Variable().Replace(pattern, m => "{" + method.InputType.FindFieldByName(m.Groups["name"].Value).JsonName + "}");
        if (!document.Paths.TryGetValue(path, out var item)) document.Paths[path] = item = new OpenApiPathItem();
        ((OpenApiPathItem)item).AddOperation(verb, operation);
    }

    private static (HttpMethod Verb, string Pattern) PatternOf(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
        HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
        HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
        HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
        HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
        _ => throw new NotSupportedException($"HTTP rule {rule.PatternCase}."),
    };

    private IEnumerable<IOpenApiParameter> ParametersOf(
        MessageDescriptor request, string body, HashSet<string> inPath, ContractSchemas schemas)
    {
        foreach (var field in request.Fields.InDeclarationOrder())
        {
            var isInPath = inPath.Contains(field.Name);
            if (!isInPath && (body == "*" || body == field.Name)) continue;
            yield return new OpenApiParameter
            {
                Name = field.JsonName,
                In = isInPath ? ParameterLocation.Path : ParameterLocation.Query,
                Required = isInPath || ContractSchemas.IsRequired(field),
                Description = comments.Of(field.FullName),
                Schema = schemas.Of(field),
            };
        }

        if (body.Length == 0 && request.FindFieldByName("etag") is null) yield break;
        if (request.FindFieldByName("etag") is not null)
        {
            yield return new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Description = "The ETag last seen; another way to give etag.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }

    private static OpenApiRequestBody? BodyOf(MessageDescriptor request, string body, HashSet<string> inPath, ContractSchemas schemas)
    {
        if (body.Length == 0) return null;
        if (body == "*") return Body("application/json", schemas.Without(request, inPath));
        var field = request.FindFieldByName(body);
        return field.MessageType.FullName == HttpBody.Descriptor.FullName
            ? Body("application/octet-stream", ContractSchemas.Bytes())
            : Body("application/json", schemas.Of(field));
    }

    private static OpenApiRequestBody Body(string type, IOpenApiSchema schema) => new() { Required = true, Content = Content(type, schema) };

    private static OpenApiResponse AnswerOf(MethodDescriptor method, ContractSchemas schemas)
    {
        var isFile = method.OutputType.FullName == HttpBody.Descriptor.FullName;
        var answer = new OpenApiResponse
        {
            Description = isFile ? "The bytes." : method.IsServerStreaming ? "A stream of JSON objects, one a line." : "OK.",
            Content = isFile
                ? Content("application/octet-stream", ContractSchemas.Bytes())
                : Content("application/json", schemas.Of(method.OutputType)),
        };
        if (!method.IsServerStreaming && method.OutputType.FindFieldByName("etag") is not null)
        {
            answer.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = new OpenApiHeader { Description = "The etag.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }

        return answer;
    }

    private static OpenApiResponse Failure(IOpenApiSchema error) =>
        new() { Description = "A failure of the catalogue.", Content = Content("application/json", error) };

    private static Dictionary<string, IOpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };

    [GeneratedRegex(@"\{(?<name>[a-z0-9_]+)(=[^}]*)?\}")]
    private static partial Regex Variable();
}
