using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Contract.V1;
using Status = Google.Rpc.Status;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>gRPC, through the client that protoc generated from protos/.</summary>
internal sealed class GrpcSurface(Uri address) : ISurface
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default
        .WithFormatDefaultValues(true)
        .WithTypeRegistry(TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, LocalizedMessage.Descriptor)));

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    public string Name => "gRPC";

    public Task<JsonNode> CallAsync(Call call, string? token, JsonObject request) =>
        AnswerAsync(async () => await call.Unary!(_channel.CreateCallInvoker(), With(token), request.ToJsonString()));

    public async IAsyncEnumerable<JsonNode> StreamAsync(Call call, string? token, JsonObject request)
    {
        await using var answers = call.Stream!(_channel.CreateCallInvoker(), With(token), request.ToJsonString()).GetAsyncEnumerator();
        while (await RefusableAsync(async () => await answers.MoveNextAsync())) yield return Read(answers.Current);
    }

    public Task<JsonNode> UploadAsync(string? token, JsonObject header, byte[] content) => AnswerAsync(async () =>
    {
        using var call = new Dossiers.DossiersClient(_channel).UploadAttachment(With(token));
        try
        {
            await call.RequestStream.WriteAsync(
                new UploadAttachmentRequest { Header = JsonParser.Default.Parse<UploadAttachmentHeader>(header.ToJsonString()) });
            foreach (var chunk in content.Chunk(ChunkBytes))
                await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(chunk) });
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Answered before everything was sent; the answer says why.
        }

        return await call.ResponseAsync;
    });

    public Task<JsonNode> PutImageAsync(string? token, string profileId, byte[] image, string contentType) => AnswerAsync(async () =>
        await new SignatureProfiles.SignatureProfilesClient(_channel).UploadSignatureImageAsync(
            new UploadSignatureImageRequest
            {
                ProfileId = profileId,
                Image = new Google.Api.HttpBody { ContentType = contentType, Data = ByteString.CopyFrom(image) },
            },
            With(token)));

    public Task<byte[]> DownloadAsync(string? token, JsonObject request) => RefusableAsync(async () =>
    {
        using var call = new Dossiers.DossiersClient(_channel).GetAttachmentContent(
            JsonParser.Default.Parse<GetAttachmentContentRequest>(request.ToJsonString()), With(token));
        using var bytes = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None)) call.ResponseStream.Current.Data.WriteTo(bytes);
        return bytes.ToArray();
    });

    public Task<byte[]> ReadBytesAsync(Call call, string? token, JsonObject request) => RefusableAsync(async () =>
    {
        using var answer = call.Bytes!(_channel.CreateCallInvoker(), With(token), request.ToJsonString());
        using var bytes = new MemoryStream();
        while (await answer.ResponseStream.MoveNext(CancellationToken.None)) answer.ResponseStream.Current.Data.WriteTo(bytes);
        return bytes.ToArray();
    });

    public Task<JsonNode> PutResultAsync(string? token, JsonObject request, byte[] content) => AnswerAsync(async () =>
    {
        var wanted = JsonParser.Default.Parse<UploadResultPaperRequest>(request.ToJsonString());
        wanted.Content = new Google.Api.HttpBody { ContentType = "application/pdf", Data = ByteString.CopyFrom(content) };
        return await new Reception.ReceptionClient(_channel).UploadResultPaperAsync(wanted, With(token));
    });

    public void Dispose() => _channel.Dispose();

    private static Metadata With(string? token) => token is null ? [] : new Metadata { { "authorization", "Bearer " + token } };

    private static JsonNode Read(IMessage message) => JsonNode.Parse(Json.Format(message))!;

    private static Task<JsonNode> AnswerAsync(Func<Task<IMessage>> call) => RefusableAsync(async () => Read(await call()));

    private static async Task<T> RefusableAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.Trailers.GetValueBytes("grpc-status-details-bin") is { } bytes)
        {
            var status = Status.Parser.ParseFrom(bytes);
            status.Code.ShouldBe((int)e.StatusCode);
            throw new RefusedException(Refusal.Read(Read(status)));
        }
    }
}
