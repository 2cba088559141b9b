using System.Runtime.CompilerServices;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

internal sealed class GrpcTthcApi(Uri address) : ITthcApi
{
    private const int ChunkBytes = 64 * 1024;

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    public string Surface => "gRPC";

    private ProcedureCatalog.ProcedureCatalogClient Catalog => new(_channel);

    private SignatureProfiles.SignatureProfilesClient Profiles => new(_channel);

    private Dossiers.DossiersClient Dossiers => new(_channel);

    private Signing.SigningClient Signings => new(_channel);

    private Reception.ReceptionClient Desk => new(_channel);

    public Task<ListSignatureProvidersResponse> ListSignatureProvidersAsync(CancellationToken cancellationToken) =>
        CallAsync(Profiles.ListSignatureProvidersAsync(new ListSignatureProvidersRequest(), cancellationToken: cancellationToken));

    public Task<SignatureProfile> CreateSignatureProfileAsync(
        string token, CreateSignatureProfileRequest request, CancellationToken cancellationToken) =>
        CallAsync(Profiles.CreateSignatureProfileAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<SignatureProfile> UploadSignatureImageAsync(
        string token, string profileId, byte[] image, string contentType, CancellationToken cancellationToken) =>
        CallAsync(Profiles.UploadSignatureImageAsync(
            new UploadSignatureImageRequest
            {
                ProfileId = profileId,
                Image = new HttpBody { ContentType = contentType, Data = ByteString.CopyFrom(image) },
            },
            With(token),
            cancellationToken: cancellationToken));

    public Task<ListCertificatesResponse> ListCertificatesAsync(string token, string profileId, CancellationToken cancellationToken) =>
        CallAsync(Profiles.ListCertificatesAsync(
            new ListCertificatesRequest { ProfileId = profileId }, With(token), cancellationToken: cancellationToken));

    public Task<ListProceduresResponse> ListProceduresAsync(string query, CancellationToken cancellationToken) =>
        CallAsync(Catalog.ListProceduresAsync(new ListProceduresRequest { Query = query }, cancellationToken: cancellationToken));

    public Task<Dossier> CreateDossierAsync(string token, CreateDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync(Dossiers.CreateDossierAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<Dossier> GetDossierAsync(string token, string dossierId, CancellationToken cancellationToken) =>
        CallAsync(Dossiers.GetDossierAsync(
            new GetDossierRequest { DossierId = dossierId }, With(token), cancellationToken: cancellationToken));

    public Task<Dossier> UpdateDossierAsync(string token, UpdateDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync(Dossiers.UpdateDossierAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<Dossier> SelectComponentAsync(string token, SelectComponentRequest request, CancellationToken cancellationToken) =>
        CallAsync(Dossiers.SelectComponentAsync(request, With(token), cancellationToken: cancellationToken));

    public async Task<Attachment> UploadAttachmentAsync(
        string token, UploadAttachmentHeader header, Stream content, CancellationToken cancellationToken)
    {
        using var call = Dossiers.UploadAttachment(With(token), cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Header = header }, cancellationToken);
            var buffer = new byte[ChunkBytes];
            for (int read; (read = await content.ReadAtLeastAsync(buffer, ChunkBytes, false, cancellationToken)) > 0;)
            {
                var chunk = ByteString.CopyFrom(buffer, 0, read);
                await call.RequestStream.WriteAsync(new UploadAttachmentRequest { Chunk = chunk }, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has answered before it read everything; its answer says why.
        }

        try
        {
            return await call.ResponseAsync;
        }
        catch (RpcException e)
        {
            throw Refusal(e);
        }
    }

    public Task<SigningCeremony> StartSigningAsync(string token, StartSigningRequest request, CancellationToken cancellationToken) =>
        CallAsync(Signings.StartSigningAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<SigningCeremony> AuthorizeSigningAsync(string token, AuthorizeSigningRequest request, CancellationToken cancellationToken) =>
        CallAsync(Signings.AuthorizeSigningAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<SigningCeremony> SubmitSignaturesAsync(string token, SubmitSignaturesRequest request, CancellationToken cancellationToken) =>
        CallAsync(Signings.SubmitSignaturesAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<ConnectAccountResponse> ConnectAccountAsync(string token, ConnectAccountRequest request, CancellationToken cancellationToken) =>
        CallAsync(Profiles.ConnectAccountAsync(request, With(token), cancellationToken: cancellationToken));

    public IAsyncEnumerable<SigningCeremony> WatchSigningAsync(string token, string signingId, CancellationToken cancellationToken) =>
        StreamAsync(
            Signings.WatchSigning(new WatchSigningRequest { SigningId = signingId }, With(token), cancellationToken: cancellationToken),
            cancellationToken);

    public async Task DownloadAttachmentAsync(string token, AttachmentAddress attachment, Stream target, CancellationToken cancellationToken)
    {
        var call = Dossiers.GetAttachmentContent(
            new GetAttachmentContentRequest
            {
                DossierId = attachment.DossierId,
                ComponentId = attachment.ComponentId,
                AttachmentId = attachment.AttachmentId,
            },
            With(token),
            cancellationToken: cancellationToken);
        await foreach (var part in StreamAsync(call, cancellationToken)) await target.WriteAsync(part.Data.Memory, cancellationToken);
    }

    public Task<Dossier> SubmitDossierAsync(string token, SubmitDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync(Dossiers.SubmitDossierAsync(request, With(token), cancellationToken: cancellationToken));

    public async Task DownloadReceiptAsync(string token, string dossierId, Stream target, CancellationToken cancellationToken)
    {
        var call = Dossiers.GetReceipt(new GetReceiptRequest { DossierId = dossierId }, With(token), cancellationToken: cancellationToken);
        await foreach (var part in StreamAsync(call, cancellationToken)) await target.WriteAsync(part.Data.Memory, cancellationToken);
    }

    public Task<Dossier> AcceptDossierAsync(string token, AcceptDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync(Desk.AcceptDossierAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<Dossier> StartProcessingAsync(string token, StartProcessingRequest request, CancellationToken cancellationToken) =>
        CallAsync(Desk.StartProcessingAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<ResultPaper> UploadResultPaperAsync(
        string token, UploadResultPaperRequest request, byte[] content, CancellationToken cancellationToken)
    {
        var whole = request.Clone();
        whole.Content = new HttpBody { ContentType = "application/pdf", Data = ByteString.CopyFrom(content) };
        return CallAsync(Desk.UploadResultPaperAsync(whole, With(token), cancellationToken: cancellationToken));
    }

    public Task<Dossier> CompleteProcessingAsync(string token, CompleteProcessingRequest request, CancellationToken cancellationToken) =>
        CallAsync(Desk.CompleteProcessingAsync(request, With(token), cancellationToken: cancellationToken));

    public Task<Dossier> ReturnResultAsync(string token, ReturnResultRequest request, CancellationToken cancellationToken) =>
        CallAsync(Desk.ReturnResultAsync(request, With(token), cancellationToken: cancellationToken));

    public async Task DownloadResultAsync(
        string token, string dossierId, string resultId, Stream target, CancellationToken cancellationToken)
    {
        var call = Dossiers.GetResultContent(
            new GetResultContentRequest { DossierId = dossierId, ResultId = resultId }, With(token), cancellationToken: cancellationToken);
        await foreach (var part in StreamAsync(call, cancellationToken)) await target.WriteAsync(part.Data.Memory, cancellationToken);
    }

    public Task<ListInboxResponse> ListInboxAsync(string token, string pageToken, CancellationToken cancellationToken) =>
        CallAsync(Desk.ListInboxAsync(
            new ListInboxRequest { PageSize = 200, PageToken = pageToken }, With(token), cancellationToken: cancellationToken));

    public Task<ListSigningHistoryResponse> ListSigningHistoryAsync(
        string token, AttachmentAddress attachment, CancellationToken cancellationToken) =>
        CallAsync(Signings.ListSigningHistoryAsync(
            new ListSigningHistoryRequest
            {
                DossierId = attachment.DossierId,
                ComponentId = attachment.ComponentId,
                AttachmentId = attachment.AttachmentId,
            },
            With(token),
            cancellationToken: cancellationToken));

    public Task<ValidationReport> ValidateAttachmentAsync(
        string token, AttachmentAddress attachment, CancellationToken cancellationToken) =>
        CallAsync(Signings.ValidateAttachmentAsync(
            new ValidateAttachmentRequest
            {
                DossierId = attachment.DossierId,
                ComponentId = attachment.ComponentId,
                AttachmentId = attachment.AttachmentId,
            },
            With(token),
            cancellationToken: cancellationToken));

    public IAsyncEnumerable<RecordedEvent> ReplayEventsAsync(string token, string dossierId, CancellationToken cancellationToken) =>
        StreamAsync(
            new Audit.AuditClient(_channel).ReplayEvents(
                new ReplayEventsRequest { DossierId = dossierId }, With(token), cancellationToken: cancellationToken),
            cancellationToken);

    public void Dispose() => _channel.Dispose();

    private static Metadata With(string token) => new() { { "authorization", "Bearer " + token } };

    private static RefusedException Refusal(RpcException e) =>
        e.GetRpcStatus() is { } status
            ? RefusalReader.Read(status.Code, status.Message, status.Details)
            : new RefusedException(e.StatusCode.ToString(), e.Status.Detail, e.Status.Detail);

    private static async Task<T> CallAsync<T>(AsyncUnaryCall<T> call)
    {
        using (call)
        {
            try
            {
                return await call.ResponseAsync;
            }
            catch (RpcException e)
            {
                throw Refusal(e);
            }
        }
    }

    private static async IAsyncEnumerable<T> StreamAsync<T>(
        AsyncServerStreamingCall<T> call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (call)
        {
            while (await NextAsync(call, cancellationToken)) yield return call.ResponseStream.Current;
        }
    }

    private static async Task<bool> NextAsync<T>(AsyncServerStreamingCall<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            throw Refusal(e);
        }
    }
}
