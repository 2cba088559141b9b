using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Webhooks;
using MediatR;

namespace KonTum.Tthc.Application.Webhooks.DeleteSigningWebhook;

/// <summary>Takes an address away; deliveries that still wait for it are given up.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record DeleteSigningWebhook(Guid WebhookId, string? RequestId) : ICommand<Unit>, IRepeatable;

internal sealed class DeleteSigningWebhookHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<DeleteSigningWebhook, Unit>
{
    public Task<Unit> Handle(DeleteSigningWebhook request, CancellationToken cancellationToken) => work.DecideAsync(async () =>
    {
        var id = SigningWebhooks.IdOf(callers.Required().Subject);
        var stream = await work.FindAsync<SigningWebhooks>(id, cancellationToken) ?? throw Failures.WebhookNotFound.Because();
        stream.Append(stream.State.Remove(request.WebhookId, time.GetUtcNow()));
        return await work.CommitAsync(Unit.Value, cancellationToken);
    });
}
