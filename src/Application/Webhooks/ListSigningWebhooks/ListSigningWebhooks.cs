using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Webhooks;
using MediatR;

namespace KonTum.Tthc.Application.Webhooks.ListSigningWebhooks;

/// <summary>Lists the caller's addresses, oldest first.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListSigningWebhooks : IQuery<IReadOnlyList<WebhookView>>;

internal sealed class ListSigningWebhooksHandler(IStreamReader streams, IWebhookDeliveries deliveries, ICallerContext callers)
    : IRequestHandler<ListSigningWebhooks, IReadOnlyList<WebhookView>>
{
    public async Task<IReadOnlyList<WebhookView>> Handle(ListSigningWebhooks request, CancellationToken cancellationToken)
    {
        var stream = await streams.ReadAsync<SigningWebhooks>(SigningWebhooks.IdOf(callers.Required().Subject), cancellationToken);
        if (stream is not { State.All: { Count: > 0 } webhooks }) return [];

        var records = await deliveries.SumUpAsync([.. webhooks.Select(w => w.Id)], cancellationToken);
        return
        [
            .. webhooks.Select(w =>
            {
                var record = records.GetValueOrDefault(w.Id);
                return new WebhookView(w.Id, w.Address.Value?.Url ?? "", "", w.RegisteredAt, record?.LastDeliveredAt, record?.Undelivered ?? 0);
            }),
        ];
    }
}
