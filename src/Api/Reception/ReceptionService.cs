using Grpc.Core;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Reception.ListInbox;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

internal sealed partial class ReceptionService(ISender sender) : V1.Reception.ReceptionBase
{
    public override async Task<V1.ListInboxResponse> ListInbox(V1.ListInboxRequest request, ServerCallContext context)
    {
        var page = await sender.Send(new ListInbox(Values.ToPage(request.PageSize, request.PageToken)), context.CancellationToken);
        return new V1.ListInboxResponse { Dossiers = { page.Items.Select(DossierMapping.ToSummary) }, NextPageToken = page.NextPageToken };
    }
}
