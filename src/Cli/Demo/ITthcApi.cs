using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>
/// The calls of the journey, as a client with nothing but the <c>.proto</c> files makes them. Two implementations, gRPC and REST, so that
/// the same journey runs on both.
/// </summary>
internal interface ITthcApi : IDisposable
{
    /// <summary>"gRPC" or "REST".</summary>
    string Surface { get; }

    Task<ListSignatureProvidersResponse> ListSignatureProvidersAsync(CancellationToken cancellationToken);

    Task<SignatureProfile> CreateSignatureProfileAsync(string token, CreateSignatureProfileRequest request, CancellationToken cancellationToken);

    Task<SignatureProfile> UploadSignatureImageAsync(
        string token, string profileId, byte[] image, string contentType, CancellationToken cancellationToken);

    Task<ListCertificatesResponse> ListCertificatesAsync(string token, string profileId, CancellationToken cancellationToken);

    Task<ListProceduresResponse> ListProceduresAsync(string query, CancellationToken cancellationToken);

    Task<Dossier> CreateDossierAsync(string token, CreateDossierRequest request, CancellationToken cancellationToken);

    Task<Dossier> GetDossierAsync(string token, string dossierId, CancellationToken cancellationToken);

    Task<Dossier> UpdateDossierAsync(string token, UpdateDossierRequest request, CancellationToken cancellationToken);

    Task<Dossier> SelectComponentAsync(string token, SelectComponentRequest request, CancellationToken cancellationToken);

    /// <summary>Attaches a file: a stream of chunks on gRPC, the body of one request on REST.</summary>
    Task<Attachment> UploadAttachmentAsync(
        string token, UploadAttachmentHeader header, Stream content, CancellationToken cancellationToken);

    Task<SigningCeremony> StartSigningAsync(string token, StartSigningRequest request, CancellationToken cancellationToken);

    Task<SigningCeremony> AuthorizeSigningAsync(string token, AuthorizeSigningRequest request, CancellationToken cancellationToken);

    Task<SigningCeremony> SubmitSignaturesAsync(string token, SubmitSignaturesRequest request, CancellationToken cancellationToken);

    Task<ConnectAccountResponse> ConnectAccountAsync(string token, ConnectAccountRequest request, CancellationToken cancellationToken);

    IAsyncEnumerable<SigningCeremony> WatchSigningAsync(string token, string signingId, CancellationToken cancellationToken);

    Task DownloadAttachmentAsync(string token, AttachmentAddress attachment, Stream target, CancellationToken cancellationToken);

    Task<Dossier> SubmitDossierAsync(string token, SubmitDossierRequest request, CancellationToken cancellationToken);

    /// <summary>The receipt of a submitted dossier, PDF.</summary>
    Task DownloadReceiptAsync(string token, string dossierId, Stream target, CancellationToken cancellationToken);

    Task<Dossier> AcceptDossierAsync(string token, AcceptDossierRequest request, CancellationToken cancellationToken);

    Task<Dossier> StartProcessingAsync(string token, StartProcessingRequest request, CancellationToken cancellationToken);

    Task<ResultPaper> UploadResultPaperAsync(
        string token, UploadResultPaperRequest request, byte[] content, CancellationToken cancellationToken);

    Task<Dossier> CompleteProcessingAsync(string token, CompleteProcessingRequest request, CancellationToken cancellationToken);

    Task<Dossier> ReturnResultAsync(string token, ReturnResultRequest request, CancellationToken cancellationToken);

    Task DownloadResultAsync(string token, string dossierId, string resultId, Stream target, CancellationToken cancellationToken);

    Task<ListInboxResponse> ListInboxAsync(string token, string pageToken, CancellationToken cancellationToken);

    Task<ListSigningHistoryResponse> ListSigningHistoryAsync(
        string token, AttachmentAddress attachment, CancellationToken cancellationToken);

    Task<ValidationReport> ValidateAttachmentAsync(string token, AttachmentAddress attachment, CancellationToken cancellationToken);

    IAsyncEnumerable<RecordedEvent> ReplayEventsAsync(string token, string dossierId, CancellationToken cancellationToken);
}

/// <summary>Where an attachment is.</summary>
internal sealed record AttachmentAddress(string DossierId, string ComponentId, string AttachmentId);

/// <summary>The platform refused a call.</summary>
internal sealed class RefusedException(string code, string vietnamese, string english, IReadOnlyList<string>? fields = null)
    : Exception($"{code}: {vietnamese}")
{
    /// <summary>Paths of the fields that are wrong.</summary>
    public IReadOnlyList<string> Fields { get; } = fields ?? [];

    /// <summary>Stable code of the failure catalogue.</summary>
    public string Code { get; } = code;

    public string Vietnamese { get; } = vietnamese;

    public string English { get; } = english;
}
