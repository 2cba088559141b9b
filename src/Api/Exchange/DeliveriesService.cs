using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Exchange.ListDeliveries;
using KonTum.Tthc.Application.Exchange.ReconcilePortal;
using KonTum.Tthc.Application.Exchange.ReplayDelivery;
using MediatR;
using PortalDifference = KonTum.Tthc.Application.Exchange.ReconcilePortal.PortalDifference;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Exchange;

internal sealed class DeliveriesService(ISender sender) : V1.Deliveries.DeliveriesBase
{
    public override async Task<V1.ListDeliveriesResponse> ListDeliveries(V1.ListDeliveriesRequest request, ServerCallContext context)
    {
        var filter = new DeliveryFilter(
            request.Channel == V1.DeliveryChannel.Unspecified ? null : (DeliveryChannel)request.Channel,
            request.State == V1.DeliveryState.Unspecified ? null : (DeliveryState)request.State,
            request.DossierId.ToFilterId("dossier_id"));
        var page = await sender.Send(
            new ListDeliveries(filter, Values.ToPage(request.PageSize, request.PageToken)), context.CancellationToken);
        return new V1.ListDeliveriesResponse { Deliveries = { page.Items.Select(ToMessage) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<V1.Delivery> ReplayDelivery(V1.ReplayDeliveryRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(new ReplayDelivery(request.DeliveryId.ToId(), request.RequestId), context.CancellationToken));

    public override async Task<V1.ReconcilePortalResponse> ReconcilePortal(V1.ReconcilePortalRequest request, ServerCallContext context)
    {
        var found = await sender.Send(
            new ReconcilePortal(
                request.StartTime?.ToDateTimeOffset(), request.EndTime?.ToDateTimeOffset(), request.Repair, request.PageSize, request.PageToken,
                request.RequestId),
            context.CancellationToken);
        return new V1.ReconcilePortalResponse
        {
            ComparedCount = found.Compared, Differences = { found.Differences.Select(ToMessage) }, NextPageToken = found.NextPageToken,
        };
    }

    private static V1.Delivery ToMessage(DeliveryView delivery) => new()
    {
        Id = delivery.Id.ToString(),
        Channel = (V1.DeliveryChannel)delivery.Channel,
        State = (V1.DeliveryState)delivery.State,
        Subject = delivery.Subject,
        DossierId = delivery.DossierId.FromId(),
        Attempts = delivery.Attempts,
        LastFailure = delivery.LastFailure,
        CreateTime = delivery.CreatedAt.ToTimestamp(),
        NextTime = delivery.DueAt.ToTimestamp(),
        EndTime = delivery.EndedAt.ToTimestamp(),
    };

    private static V1.PortalDifference ToMessage(PortalDifference difference) => new()
    {
        DossierId = difference.DossierId.FromId(),
        Code = difference.Code,
        LocalStatus = difference.LocalStatus,
        PortalStatus = difference.PortalStatus,
        Fields = { difference.Fields },
    };
}
