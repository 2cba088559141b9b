namespace KonTum.Tthc.Application.Webhooks;

/// <summary>Which addresses the platform calls on behalf of strangers.</summary>
public interface IWebhookAddresses
{
    /// <summary>
    /// Whether an address is https and leads out of the own network. It is asked again at every delivery when connecting: a name can lead
    /// elsewhere by then.
    /// </summary>
    Task<bool> AcceptsAsync(string url, CancellationToken cancellationToken);
}

/// <summary>What became of deliveries.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Sums up the deliveries of webhooks; one that never had any is not in the answer.</summary>
    Task<IReadOnlyDictionary<Guid, WebhookRecord>> SumUpAsync(IReadOnlyList<Guid> webhookIds, CancellationToken cancellationToken);
}

/// <summary>Deliveries of one webhook.</summary>
/// <param name="LastDeliveredAt">When one last arrived; null when none has.</param>
/// <param name="Undelivered">How many wait or were given up.</param>
public sealed record WebhookRecord(DateTimeOffset? LastDeliveredAt, int Undelivered);

/// <summary>A webhook as its owner sees it.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Url">The address; empty once the account was erased.</param>
/// <param name="Secret">What deliveries are signed with; only in the answer of the registration, empty otherwise.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="LastDeliveredAt">When a delivery last arrived.</param>
/// <param name="Undelivered">Deliveries that wait or were given up.</param>
public sealed record WebhookView(
    Guid Id, string Url, string Secret, DateTimeOffset RegisteredAt, DateTimeOffset? LastDeliveredAt, int Undelivered)
{
    /// <summary>Hides address and secret: records print themselves into logs easily.</summary>
    public override string ToString() => $"{nameof(WebhookView)}({Id})";
}

/// <summary>Which webhooks an account has; the webhooks themselves are read from the account's stream.</summary>
/// <param name="Id">Identifier of the webhook.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="RegisteredAt">When it was registered.</param>
public sealed record WebhookListing(Guid Id, string OwnerId, DateTimeOffset RegisteredAt);
