using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using KonTum.Tthc.Application.Files;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Net.Http.Headers;

namespace KonTum.Tthc.Api.Files;

/// <summary>Sends files: on gRPC in chunks, on REST as the plain bytes with the headers that a download needs.</summary>
internal static partial class FileAnswers
{
    // Below the 85 000 bytes from which arrays live in the large object heap.
    private const int ChunkSize = 64 * 1024;

    /// <summary>Sends a file and closes it.</summary>
    public static async Task SendAsync(
        this IServerStreamWriter<HttpBody> stream, FileContent file, ServerCallContext context, ILogger log)
    {
        await using var content = file.Content;
        if (IsRest(context)) await SendPlainAsync(content, file, context.GetHttpContext(), log);
        else await SendChunksAsync(stream, content, file, context);
    }

    /// <summary>A small file in one message.</summary>
    public static async Task<HttpBody> WholeAsync(FileContent file, ServerCallContext context)
    {
        await using var content = file.Content;
        if (IsRest(context)) context.GetHttpContext().Response.Headers.ContentDisposition = Disposition(file.FileName);
        return new HttpBody
        {
            ContentType = file.ContentType, Data = await ByteString.FromStreamAsync(content, context.CancellationToken),
        };
    }

    private static bool IsRest(ServerCallContext context) =>
        context.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null;

    // The transcoder would write a line feed after every message of a stream; a file must come out as it went in.
    private static async Task SendPlainAsync(Stream content, FileContent file, HttpContext http, ILogger log)
    {
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Size;
        http.Response.Headers.ContentDisposition = Disposition(file.FileName);
        http.Response.Headers.ETag = $"\"{file.Sha256}\"";
        try
        {
            await content.CopyToAsync(http.Response.Body, ChunkSize, http.RequestAborted);
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            // Half a file is out: only a broken connection tells the client so.
            if (!http.RequestAborted.IsCancellationRequested) LogBroken(log, file.Sha256, e);
            http.Abort();
        }
    }

    private static async Task SendChunksAsync(
        IServerStreamWriter<HttpBody> stream, Stream content, FileContent file, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(new Metadata { { "content-disposition", Disposition(file.FileName) } });
        var buffer = new byte[ChunkSize];
        var contentType = file.ContentType; // of the first message only
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(buffer, ChunkSize, throwOnEndOfStream: false, context.CancellationToken);
            if (read == 0 && contentType.Length == 0) break;

            // The message is serialized before the write ends, so the buffer can be used again.
            var chunk = new HttpBody { ContentType = contentType, Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)) };
            await stream.WriteAsync(chunk, context.CancellationToken);
            contentType = "";
        }
        while (read == ChunkSize);
    }

    // RFC 6266: filename for old clients, filename* in UTF-8 for all others.
    private static string Disposition(string fileName)
    {
        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName(fileName);
        return header.ToString();
    }

    [LoggerMessage(1, LogLevel.Error, "Sending the stored file {Sha256} broke off")]
    private static partial void LogBroken(ILogger log, string sha256, Exception exception);
}
