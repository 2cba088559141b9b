using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace KonTum.Tthc.Api.Files;

/// <summary>
/// On REST, an etag in a message is also an ETag header, and an If-Match header fills an empty etag of the request. A mismatch is
/// answered as everywhere, ABORTED (409), so that both surfaces have one answer; "*" asks for nothing.
/// </summary>
internal sealed class EntityTags : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var http = context.GetHttpContext();
        if (http.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null) return await continuation(request, context);

        if (FieldOf(request) is { } asked && asked.Accessor.GetValue((IMessage)request) is "" && IfMatch(http) is { } wanted)
        {
            asked.Accessor.SetValue((IMessage)request, wanted);
        }

        var response = await continuation(request, context);
        if (FieldOf(response) is { } given && given.Accessor.GetValue((IMessage)response) is string { Length: > 0 } etag)
        {
            http.Response.Headers.ETag = $"\"{etag}\"";
        }

        return response;
    }

    private static string? IfMatch(HttpContext http) =>
        http.Request.Headers.IfMatch.ToString() is { Length: > 0 } value and not "*" ? value.Trim('"') : null;

    private static FieldDescriptor? FieldOf(object message) =>
        (message as IMessage)?.Descriptor.FindFieldByName("etag") is { FieldType: FieldType.String, IsRepeated: false } field ? field : null;
}
