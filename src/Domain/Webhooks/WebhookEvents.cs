using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Webhooks;

/// <summary>Where deliveries go, and what they are signed with. It prints neither: an address can hold a key of its own.</summary>
/// <param name="Url">The address.</param>
/// <param name="Key">Key of the HMAC.</param>
public sealed record WebhookAddress(string Url, byte[] Key)
{
    /// <inheritdoc />
    public override string ToString() => nameof(WebhookAddress);
}

/// <summary>An account registered an address that is told of changes of its signings.</summary>
/// <param name="WebhookId">Identifier.</param>
/// <param name="OwnerId">Subject of the account.</param>
/// <param name="Address">The address and its key.</param>
/// <param name="At">When.</param>
[EventName("signing_webhook_registered")]
public sealed record SigningWebhookRegistered(Guid WebhookId, string OwnerId, Personal<WebhookAddress> Address, DateTimeOffset At) : IDomainEvent;

/// <summary>The address was taken away; what still waits for it is given up.</summary>
/// <param name="WebhookId">Identifier.</param>
/// <param name="At">When.</param>
[EventName("signing_webhook_removed")]
public sealed record SigningWebhookRemoved(Guid WebhookId, DateTimeOffset At) : IDomainEvent;
