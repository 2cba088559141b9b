using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Exchange.ReplayDelivery;

/// <summary>Sends a delivery that was given up again, with the same identifier and content.</summary>
[AllowedFor(Role.Administrator)]
public sealed record ReplayDelivery(Guid DeliveryId, string? RequestId) : ICommand<DeliveryView>, IRepeatable;

internal sealed class ReplayDeliveryHandler(IDeliveries deliveries, IUnitOfWork work, TimeProvider time)
    : IRequestHandler<ReplayDelivery, DeliveryView>
{
    public async Task<DeliveryView> Handle(ReplayDelivery request, CancellationToken cancellationToken)
    {
        var replayed = await deliveries.ReplayAsync(request.DeliveryId, time.GetUtcNow(), cancellationToken)
            ?? throw Failures.DeliveryNotFound.Because();
        return await work.CommitAsync(replayed, cancellationToken);
    }
}
