using KonTum.Tthc.Application.Webhooks;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Takes every https address, and has delivered nothing.</summary>
public sealed class MemoryWebhooks : IWebhookAddresses, IWebhookDeliveries
{
    public Task<bool> AcceptsAsync(string url, CancellationToken cancellationToken) =>
        Task.FromResult(url.StartsWith("https://", StringComparison.Ordinal));

    public Task<IReadOnlyDictionary<Guid, WebhookRecord>> SumUpAsync(IReadOnlyList<Guid> webhookIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, WebhookRecord>>(new Dictionary<Guid, WebhookRecord>());
}
