using System.Globalization;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.GetPaymentReceipt;

/// <summary>The receipt of a payment (biên lai) as a PDF: who paid, for what, how much in figures and in words.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetPaymentReceipt(Guid DossierId, Guid PaymentId) : IQuery<FileContent>;

internal sealed class GetPaymentReceiptHandler(
    IStreamReader streams, IReadLog readLog, IPaperPrinter printer, ICallerContext callers) : IRequestHandler<GetPaymentReceipt, FileContent>
{
    public async Task<FileContent> Handle(GetPaymentReceipt request, CancellationToken cancellationToken)
    {
        var dossier = await streams.DossierForMoneyAsync(readLog, request.DossierId, callers.Required(), cancellationToken);
        var payment = await streams.PaymentOfAsync(request.DossierId, request.PaymentId, cancellationToken);
        if (!payment.Counts) throw Failures.PaymentUnreceipted.Because();

        var pdf = printer.Print(Receipt.Of(payment, dossier));
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pdf));
        return new FileContent(new MemoryStream(pdf, writable: false), "application/pdf", $"{payment.ReceiptNumber}.pdf", pdf.Length, digest);
    }
}

/// <summary>What stands on a receipt.</summary>
internal static class Receipt
{
    /// <summary>Vietnamese figures: dots between the thousands.</summary>
    private static readonly NumberFormatInfo Figures = new() { NumberGroupSeparator = ".", NumberDecimalDigits = 0 };

    public static Paper Of(Payment payment, Dossier dossier)
    {
        var day = DossierCode.DayOf(payment.PaidAt ?? payment.OpenedAt);
        return new Paper(payment.Agency.Name, $"Số: {payment.ReceiptNumber}", "BIÊN LAI THU PHÍ, LỆ PHÍ", [.. Parts(payment, dossier)], day)
        {
            Foot = $"Biên lai được lập từ giao dịch {payment.Id} trên hệ thống thông tin giải quyết thủ tục hành chính.",
        };
    }

    private static IEnumerable<PaperPart> Parts(Payment payment, Dossier dossier)
    {
        yield return new PaperField("Người nộp", NameOf(dossier));
        if (dossier.Code.Length > 0) yield return new PaperField("Mã hồ sơ", dossier.Code);
        yield return new PaperField("Nội dung", $"Phí, lệ phí thủ tục {Bare(dossier.ProcedureName)} ({dossier.ProcedureCode})");
        yield return new PaperTable(
            ["Khoản thu", "Đơn giá (đồng)", "Số lượng", "Thành tiền (đồng)"],
            [.. payment.Lines.Select(IReadOnlyList<string> (l) =>
                [l.Name, In(l.UnitAmount), l.Quantity.ToString(CultureInfo.InvariantCulture), In(l.Amount)])]);
        // What was paid earlier stands on a receipt of its own.
        var before = payment.Lines.Sum(l => l.Amount) - payment.Amount;
        if (before > 0) yield return new PaperField("Đã nộp trước đó", $"{In(before)} đồng");
        yield return new PaperField("Số tiền", $"{In(payment.ReceivedAmount)} đồng");
        yield return new PaperField("Bằng chữ", AmountInWords.Of(payment.ReceivedAmount));
        yield return new PaperField("Hình thức", payment.Channel == PaymentChannel.Online ? "Thanh toán trực tuyến" : "Nộp tại quầy");
        if (payment.GatewayReference.Length > 0) yield return new PaperField("Mã giao dịch", payment.GatewayReference);
        if (payment.RefundedAt is { } refunded)
            yield return new PaperText($"ĐÃ HOÀN TRẢ {In(payment.ReceivedAmount)} đồng ngày {DossierCode.DayOf(refunded).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}.");
    }

    private static string NameOf(Dossier dossier) => dossier.Form switch
    {
        { SubmitterName.Length: > 0 } form => form.SubmitterName,
        { OwnerName.Length: > 0 } form => form.OwnerName,
        _ => "(chưa khai)",
    };

    /// <summary>Names of procedures often begin with the word that is there already.</summary>
    private static string Bare(string name) => name.StartsWith("Thủ tục ", StringComparison.OrdinalIgnoreCase) ? name["Thủ tục ".Length..] : name;

    private static string In(long amount) => amount.ToString("N0", Figures);
}
