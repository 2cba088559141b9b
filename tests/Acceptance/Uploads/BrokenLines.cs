using System.Security.Cryptography;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Acceptance.Tests.Uploads;

/// <summary>An upload over a line that breaks in the middle, again and again, goes on at the last byte and becomes the same file.</summary>
public sealed class BrokenLines(CalmPlatform platform)
{
    private const int Size = 1_500_000;
    private const int Chunk = 64 * 1024;

    /// <summary>
    /// What an HTTP/2 server takes in before it is read, and drops when the connection dies (Kestrel's window of one stream); more than that
    /// arrives only because what came before was read. To it come the message on its way, the one just read, frames and headers.
    /// </summary>
    private const int Unread = (768 * 1024) + (3 * Chunk);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_tus()
    {
        var citizen = await Applicant.LogInAsync(platform, "REST", "minh");
        var dossier = (await citizen.OpenDossierAsync()).Text("id");
        var file = TusClient.Pdf(Size);
        string address;
        using (var direct = new TusClient(platform.Api.Rest, citizen.Token)) address = await direct.BeginAsync(dossier, file);

        // In the headers, in the first bytes, in the middle, before the last byte.
        await using var line = new CuttingLine(platform.Api.Rest, 100, 1_500, 300_000, 16_384, 700_001, 200_000);
        using var client = new TusClient(line.Url, citizen.Token);
        var attached = await client.FinishAsync(address, file);

        line.Cuts.ShouldBe(6);
        await ShouldBeAttachedOnceAsync(citizen, dossier, attached, file);
    }

    [Fact]
    public async Task By_gRPC()
    {
        var citizen = await Applicant.LogInAsync(platform, "gRPC", "minh");
        var dossier = (await citizen.OpenDossierAsync()).Text("id");
        var file = TusClient.Pdf(6_000_000);
        int[] lengths = [2_000_000, 1_500_001, 1_200_000];
        await using var line = new CuttingLine(platform.Api.Grpc, lengths);

        var (attached, offset, offsets) = ((Attachment?)null, 0L, new List<long>());
        var upload = Guid.NewGuid().ToString();
        for (var attempt = 0; attached is null && attempt < 30; attempt++)
        {
            try
            {
                attached = await SendAsync(line.Url, citizen.Token, dossier, upload, file, offset);
            }
            catch (Exception e) when (e is RpcException or IOException)
            {
                // The line broke. The header alone asks how far it is.
                offsets.Add(offset = await OffsetAsync(citizen.Token, dossier, upload, file));
            }
        }

        line.Cuts.ShouldBe(3);
        offsets.Count.ShouldBe(3);
        foreach (var (before, now, length) in offsets.Prepend(0).Zip(offsets, lengths))
            now.ShouldBeInRange(before + length - Unread, before + length, "what was read is not asked for again");
        await ShouldBeAttachedOnceAsync(citizen, dossier, attached!.Id, file);

        var again = await SendAsync(platform.Api.Grpc, citizen.Token, dossier, upload, file, file.Length);
        again.Id.ShouldBe(attached.Id, "who lost the answer gets it again");
        var other = await Should.ThrowAsync<RpcException>(() => SendAsync(platform.Api.Grpc, citizen.Token, dossier, upload, TusClient.Pdf(1000), 0));
        Details(other)!.GetDetail<BadRequest>()!.FieldViolations.Single().Reason.ShouldBe("UPLOAD_DIFFERS");
    }

    private async Task<long> OffsetAsync(string token, string dossier, string upload, byte[] file)
    {
        while (true)
        {
            var refused = await Should.ThrowAsync<RpcException>(() => SendAsync(platform.Api.Grpc, token, dossier, upload, file, 0, ask: true));
            var why = Details(refused)!.GetDetail<ErrorInfo>();
            if (why.Reason == "UPLOAD_IN_USE") continue; // the server has not noticed yet that the other line is dead
            why.Reason.ShouldBe("UPLOAD_OFFSET_MISMATCH");
            return long.Parse(why.Metadata["offset"], null);
        }
    }

    private static Google.Rpc.Status? Details(RpcException refused) =>
        refused.Trailers.GetValueBytes("grpc-status-details-bin") is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : null;

    private static async Task<Attachment> SendAsync(
        Uri server, string token, string dossier, string upload, byte[] file, long offset, bool ask = false)
    {
        using var channel = GrpcChannel.ForAddress(server);
        using var call = new Dossiers.DossiersClient(channel).UploadAttachment(
            new Metadata { { "authorization", "Bearer " + token } }, cancellationToken: Cancellation);
        try
        {
            await call.RequestStream.WriteAsync(new UploadAttachmentRequest
            {
                Header = new()
                {
                    DossierId = dossier, ComponentId = Applicant.Component, FileName = "tờ khai.pdf", UploadId = upload,
                    SizeBytes = file.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)), Offset = offset,
                },
            }, Cancellation);
            foreach (var chunk in ask ? [] : file[(int)offset..].Chunk(Chunk))
                await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(chunk) }, Cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            // The answer says why.
        }

        return await call.ResponseAsync;
    }

    private static async Task ShouldBeAttachedOnceAsync(Applicant citizen, string dossier, string attached, byte[] file)
    {
        var component = (await citizen.GetDossierAsync(dossier)).Items("components").Single(c => c.Text("id") == Applicant.Component);
        component.Items("attachments").Select(a => a.Text("id")).ShouldBe([attached]);
        var bytes = await citizen.Api.DownloadAsync(citizen.Token, new Paper(dossier, attached, "tờ khai.pdf").Address());
        SHA256.HashData(bytes).ShouldBe(SHA256.HashData(file));
    }
}
