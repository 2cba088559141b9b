using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.AdvancePayment;

/// <summary>
/// Looks after a payment whose callback does not come, and after a refund: the worker's use case. Answers when to look again; null when
/// nothing is left to look for.
/// </summary>
[PlatformOnly]
public sealed record AdvancePayment(Guid PaymentId) : ICommand<DateTimeOffset?>;

internal sealed class AdvancePaymentHandler(IStreamReader streams, PaymentBooks books, PaymentPace pace, TimeProvider time)
    : IRequestHandler<AdvancePayment, DateTimeOffset?>
{
    public async Task<DateTimeOffset?> Handle(AdvancePayment request, CancellationToken cancellationToken)
    {
        if (await streams.ReadAsync<Payment>(request.PaymentId, cancellationToken) is not { State: var payment }) return null;
        try
        {
            payment = payment.State == PaymentState.Refunding
                ? await books.PursueRefundAsync(payment, cancellationToken)
                : await books.LookAsync(payment.Id, cancellationToken) ?? payment;
        }
        catch (FailureException e) when (e.Failure.Kind is FailureKind.Unavailable or FailureKind.Aborted)
        {
            // Tried again like any other look.
        }

        return NextLook(payment, time.GetUtcNow());
    }

    private DateTimeOffset? NextLook(Payment payment, DateTimeOffset now) => payment switch
    {
        { State: PaymentState.Waiting, ExpiresAt: { } end } when now < end => Earlier(After(payment.OpenedAt, now), end),
        { State: PaymentState.Waiting } => After(payment.OpenedAt, now), // the service did not answer whether it was paid in time
        { State: PaymentState.Failed, ExpiresAt: { } end } when now < end + pace.LateWatch => After(payment.OpenedAt, now),
        { State: PaymentState.Refunding, Refund: { } refund } => After(refund.At, now),
        _ => null,
    };

    /// <summary>A quarter of the time that it has taken so far: soon at first, seldom later, and nothing to be counted anywhere.</summary>
    private DateTimeOffset After(DateTimeOffset since, DateTimeOffset now)
    {
        var quarter = (now - since) / 4;
        return now + (quarter < pace.PollInterval ? pace.PollInterval : quarter > pace.LongestInterval ? pace.LongestInterval : quarter);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
