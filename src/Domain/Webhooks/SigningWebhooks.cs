using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Webhooks;

/// <summary>A registered address.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Address">The address and its key; without a value once the account was erased.</param>
/// <param name="RegisteredAt">When it was registered.</param>
public sealed record RegisteredWebhook(Guid Id, Personal<WebhookAddress> Address, DateTimeOffset RegisteredAt);

/// <summary>
/// The addresses of one account. They are one stream, so that two registrations at once cannot make more of them than an account may have.
/// </summary>
public sealed class SigningWebhooks
{
    /// <summary>Most addresses of an account.</summary>
    public const int Most = 5;

    private readonly List<RegisteredWebhook> _webhooks = [];

    /// <summary>Subject of the account.</summary>
    public string OwnerId { get; private set; } = "";

    /// <summary>The addresses, oldest first.</summary>
    public IReadOnlyList<RegisteredWebhook> All => _webhooks;

    /// <summary>The stream of an account: derived from its subject, so that it needs no look-up.</summary>
    public static Guid IdOf(string ownerId) => new(SHA256.HashData(Encoding.UTF8.GetBytes("signing-webhooks\n" + ownerId)).AsSpan(0, 16));

    /// <summary>Registers an address.</summary>
    /// <exception cref="Failures.FailureException">TOO_MANY_WEBHOOKS.</exception>
    public SigningWebhookRegistered Register(Guid webhookId, string ownerId, WebhookAddress address, DateTimeOffset at) =>
        _webhooks.Count < Most
            ? new SigningWebhookRegistered(webhookId, ownerId, Personal.Of(ownerId, address), at)
            : throw Failures.Failures.TooManyWebhooks.Because(("limit", Most));

    /// <summary>Takes an address away.</summary>
    /// <exception cref="Failures.FailureException">WEBHOOK_NOT_FOUND.</exception>
    public SigningWebhookRemoved Remove(Guid webhookId, DateTimeOffset at) => _webhooks.Exists(w => w.Id == webhookId)
        ? new SigningWebhookRemoved(webhookId, at)
        : throw Failures.Failures.WebhookNotFound.Because();

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningWebhookRegistered e)
    {
        OwnerId = e.OwnerId;
        _webhooks.Add(new RegisteredWebhook(e.WebhookId, e.Address, e.At));
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningWebhookRemoved e) => _webhooks.RemoveAll(w => w.Id == e.WebhookId);
}
