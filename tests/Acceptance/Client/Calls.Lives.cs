using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Acceptance.Tests.Client;

/// <summary>The methods that a dossier's whole life uses beside those of the journeys.</summary>
internal static partial class Calls
{
    private const string OneDossier = "v1/dossiers/{dossierId}";

    public static readonly Call ConvertAttachment = Unary<ConvertAttachmentRequest, Attachment>(
        HttpMethod.Post, Attachment + ":convert", (i, r, m) => OfDossiers(i).ConvertAttachmentAsync(r, m));

    public static readonly Call SupplementDossier = Unary<SupplementDossierRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":supplement", (i, r, m) => OfDossiers(i).SupplementDossierAsync(r, m));

    public static readonly Call WithdrawDossier = Unary<WithdrawDossierRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":withdraw", (i, r, m) => OfDossiers(i).WithdrawDossierAsync(r, m));

    public static readonly Call GetReceipt = Bytes<GetReceiptRequest>(OneDossier + "/receipt", (i, r, m) => OfDossiers(i).GetReceipt(r, m));

    public static readonly Call GetResultContent = Bytes<GetResultContentRequest>(
        OneDossier + "/results/{resultId}/content", (i, r, m) => OfDossiers(i).GetResultContent(r, m));

    public static readonly Call LookUp = Unary<LookUpDossierRequest, DossierProgress>(
        HttpMethod.Get, "v1/lookup/{code}", (i, r, m) => new Lookup.LookupClient(i).LookUpDossierAsync(r, m));

    public static readonly Call Accept = Unary<AcceptDossierRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":accept", (i, r, m) => OfReception(i).AcceptDossierAsync(r, m));

    public static readonly Call Refuse = Unary<RefuseDossierRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":refuse", (i, r, m) => OfReception(i).RefuseDossierAsync(r, m));

    public static readonly Call RequestSupplement = Unary<RequestSupplementRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":requestSupplement", (i, r, m) => OfReception(i).RequestSupplementAsync(r, m));

    public static readonly Call RequestPayment = Unary<RequestPaymentRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":requestPayment", (i, r, m) => OfReception(i).RequestPaymentAsync(r, m));

    public static readonly Call StartProcessing = Unary<StartProcessingRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":startProcessing", (i, r, m) => OfReception(i).StartProcessingAsync(r, m));

    public static readonly Call SuspendProcessing = Unary<SuspendProcessingRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":suspendProcessing", (i, r, m) => OfReception(i).SuspendProcessingAsync(r, m));

    public static readonly Call HandOver = Unary<HandOverDossierRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":handOver", (i, r, m) => OfReception(i).HandOverDossierAsync(r, m));

    public static readonly Call Complete = Unary<CompleteProcessingRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":complete", (i, r, m) => OfReception(i).CompleteProcessingAsync(r, m));

    public static readonly Call ReturnResult = Unary<ReturnResultRequest, Dossier>(
        HttpMethod.Post, OneDossier + ":returnResult", (i, r, m) => OfReception(i).ReturnResultAsync(r, m));

    public static readonly Call ListStored = Unary<ListStoredDocumentsRequest, ListStoredDocumentsResponse>(
        HttpMethod.Get, "v1/storedDocuments", (i, r, m) => new DocumentStore.DocumentStoreClient(i).ListStoredDocumentsAsync(r, m));

    public static readonly Call AttachStored = Unary<AttachStoredDocumentRequest, Attachment>(
        HttpMethod.Post, OneDossier + "/components/{componentId}:attachStored",
        (i, r, m) => new DocumentStore.DocumentStoreClient(i).AttachStoredDocumentAsync(r, m));

    public static readonly Call CreatePetition = Unary<CreatePetitionRequest, Petition>(
        HttpMethod.Post, "v1/petitions", (i, r, m) => OfFeedback(i).CreatePetitionAsync(r, m));

    public static readonly Call GetPetition = Unary<GetPetitionRequest, Petition>(
        HttpMethod.Get, "v1/petitions/{petitionId}", (i, r, m) => OfFeedback(i).GetPetitionAsync(r, m));

    public static readonly Call ListPetitions = Unary<ListPetitionsRequest, ListPetitionsResponse>(
        HttpMethod.Get, "v1/petitions", (i, r, m) => OfFeedback(i).ListPetitionsAsync(r, m));

    public static readonly Call AnswerPetition = Unary<AnswerPetitionRequest, Petition>(
        HttpMethod.Post, "v1/petitions/{petitionId}:answer", (i, r, m) => OfFeedback(i).AnswerPetitionAsync(r, m));

    public static readonly Call Rate = Unary<RateDossierRequest, Rating>(
        HttpMethod.Post, OneDossier + "/rating", (i, r, m) => OfFeedback(i).RateDossierAsync(r, m));

    public static readonly Call GetStatistics = Unary<GetStatisticsRequest, StatisticsReport>(
        HttpMethod.Get, "v1/statistics", (i, r, m) => new Statistics.StatisticsClient(i).GetStatisticsAsync(r, m));

    public static readonly Call GetFees = Unary<GetFeesRequest, DossierFees>(
        HttpMethod.Get, OneDossier + "/fees", (i, r, m) => OfPayments(i).GetFeesAsync(r, m));

    public static readonly Call StartPayment = Unary<StartPaymentRequest, Payment>(
        HttpMethod.Post, OneDossier + "/payments", (i, r, m) => OfPayments(i).StartPaymentAsync(r, m));

    public static readonly Call ListPayments = Unary<ListPaymentsRequest, ListPaymentsResponse>(
        HttpMethod.Get, OneDossier + "/payments", (i, r, m) => OfPayments(i).ListPaymentsAsync(r, m));

    public static readonly Call GetPaymentReceipt = Bytes<GetPaymentReceiptRequest>(
        OneDossier + "/payments/{paymentId}/receipt", (i, r, m) => OfPayments(i).GetPaymentReceipt(r, m));

    public static readonly Call CreateWebhook = Unary<CreateSigningWebhookRequest, SigningWebhook>(
        HttpMethod.Post, "v1/signingWebhooks", (i, r, m) => new SigningWebhooks.SigningWebhooksClient(i).CreateSigningWebhookAsync(r, m));

    public static readonly Call DeleteWebhook = Unary<DeleteSigningWebhookRequest, DeleteSigningWebhookResponse>(
        HttpMethod.Delete, "v1/signingWebhooks/{webhookId}", (i, r, m) => new SigningWebhooks.SigningWebhooksClient(i).DeleteSigningWebhookAsync(r, m));

    public static readonly Call ListDeliveries = Unary<ListDeliveriesRequest, ListDeliveriesResponse>(
        HttpMethod.Get, "v1/deliveries", (i, r, m) => OfDeliveries(i).ListDeliveriesAsync(r, m));

    public static readonly Call ReplayDelivery = Unary<ReplayDeliveryRequest, Delivery>(
        HttpMethod.Post, "v1/deliveries/{deliveryId}:replay", (i, r, m) => OfDeliveries(i).ReplayDeliveryAsync(r, m));

    public static readonly Call ReconcilePortal = Unary<ReconcilePortalRequest, ReconcilePortalResponse>(
        HttpMethod.Post, "v1/portal:reconcile", (i, r, m) => OfDeliveries(i).ReconcilePortalAsync(r, m));

    private static Deliveries.DeliveriesClient OfDeliveries(Grpc.Core.CallInvoker invoker) => new(invoker);

    private static Payments.PaymentsClient OfPayments(Grpc.Core.CallInvoker invoker) => new(invoker);

    private static Reception.ReceptionClient OfReception(Grpc.Core.CallInvoker invoker) => new(invoker);

    private static Feedback.FeedbackClient OfFeedback(Grpc.Core.CallInvoker invoker) => new(invoker);
}
