using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Payments.ListPayments;

/// <summary>Lists the payments of a dossier, oldest first. A dossier has a handful, so there are no pages.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record ListPayments(Guid DossierId) : IQuery<IReadOnlyList<PaymentView>>;

internal sealed class ListPaymentsHandler(IStreamReader streams, IReadLog readLog, PaymentBooks books, ICallerContext callers)
    : IRequestHandler<ListPayments, IReadOnlyList<PaymentView>>
{
    public async Task<IReadOnlyList<PaymentView>> Handle(ListPayments request, CancellationToken cancellationToken)
    {
        await streams.DossierForMoneyAsync(readLog, request.DossierId, callers.Required(), cancellationToken);
        var views = new List<PaymentView>();
        foreach (var id in await books.PaymentsOfAsync(request.DossierId, cancellationToken))
        {
            views.Add(PaymentView.Of(await streams.PaymentOfAsync(request.DossierId, id, cancellationToken)));
        }

        return views;
    }
}
