using Grpc.Core;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Application.Reception.CountInbox;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

internal sealed class ReceptionService(ISender sender, TimeProvider time) : V1.Reception.ReceptionBase
{
    public override async Task<V1.ListInboxResponse> ListInbox(V1.ListInboxRequest request, ServerCallContext context)
    {
        var page = await sender.Send(request.ToQuery(), context.CancellationToken);
        return new V1.ListInboxResponse { Dossiers = { page.Items.Select(d => DossierMapping.ToOfficersSummary(d, time.GetUtcNow())) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<V1.InboxCounts> CountInbox(V1.CountInboxRequest request, ServerCallContext context) =>
        (await sender.Send(new CountInbox(), context.CancellationToken)).ToMessage();
}
