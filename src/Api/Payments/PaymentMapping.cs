using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Payments;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Payments;

internal static class PaymentMapping
{
    public static V1.DossierFees ToMessage(this Domain.Dossiers.DossierFees fees) => new()
    {
        Lines =
        {
            fees.Lines.Select(l => new V1.FeeLine
            {
                FeeId = l.FeeId, DisplayName = l.Name, UnitAmount = l.UnitAmount, Quantity = l.Quantity, Amount = l.Amount,
            }),
        },
        TotalAmount = fees.Total,
        PaidAmount = fees.Paid,
        DueAmount = fees.Due,
        MustBePaidBeforeSubmission = fees.MustBePaidBeforeSubmission,
    };

    public static V1.Payment ToMessage(this PaymentView payment) => new()
    {
        Id = payment.Id.ToString(),
        DossierId = payment.DossierId.ToString(),
        Amount = payment.Amount,
        Channel = (V1.PaymentChannel)payment.Channel,
        State = (V1.PaymentState)payment.State,
        PayUri = payment.PayUri,
        ExpireTime = payment.ExpiresAt.ToTimestamp(),
        ReceiptNumber = payment.ReceiptNumber,
        CreateTime = Values.ToTimestamp(payment.OpenedAt),
        PayTime = payment.PaidAt.ToTimestamp(),
        RefundTime = payment.RefundedAt.ToTimestamp(),
        FailureCode = payment.FailureCode,
        ReceivedAmount = payment.ReceivedAmount,
    };
}
