using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Payments;

namespace KonTum.Tthc.Application.Payments;

/// <summary>A payment as the people who may see it see it.</summary>
public sealed record PaymentView(
    Guid Id,
    Guid DossierId,
    long Amount,
    PaymentChannel Channel,
    PaymentState State,
    string PayUri,
    DateTimeOffset? ExpiresAt,
    string ReceiptNumber,
    DateTimeOffset OpenedAt,
    DateTimeOffset? PaidAt,
    DateTimeOffset? RefundedAt,
    string FailureCode,
    long ReceivedAmount)
{
    internal static PaymentView Of(Payment payment) => new(
        payment.Id,
        payment.DossierId,
        payment.Amount,
        payment.Channel,
        payment.State,
        payment.State == PaymentState.Waiting ? payment.PayUri : "",
        payment.ExpiresAt,
        payment.ReceiptNumber,
        payment.OpenedAt,
        payment.PaidAt,
        payment.RefundedAt,
        payment.Cause,
        payment.ReceivedAmount);
}
