using System.Security.Cryptography;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Webhooks;
using MediatR;

namespace KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;

/// <summary>Registers an address that is told when signings of the caller change. The secret is told in this answer and never again.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record CreateSigningWebhook(string Url, string? RequestId) : ICommand<WebhookView>, IRepeatable
{
    /// <summary>Hides the address, which can hold a key of its own.</summary>
    public override string ToString() => nameof(CreateSigningWebhook);
}

internal sealed class CreateSigningWebhookValidator : AbstractValidator<CreateSigningWebhook>
{
    public CreateSigningWebhookValidator() => this.MustBeText(r => r.Url, "url", 2000);
}

internal sealed class CreateSigningWebhookHandler(
    IUnitOfWork work, IWebhookAddresses addresses, ICallerContext callers, IIdentifiers ids, TimeProvider time)
    : IRequestHandler<CreateSigningWebhook, WebhookView>
{
    /// <summary>Standard Webhooks asks for 24 to 64 bytes.</summary>
    private const int KeyBytes = 32;

    public async Task<WebhookView> Handle(CreateSigningWebhook request, CancellationToken cancellationToken)
    {
        if (!await addresses.AcceptsAsync(request.Url, cancellationToken))
            throw Failures.Invalid(Failures.WebhookAddressNotAccepted.At("url"));
        return await work.DecideAsync(() => RegisterAsync(request.Url, cancellationToken));
    }

    private async Task<WebhookView> RegisterAsync(string url, CancellationToken cancellationToken)
    {
        var owner = callers.Required().Subject;
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var streamId = SigningWebhooks.IdOf(owner);
        var stream = await work.FindAsync<SigningWebhooks>(streamId, cancellationToken);
        var registered = (stream?.State ?? new SigningWebhooks()).Register(
            ids.Next(), owner, new WebhookAddress(url, key), time.GetUtcNow());
        if (stream is null) work.Start<SigningWebhooks>(streamId, registered);
        else stream.Append(registered);

        var secret = "whsec_" + Convert.ToBase64String(key);
        return await work.CommitAsync(new WebhookView(registered.WebhookId, url, secret, registered.At, null, 0), cancellationToken);
    }
}
