using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Exchange.ListDeliveries;

/// <summary>Lists deliveries, newest first.</summary>
[AllowedFor(Role.Administrator)]
public sealed record ListDeliveries(DeliveryFilter Filter, PageRequest Page) : IQuery<Page<DeliveryView>>;

internal sealed class ListDeliveriesHandler(IDeliveries deliveries) : IRequestHandler<ListDeliveries, Page<DeliveryView>>
{
    public async Task<Page<DeliveryView>> Handle(ListDeliveries request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var after = PageToken.Parse(request.Page.Token);
        var read = await deliveries.ListAsync(request.Filter, after?.Time, after?.Shown ?? 0, size + 1, cancellationToken);
        return PageToken.Cut(read, size, after, d => d.CreatedAt);
    }
}
