using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.GetPayment;

/// <summary>Gets a payment. One that waits is looked up at the payment service first: people come back before its callback does.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetPayment(Guid DossierId, Guid PaymentId) : IQuery<PaymentView>;

internal sealed class GetPaymentHandler(IStreamReader streams, IReadLog readLog, PaymentBooks books, ICallerContext callers)
    : IRequestHandler<GetPayment, PaymentView>
{
    public async Task<PaymentView> Handle(GetPayment request, CancellationToken cancellationToken)
    {
        await streams.DossierForMoneyAsync(readLog, request.DossierId, callers.Required(), cancellationToken);
        var payment = await streams.PaymentOfAsync(request.DossierId, request.PaymentId, cancellationToken);
        if (payment.State != PaymentState.Waiting) return PaymentView.Of(payment);
        try
        {
            return PaymentView.Of(await books.LookAsync(payment.Id, cancellationToken) ?? payment);
        }
        catch (FailureException e) when (e.Failure == Failures.PaymentServiceUnavailable)
        {
            // What we know is still true: it waits.
            return PaymentView.Of(payment);
        }
    }
}
