using Grpc.Core;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Reception.CountInbox;
using KonTum.Tthc.Application.Reception.DeleteResultPaper;
using KonTum.Tthc.Application.Reception.UploadResultPaper;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

internal sealed partial class ReceptionService(ISender sender, TimeProvider time) : V1.Reception.ReceptionBase
{
    public override async Task<V1.ListInboxResponse> ListInbox(V1.ListInboxRequest request, ServerCallContext context)
    {
        var page = await sender.Send(request.ToQuery(), context.CancellationToken);
        return new V1.ListInboxResponse { Dossiers = { page.Items.Select(d => DossierMapping.ToOfficersSummary(d, time.GetUtcNow())) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<V1.InboxCounts> CountInbox(V1.CountInboxRequest request, ServerCallContext context) =>
        (await sender.Send(new CountInbox(), context.CancellationToken)).ToMessage();

    public override async Task<V1.ResultPaper> UploadResultPaper(V1.UploadResultPaperRequest request, ServerCallContext context)
    {
        await using var content = request.Content.ToStream();
        var command = new UploadResultPaper(
            request.DossierId.ToId(), request.FileName, request.ResultDefinitionId, request.Sha256, content, request.RequestId)
        {
            ETag = request.Etag,
        };
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> DeleteResultPaper(V1.DeleteResultPaperRequest request, ServerCallContext context)
    {
        var command = new DeleteResultPaper(request.DossierId.ToId(), request.ResultId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }
}
