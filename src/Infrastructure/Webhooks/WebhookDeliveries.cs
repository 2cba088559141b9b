using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Webhooks;
using KonTum.Tthc.Infrastructure.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>The way out to registered addresses, until the receiver answers with 2xx.</summary>
internal sealed class WebhookDeliveries(WebhookSender sender, IServiceScopeFactory scopes, IOptions<WebhookOptions> options) : IDeliverySender
{
    public IReadOnlyList<DeliveryChannel> Channels { get; } = [DeliveryChannel.Webhook];

    public DeliveryPace Pace { get; } = new(
        TimeSpan.FromSeconds(options.Value.TimeoutSeconds), TimeSpan.FromSeconds(options.Value.FirstDelaySeconds), TimeSpan.FromHours(1),
        TimeSpan.FromHours(options.Value.GiveUpAfterHours), options.Value.Lanes)
    {
        LanesOfOneWebhook = options.Value.LanesOfOneHost,
    };

    public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(IReadOnlyList<OpenedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var (delivery, body) = deliveries.Single();
        if (await FindAddressAsync(delivery, cancellationToken) is not { } address) return [DeliveryOutcome.Unwanted("WEBHOOK_GONE")];
        return [await sender.SendAsync(delivery.Id, body, address, cancellationToken) ? DeliveryOutcome.Arrived : DeliveryOutcome.Later("NOT_TAKEN")];
    }

    /// <summary>Null when the webhook was taken away or its owner was erased.</summary>
    private async Task<WebhookAddress?> FindAddressAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<IStreamReader>();
        var webhooks = await streams.ReadAsync<SigningWebhooks>(SigningWebhooks.IdOf(delivery.PersonId), cancellationToken);
        return webhooks?.State.All.FirstOrDefault(w => w.Id == delivery.WebhookId)?.Address.Value;
    }
}
