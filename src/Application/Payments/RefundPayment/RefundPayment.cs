using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.RefundPayment;

/// <summary>
/// Gives all of a payment back. Nothing gives money back by itself: an officer decides, after a withdrawal, a refusal or a mistake. Online
/// the payment service is asked until it has done so; at the counter it is recorded that the officer did.
/// </summary>
[AllowedFor(Role.Officer)]
public sealed record RefundPayment(Guid DossierId, Guid PaymentId, string Reason, string? RequestId) : ICommand<PaymentView>, IRepeatable;

internal sealed class RefundPaymentValidator : AbstractValidator<RefundPayment>
{
    public RefundPaymentValidator() => this.MustBeText(r => r.Reason, "reason", 500);
}

internal sealed class RefundPaymentHandler(
    IUnitOfWork work, PaymentBooks books, IIdentifiers identifiers, ICallerContext callers, TimeProvider time)
    : IRequestHandler<RefundPayment, PaymentView>
{
    public Task<PaymentView> Handle(RefundPayment request, CancellationToken cancellationToken) => work.DecideAsync(async () =>
    {
        var officer = callers.Required();
        await work.ReceivedDossierAsync(request.DossierId, officer, cancellationToken);
        var payment = await work.FindAsync<Payment>(request.PaymentId, cancellationToken);
        if (payment is null || payment.State.DossierId != request.DossierId) throw Failures.PaymentNotFound.Because();

        foreach (var e in payment.State.RequestRefund(identifiers.Next(), officer.Subject, request.Reason, time.GetUtcNow()))
        {
            await books.AppendAsync(payment, e, cancellationToken);
        }

        return await work.CommitAsync(PaymentView.Of(payment.State), cancellationToken);
    });
}
