using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using KonTum.Tthc.Api.Tests.Serving;
using KonTum.Tthc.Contract.V1;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.Files;

/// <summary>Bytes come out as they went in, on both surfaces and in both directions.</summary>
public sealed class FileTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Attachments = "/v1/dossiers/1/components/to-khai/attachments";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_file_is_uploaded_in_chunks_on_gRPC(int mebibytes)
    {
        var bytes = Handlers.FileOf(mebibytes);
        var attachment = await UploadAsync([.. bytes.Chunk(100_000).Select(Chunk)]);
        attachment.Versions.Single().SizeBytes.ShouldBe(bytes.Length);
        attachment.Versions.Single().Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        attachment.FileName.ShouldBe("tờ khai.pdf");
    }

    [Fact]
    public async Task A_file_is_uploaded_as_the_body_on_REST()
    {
        var bytes = Handlers.FileOf(2);
        using var http = server.Http(server.Identity.Token());
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await http.PostAsync($"{Attachments}?fileName={Uri.EscapeDataString("tờ khai.pdf")}", body, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var version = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("versions")[0];
        version.GetProperty("sizeBytes").GetString().ShouldBe($"{bytes.Length}");
        version.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        version.GetProperty("fileName").GetString().ShouldBe("tờ khai.pdf");
    }

    [Fact]
    public async Task What_was_noticed_in_a_file_and_what_files_go_through_is_told_on_both_surfaces()
    {
        using var http = server.Http(server.Identity.Token());
        (await UploadAsync([Chunk([1])])).Notices.ShouldBe(["ACTIVE_CONTENT_FOUND"]);
        using var answer = await http.PostAsync($"{Attachments}?fileName=a.pdf", new ByteArrayContent([1]), Stop);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("notices")[0].GetString().ShouldBe("ACTIVE_CONTENT_FOUND");

        (await Dossiers().GetDossierAsync(new GetDossierRequest { DossierId = "1" }, Bearer(), cancellationToken: Stop)).Results.Single().Notices
            .ShouldBe(["EMBEDDED_FILES_FOUND"]);
        (await http.GetFromJsonAsync<JsonElement>("/v1/dossiers/1", Stop)).GetProperty("results")[0].GetProperty("notices")[0].GetString()
            .ShouldBe("EMBEDDED_FILES_FOUND");

        var limits = await new Contract.V1.Platform.PlatformClient(server.Calls).GetLimitsAsync(new GetLimitsRequest(), Bearer(), cancellationToken: Stop);
        (limits.VirusScan, limits.Conversion, limits.UploadHours, limits.DraftDays).ShouldBe((true, true, 7, 8));
        var told = await http.GetFromJsonAsync<JsonElement>("/v1/limits", Stop);
        (told.GetProperty("virusScan").GetBoolean(), told.GetProperty("conversion").GetBoolean(), told.GetProperty("uploadHours").GetInt32())
            .ShouldBe((true, true, 7));
    }

    [Fact]
    public async Task A_file_is_uploaded_in_one_message_on_gRPC()
    {
        var bytes = Handlers.FileOf(2);
        var request = new UploadAttachmentContentRequest
        {
            DossierId = "1", ComponentId = "to-khai", FileName = "a.pdf", Content = new() { Data = ByteString.CopyFrom(bytes) },
        };
        var attachment = await Dossiers().UploadAttachmentContentAsync(request, Bearer(), cancellationToken: Stop);
        attachment.Versions.Single().SizeBytes.ShouldBe(bytes.Length);
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_on_both_surfaces()
    {
        var bytes = Handlers.FileOf(4);
        var e = await Should.ThrowAsync<RpcException>(() => UploadAsync([.. bytes.Chunk(100_000).Select(Chunk)]));
        e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason.ShouldBe("FILE_TOO_LARGE");

        using var http = server.Http(server.Identity.Token());
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await http.PostAsync($"{Attachments}?fileName=a.pdf", new ByteArrayContent(bytes), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_file_of_a_caller_without_a_token_is_refused_before_a_byte_of_it_is_read()
    {
        using var http = server.Http();
        using var connection = new TcpClient();
        await connection.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port, Stop);
        await using var stream = connection.GetStream();
        var head = $"POST {Attachments}?fileName=a.pdf HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 1000000\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);

        // No body follows; a server that wanted it first would say nothing here.
        using var answer = new StreamReader(stream);
        (await answer.ReadLineAsync(Stop)).ShouldBe("HTTP/1.1 401 Unauthorized");
        string? line;
        while ((line = await answer.ReadLineAsync(Stop))?.StartsWith('{') is false)
        {
        }

        line!.ShouldContain("UNAUTHENTICATED");
    }

    [Fact]
    public async Task An_upload_that_does_not_keep_to_the_protocol_is_refused()
    {
        async Task<string> RefusalOf(params UploadAttachmentRequest[] messages)
        {
            var e = await Should.ThrowAsync<RpcException>(() => UploadRawAsync(messages));
            e.StatusCode.ShouldBe(StatusCode.InvalidArgument);
            var violation = e.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single();
            return $"{violation.Field} {violation.Reason}";
        }

        (await RefusalOf()).ShouldBe("header REQUIRED");
        (await RefusalOf(Chunk([1]))).ShouldBe("header REQUIRED");
        (await RefusalOf(Header, Chunk([1]), Header)).ShouldBe("chunk MALFORMED");
        (await RefusalOf(Header, Chunk(new byte[(1024 * 1024) + 1]))).ShouldBe("chunk OUT_OF_RANGE");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_file_is_downloaded_as_plain_bytes_on_REST(int mebibytes)
    {
        using var http = server.Http(server.Identity.Token());
        using var answer = await http.GetAsync(Download(mebibytes), Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync(Stop)).AsSpan().SequenceEqual(Handlers.FileOf(mebibytes)).ShouldBeTrue();
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf");
        answer.Content.Headers.ContentLength.ShouldBe(Handlers.FileOf(mebibytes).Length);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileNameStar.ShouldBe(Handlers.FileName);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Server.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_is_downloaded_in_bounded_chunks_on_gRPC()
    {
        var request = new GetAttachmentContentRequest { DossierId = "1", ComponentId = "to-khai", AttachmentId = Id(3) };
        using var call = Dossiers().GetAttachmentContent(request, Bearer(), cancellationToken: Stop);
        using var file = new MemoryStream();
        var types = new List<string>();
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(Stop))
        {
            chunk.Data.Length.ShouldBeInRange(1, 256 * 1024);
            chunk.Data.WriteTo(file);
            types.Add(chunk.ContentType);
        }

        file.ToArray().AsSpan().SequenceEqual(Handlers.FileOf(3)).ShouldBeTrue();
        types[0].ShouldBe("application/pdf");
        types.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_download_that_breaks_off_cannot_be_taken_for_a_whole_file()
    {
        using var http = server.Http(server.Identity.Token());
        await Should.ThrowAsync<HttpRequestException>(() =>
            http.GetByteArrayAsync($"{Download(1)}?version=ATTACHMENT_VERSION_KIND_SIGNED", Stop));
    }

    [Fact]
    public async Task Names_of_files_and_what_people_search_for_are_not_logged()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        using var http = own.Http(own.Identity.Token());
        using var upload = await http.PostAsync($"{Attachments}?fileName=nguyen-van-bi-mat.pdf", new ByteArrayContent([1]), Stop);
        using var unreadable = await http.GetAsync("/v1/dossiers?pageSize=nguyen-van-bi-mat", Stop);
        upload.StatusCode.ShouldBe(HttpStatusCode.OK);
        unreadable.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        own.Logs.Lines.ShouldNotBeEmpty();
        own.Logs.Lines.ShouldNotContain(l => l.Text.Contains("bi-mat"));
        own.Logs.Lines.ShouldNotContain(l => l.Level >= LogLevel.Error);
    }

    private static string Id(int mebibytes) => $"00000000-0000-0000-0000-00000000000{mebibytes}";

    private static string Download(int mebibytes) => $"{Attachments}/{Id(mebibytes)}/content";

    private static UploadAttachmentRequest Header =>
        new() { Header = new() { DossierId = "1", ComponentId = "to-khai", FileName = "tờ khai.pdf" } };

    private static UploadAttachmentRequest Chunk(byte[] bytes) => new() { Chunk = ByteString.CopyFrom(bytes) };

    private Task<Attachment> UploadAsync(IEnumerable<UploadAttachmentRequest> chunks) => UploadRawAsync([Header, .. chunks]);

    private async Task<Attachment> UploadRawAsync(IEnumerable<UploadAttachmentRequest> messages)
    {
        using var call = Dossiers().UploadAttachment(Bearer(), cancellationToken: Stop);
        try
        {
            foreach (var message in messages) await call.RequestStream.WriteAsync(message, Stop);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The server has refused before everything was sent; the answer says why.
        }

        return await call;
    }

    private Metadata Bearer() => ApiServer.Bearer(server.Identity.Token());

    private Contract.V1.Dossiers.DossiersClient Dossiers() => new(server.Calls);
}
