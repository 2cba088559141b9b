using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

internal sealed class RestTthcApi(Uri address) : ITthcApi
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default
        .WithIgnoreUnknownFields(true)
        .WithTypeRegistry(TypeRegistry.FromMessages(
            ErrorInfo.Descriptor, BadRequest.Descriptor, LocalizedMessage.Descriptor)));

    private readonly HttpClient _http = new() { BaseAddress = address };

    public string Surface => "REST";

    public Task<ListSignatureProvidersResponse> ListSignatureProvidersAsync(CancellationToken cancellationToken) =>
        CallAsync<ListSignatureProvidersResponse>(HttpMethod.Get, "v1/signatureProviders", null, null, cancellationToken);

    public Task<SignatureProfile> CreateSignatureProfileAsync(
        string token, CreateSignatureProfileRequest request, CancellationToken cancellationToken) =>
        CallAsync<SignatureProfile>(HttpMethod.Post, "v1/signatureProfiles", token, Json(request), cancellationToken);

    public Task<SignatureProfile> UploadSignatureImageAsync(
        string token, string profileId, byte[] image, string contentType, CancellationToken cancellationToken)
    {
        var body = new ByteArrayContent(image);
        body.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return CallAsync<SignatureProfile>(HttpMethod.Put, $"v1/signatureProfiles/{profileId}/image", token, body, cancellationToken);
    }

    public Task<ListCertificatesResponse> ListCertificatesAsync(string token, string profileId, CancellationToken cancellationToken) =>
        CallAsync<ListCertificatesResponse>(
            HttpMethod.Get, $"v1/signatureProfiles/{profileId}/certificates", token, null, cancellationToken);

    public Task<ListProceduresResponse> ListProceduresAsync(string query, CancellationToken cancellationToken) =>
        CallAsync<ListProceduresResponse>(
            HttpMethod.Get, "v1/procedures?query=" + Uri.EscapeDataString(query), null, null, cancellationToken);

    public Task<Dossier> CreateDossierAsync(string token, CreateDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, "v1/dossiers", token, Json(request), cancellationToken);

    public Task<Dossier> GetDossierAsync(string token, string dossierId, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Get, $"v1/dossiers/{dossierId}", token, null, cancellationToken);

    public Task<Dossier> UpdateDossierAsync(string token, UpdateDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Patch, $"v1/dossiers/{request.DossierId}", token, Json(request), cancellationToken);

    public Task<Dossier> SelectComponentAsync(string token, SelectComponentRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(
            HttpMethod.Post, $"v1/dossiers/{request.DossierId}/components/{request.ComponentId}:select", token, Json(request), cancellationToken);

    public Task<Attachment> UploadAttachmentAsync(
        string token, UploadAttachmentHeader header, Stream content, CancellationToken cancellationToken)
    {
        var body = new StreamContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var path = $"v1/dossiers/{header.DossierId}/components/{header.ComponentId}/attachments"
            + $"?fileName={Uri.EscapeDataString(header.FileName)}&sha256={header.Sha256}&requestId={header.RequestId}";
        return CallAsync<Attachment>(HttpMethod.Post, path, token, body, cancellationToken);
    }

    public Task<SigningCeremony> StartSigningAsync(string token, StartSigningRequest request, CancellationToken cancellationToken) =>
        CallAsync<SigningCeremony>(HttpMethod.Post, "v1/signings", token, Json(request), cancellationToken);

    public Task<SigningCeremony> AuthorizeSigningAsync(string token, AuthorizeSigningRequest request, CancellationToken cancellationToken) =>
        CallAsync<SigningCeremony>(HttpMethod.Post, $"v1/signings/{request.SigningId}:authorize", token, Json(request), cancellationToken);

    public Task<SigningCeremony> SubmitSignaturesAsync(string token, SubmitSignaturesRequest request, CancellationToken cancellationToken) =>
        CallAsync<SigningCeremony>(HttpMethod.Post, $"v1/signings/{request.SigningId}:submitSignatures", token, Json(request), cancellationToken);

    public Task<ConnectAccountResponse> ConnectAccountAsync(string token, ConnectAccountRequest request, CancellationToken cancellationToken) =>
        CallAsync<ConnectAccountResponse>(
            HttpMethod.Post, $"v1/signatureProfiles/{request.ProfileId}:connectAccount", token, Json(request), cancellationToken);

    public IAsyncEnumerable<SigningCeremony> WatchSigningAsync(string token, string signingId, CancellationToken cancellationToken) =>
        StreamAsync<SigningCeremony>($"v1/signings/{signingId}:watch", token, cancellationToken);

    public async Task DownloadAttachmentAsync(string token, AttachmentAddress attachment, Stream target, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, PathOf(attachment) + "/content", token, null, cancellationToken);
        await answer.Content.CopyToAsync(target, cancellationToken);
    }

    public Task<Dossier> SubmitDossierAsync(string token, SubmitDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, $"v1/dossiers/{request.DossierId}:submit", token, Json(request), cancellationToken);

    public async Task DownloadReceiptAsync(string token, string dossierId, Stream target, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"v1/dossiers/{dossierId}/receipt", token, null, cancellationToken);
        await answer.Content.CopyToAsync(target, cancellationToken);
    }

    public Task<Dossier> AcceptDossierAsync(string token, AcceptDossierRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, $"v1/dossiers/{request.DossierId}:accept", token, Json(request), cancellationToken);

    public Task<Dossier> StartProcessingAsync(string token, StartProcessingRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, $"v1/dossiers/{request.DossierId}:startProcessing", token, Json(request), cancellationToken);

    public Task<ResultPaper> UploadResultPaperAsync(
        string token, UploadResultPaperRequest request, byte[] content, CancellationToken cancellationToken)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        var path = $"v1/dossiers/{request.DossierId}/results?fileName={Uri.EscapeDataString(request.FileName)}"
            + $"&resultDefinitionId={Uri.EscapeDataString(request.ResultDefinitionId)}&etag={request.Etag}&requestId={request.RequestId}";
        return CallAsync<ResultPaper>(HttpMethod.Post, path, token, body, cancellationToken);
    }

    public Task<Dossier> CompleteProcessingAsync(string token, CompleteProcessingRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, $"v1/dossiers/{request.DossierId}:complete", token, Json(request), cancellationToken);

    public Task<Dossier> ReturnResultAsync(string token, ReturnResultRequest request, CancellationToken cancellationToken) =>
        CallAsync<Dossier>(HttpMethod.Post, $"v1/dossiers/{request.DossierId}:returnResult", token, Json(request), cancellationToken);

    public async Task DownloadResultAsync(
        string token, string dossierId, string resultId, Stream target, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"v1/dossiers/{dossierId}/results/{resultId}/content", token, null, cancellationToken);
        await answer.Content.CopyToAsync(target, cancellationToken);
    }

    public Task<ListInboxResponse> ListInboxAsync(string token, string pageToken, CancellationToken cancellationToken) =>
        CallAsync<ListInboxResponse>(HttpMethod.Get, $"v1/inbox?pageSize=200&pageToken={pageToken}", token, null, cancellationToken);

    public Task<ListSigningHistoryResponse> ListSigningHistoryAsync(
        string token, AttachmentAddress attachment, CancellationToken cancellationToken) =>
        CallAsync<ListSigningHistoryResponse>(HttpMethod.Get, PathOf(attachment) + "/signatures", token, null, cancellationToken);

    public Task<ValidationReport> ValidateAttachmentAsync(
        string token, AttachmentAddress attachment, CancellationToken cancellationToken) =>
        CallAsync<ValidationReport>(HttpMethod.Get, PathOf(attachment) + ":validate", token, null, cancellationToken);

    public IAsyncEnumerable<RecordedEvent> ReplayEventsAsync(string token, string dossierId, CancellationToken cancellationToken) =>
        StreamAsync<RecordedEvent>($"v1/events?dossierId={dossierId}", token, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string PathOf(AttachmentAddress a) => $"v1/dossiers/{a.DossierId}/components/{a.ComponentId}/attachments/{a.AttachmentId}";

    private static StringContent Json(IMessage message) => new(JsonFormatter.Default.Format(message), Encoding.UTF8, "application/json");

    private async Task<T> CallAsync<T>(
        HttpMethod method, string path, string? token, HttpContent? body, CancellationToken cancellationToken)
        where T : IMessage, new()
    {
        using var answer = await SendAsync(method, path, token, body, cancellationToken);
        return Parser.Parse<T>(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string path, string token, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IMessage, new()
    {
        using var answer = await SendAsync(HttpMethod.Get, path, token, null, cancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0) yield return Parser.Parse<T>(line);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;

        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            try
            {
                var status = Parser.Parse<Status>(text);
                throw RefusalReader.Read(status.Code, status.Message, status.Details);
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
            {
                throw new RefusedException($"HTTP_{(int)answer.StatusCode}", text, text);
            }
        }
    }
}
