using Google.Api;
using Grpc.Core;
using KonTum.Tthc.Api.Files;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Payments.GetFees;
using KonTum.Tthc.Application.Payments.GetPayment;
using KonTum.Tthc.Application.Payments.GetPaymentReceipt;
using KonTum.Tthc.Application.Payments.ListPayments;
using KonTum.Tthc.Application.Payments.RecordPayment;
using KonTum.Tthc.Application.Payments.RefundPayment;
using KonTum.Tthc.Application.Payments.StartPayment;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Payments;

internal sealed class PaymentsService(ISender sender, ILogger<PaymentsService> log) : V1.Payments.PaymentsBase
{
    public override async Task<V1.DossierFees> GetFees(V1.GetFeesRequest request, ServerCallContext context) =>
        (await sender.Send(new GetFees(request.DossierId.ToId()), context.CancellationToken)).ToMessage();

    public override async Task<V1.Payment> StartPayment(V1.StartPaymentRequest request, ServerCallContext context)
    {
        var command = new StartPayment(request.DossierId.ToId(), request.ReturnUri, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Payment> GetPayment(V1.GetPaymentRequest request, ServerCallContext context) =>
        (await sender.Send(new GetPayment(request.DossierId.ToId(), request.PaymentId.ToId()), context.CancellationToken)).ToMessage();

    public override async Task<V1.ListPaymentsResponse> ListPayments(V1.ListPaymentsRequest request, ServerCallContext context)
    {
        var payments = await sender.Send(new ListPayments(request.DossierId.ToId()), context.CancellationToken);
        return new V1.ListPaymentsResponse { Payments = { payments.Select(p => p.ToMessage()) } };
    }

    public override async Task<V1.Payment> RecordPayment(V1.RecordPaymentRequest request, ServerCallContext context)
    {
        var command = new RecordPayment(request.DossierId.ToId(), request.Amount, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Payment> RefundPayment(V1.RefundPaymentRequest request, ServerCallContext context)
    {
        var command = new RefundPayment(request.DossierId.ToId(), request.PaymentId.ToId(), request.Reason, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task GetPaymentReceipt(
        V1.GetPaymentReceiptRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var query = new GetPaymentReceipt(request.DossierId.ToId(), request.PaymentId.ToId());
        await responseStream.SendAsync(await sender.Send(query, context.CancellationToken), context, log);
    }
}
