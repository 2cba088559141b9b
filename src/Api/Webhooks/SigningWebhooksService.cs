using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Application.Webhooks.DeleteSigningWebhook;
using KonTum.Tthc.Application.Webhooks.ListSigningWebhooks;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Webhooks;

internal sealed class SigningWebhooksService(ISender sender) : V1.SigningWebhooks.SigningWebhooksBase
{
    public override async Task<V1.SigningWebhook> CreateSigningWebhook(V1.CreateSigningWebhookRequest request, ServerCallContext context) =>
        ToMessage(await sender.Send(new CreateSigningWebhook(request.Url, request.RequestId), context.CancellationToken));

    public override async Task<V1.ListSigningWebhooksResponse> ListSigningWebhooks(
        V1.ListSigningWebhooksRequest request, ServerCallContext context)
    {
        var webhooks = await sender.Send(new ListSigningWebhooks(), context.CancellationToken);
        return new V1.ListSigningWebhooksResponse { Webhooks = { webhooks.Select(ToMessage) } };
    }

    public override async Task<V1.DeleteSigningWebhookResponse> DeleteSigningWebhook(
        V1.DeleteSigningWebhookRequest request, ServerCallContext context)
    {
        await sender.Send(new DeleteSigningWebhook(request.WebhookId.ToId(), request.RequestId), context.CancellationToken);
        return new V1.DeleteSigningWebhookResponse();
    }

    private static V1.SigningWebhook ToMessage(WebhookView webhook) => new()
    {
        Id = webhook.Id.ToString(),
        Url = webhook.Url,
        Secret = webhook.Secret,
        CreateTime = webhook.RegisteredAt.ToTimestamp(),
        LastDeliveryTime = webhook.LastDeliveredAt.ToTimestamp(),
        UndeliveredCount = webhook.Undelivered,
    };
}
