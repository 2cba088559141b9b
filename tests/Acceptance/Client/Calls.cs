using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>A method of the contract: how it is called on gRPC, and its address on REST.</summary>
/// <param name="Http">HTTP method.</param>
/// <param name="Path">Path template; names in braces are taken from the request.</param>
/// <param name="Unary">The generated call; null for a stream.</param>
/// <param name="Stream">The generated stream; null for a single answer.</param>
/// <param name="Bytes">The generated stream of bytes, for a file; null for messages.</param>
internal sealed record Call(
    HttpMethod Http,
    string Path,
    Func<CallInvoker, Metadata, string, Task<IMessage>>? Unary,
    Func<CallInvoker, Metadata, string, IAsyncEnumerable<IMessage>>? Stream,
    Func<CallInvoker, Metadata, string, AsyncServerStreamingCall<HttpBody>>? Bytes = null);

/// <summary>The methods that the journeys use.</summary>
internal static partial class Calls
{
    private const string Attachment = "v1/dossiers/{dossierId}/components/{componentId}/attachments/{attachmentId}";

    public static readonly Call GetLimits = Unary<GetLimitsRequest, Limits>(
        HttpMethod.Get, "v1/limits", (i, r, m) => new Platform.PlatformClient(i).GetLimitsAsync(r, m));

    public static readonly Call ListProcedures = Unary<ListProceduresRequest, ListProceduresResponse>(
        HttpMethod.Get, "v1/procedures", (i, r, m) => new ProcedureCatalog.ProcedureCatalogClient(i).ListProceduresAsync(r, m));

    public static readonly Call ListProviders = Unary<ListSignatureProvidersRequest, ListSignatureProvidersResponse>(
        HttpMethod.Get, "v1/signatureProviders", (i, r, m) => Profiles(i).ListSignatureProvidersAsync(r, m));

    public static readonly Call CreateProfile = Unary<CreateSignatureProfileRequest, SignatureProfile>(
        HttpMethod.Post, "v1/signatureProfiles", (i, r, m) => Profiles(i).CreateSignatureProfileAsync(r, m));

    public static readonly Call GetProfile = Unary<GetSignatureProfileRequest, SignatureProfile>(
        HttpMethod.Get, "v1/signatureProfiles/{profileId}", (i, r, m) => Profiles(i).GetSignatureProfileAsync(r, m));

    public static readonly Call ListCertificates = Unary<ListCertificatesRequest, ListCertificatesResponse>(
        HttpMethod.Get, "v1/signatureProfiles/{profileId}/certificates", (i, r, m) => Profiles(i).ListCertificatesAsync(r, m));

    public static readonly Call CreateDossier = Unary<CreateDossierRequest, Dossier>(
        HttpMethod.Post, "v1/dossiers", (i, r, m) => OfDossiers(i).CreateDossierAsync(r, m));

    public static readonly Call GetDossier = Unary<GetDossierRequest, Dossier>(
        HttpMethod.Get, "v1/dossiers/{dossierId}", (i, r, m) => OfDossiers(i).GetDossierAsync(r, m));

    public static readonly Call ListDossiers = Unary<ListDossiersRequest, ListDossiersResponse>(
        HttpMethod.Get, "v1/dossiers", (i, r, m) => OfDossiers(i).ListDossiersAsync(r, m));

    public static readonly Call UpdateDossier = Unary<UpdateDossierRequest, Dossier>(
        HttpMethod.Patch, "v1/dossiers/{dossierId}", (i, r, m) => OfDossiers(i).UpdateDossierAsync(r, m));

    public static readonly Call SelectComponent = Unary<SelectComponentRequest, Dossier>(
        HttpMethod.Post, "v1/dossiers/{dossierId}/components/{componentId}:select", (i, r, m) => OfDossiers(i).SelectComponentAsync(r, m));

    public static readonly Call SubmitDossier = Unary<SubmitDossierRequest, Dossier>(
        HttpMethod.Post, "v1/dossiers/{dossierId}:submit", (i, r, m) => OfDossiers(i).SubmitDossierAsync(r, m));

    public static readonly Call StartSigning = Unary<StartSigningRequest, SigningCeremony>(
        HttpMethod.Post, "v1/signings", (i, r, m) => Signings(i).StartSigningAsync(r, m));

    public static readonly Call GetSigning = Unary<GetSigningRequest, SigningCeremony>(
        HttpMethod.Get, "v1/signings/{signingId}", (i, r, m) => Signings(i).GetSigningAsync(r, m));

    public static readonly Call CancelSigning = Unary<CancelSigningRequest, SigningCeremony>(
        HttpMethod.Post, "v1/signings/{signingId}:cancel", (i, r, m) => Signings(i).CancelSigningAsync(r, m));

    public static readonly Call ResumeSigning = Unary<ResumeSigningRequest, SigningCeremony>(
        HttpMethod.Post, "v1/signings/{signingId}:resume", (i, r, m) => Signings(i).ResumeSigningAsync(r, m));

    public static readonly Call WatchSigning = Stream<WatchSigningRequest, SigningCeremony>(
        "v1/signings/{signingId}:watch", (i, r, m) => Signings(i).WatchSigning(r, m));

    public static readonly Call ListHistory = Unary<ListSigningHistoryRequest, ListSigningHistoryResponse>(
        HttpMethod.Get, Attachment + "/signatures", (i, r, m) => Signings(i).ListSigningHistoryAsync(r, m));

    public static readonly Call Validate = Unary<ValidateAttachmentRequest, ValidationReport>(
        HttpMethod.Get, Attachment + ":validate", (i, r, m) => Signings(i).ValidateAttachmentAsync(r, m));

    public static readonly Call ListInbox = Unary<ListInboxRequest, ListInboxResponse>(
        HttpMethod.Get, "v1/inbox", (i, r, m) => new Reception.ReceptionClient(i).ListInboxAsync(r, m));

    public static readonly Call ReplayEvents = Stream<ReplayEventsRequest, RecordedEvent>(
        "v1/events", (i, r, m) => new Audit.AuditClient(i).ReplayEvents(r, m));

    private static SignatureProfiles.SignatureProfilesClient Profiles(CallInvoker invoker) => new(invoker);

    private static Dossiers.DossiersClient OfDossiers(CallInvoker invoker) => new(invoker);

    private static Signing.SigningClient Signings(CallInvoker invoker) => new(invoker);

    private static Call Unary<TRequest, TAnswer>(
        HttpMethod http, string path, Func<CallInvoker, TRequest, Metadata, AsyncUnaryCall<TAnswer>> call)
        where TRequest : IMessage, new()
        where TAnswer : IMessage =>
        new(http, path, async (invoker, headers, json) => await call(invoker, JsonParser.Default.Parse<TRequest>(json), headers), null);

    private static Call Stream<TRequest, TAnswer>(
        string path, Func<CallInvoker, TRequest, Metadata, AsyncServerStreamingCall<TAnswer>> call)
        where TRequest : IMessage, new()
        where TAnswer : IMessage =>
        new(HttpMethod.Get, path, null, (invoker, headers, json) => ReadAsync(call(invoker, JsonParser.Default.Parse<TRequest>(json), headers)));

    private static Call Bytes<TRequest>(string path, Func<CallInvoker, TRequest, Metadata, AsyncServerStreamingCall<HttpBody>> call)
        where TRequest : IMessage, new() =>
        new(HttpMethod.Get, path, null, null, (invoker, headers, json) => call(invoker, JsonParser.Default.Parse<TRequest>(json), headers));

    private static async IAsyncEnumerable<IMessage> ReadAsync<TAnswer>(AsyncServerStreamingCall<TAnswer> call)
        where TAnswer : IMessage
    {
        using (call)
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None)) yield return call.ResponseStream.Current;
        }
    }
}
