using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.DocumentStore;
using KonTum.Tthc.Application.DocumentStore.AttachStoredDocument;
using KonTum.Tthc.Application.DocumentStore.ListStoredDocuments;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.DocumentStore;

internal sealed class DocumentStoreService(ISender sender) : V1.DocumentStore.DocumentStoreBase
{
    public override async Task<V1.ListStoredDocumentsResponse> ListStoredDocuments(
        V1.ListStoredDocumentsRequest request, ServerCallContext context)
    {
        var query = new ListStoredDocuments(
            request.Query, request.Signed, request.Results, Values.ToPage(request.PageSize, request.PageToken));
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListStoredDocumentsResponse { Documents = { page.Items.Select(ToMessage) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<V1.Attachment> AttachStoredDocument(V1.AttachStoredDocumentRequest request, ServerCallContext context)
    {
        var command = new AttachStoredDocument(
            request.DossierId.ToId(), request.ComponentId, request.DocumentId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    private static V1.StoredDocument ToMessage(StoredDocumentView document) => new()
    {
        Id = document.Id.ToString(),
        FileName = document.FileName,
        DisplayName = document.DisplayName,
        Result = document.IsResult,
        Signed = document.IsSigned,
        Version = DossierMapping.ToMessage(document.Version),
        DossierId = document.DossierId.ToString(),
        DossierCode = document.DossierCode,
        ProcedureName = document.ProcedureName,
        StoreTime = document.StoredAt.ToTimestamp(),
    };
}
