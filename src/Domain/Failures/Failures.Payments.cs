namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    // Fees and their payment

    /// <summary>Fees are due that must be paid first.</summary>
    public static readonly Failure FeesUnpaid = new(
        "FEES_UNPAID", FailureKind.FailedPrecondition,
        "Hồ sơ còn {amount} đồng phí, lệ phí chưa nộp.", "Fees of {amount} VND are due and must be paid first.");

    /// <summary>What the procedure says about fees leads to no sensible sum.</summary>
    public static readonly Failure FeesNotComputable = new(
        "FEES_NOT_COMPUTABLE", FailureKind.FailedPrecondition,
        "Không tính được phí, lệ phí của hồ sơ. Vui lòng liên hệ cơ quan tiếp nhận.",
        "The fees of the dossier cannot be computed: an amount is negative or the sum is out of range.");

    /// <summary>Nothing is due.</summary>
    public static readonly Failure NothingDue = new(
        "NOTHING_DUE", FailureKind.FailedPrecondition,
        "Hồ sơ không còn phí, lệ phí phải nộp.", "Nothing is due for this dossier.");

    /// <summary>The dossier came to nothing.</summary>
    public static readonly Failure DossierNotPayable = new(
        "DOSSIER_NOT_PAYABLE", FailureKind.FailedPrecondition,
        "Hồ sơ đã bị từ chối, rút, dừng xử lý hoặc hủy nên không thể nộp phí, lệ phí.",
        "The dossier was refused, withdrawn, stopped or discarded; its fees cannot be paid.");

    /// <summary>What was received at the counter is not what is due.</summary>
    public static readonly Failure AmountNotDue = new(
        "AMOUNT_NOT_DUE", FailureKind.InvalidArgument,
        "Số tiền phải đúng bằng số còn phải nộp: {amount} đồng.", "The amount must be what is due: {amount} VND.");

    /// <summary>No such payment of the dossier.</summary>
    public static readonly Failure PaymentNotFound = new(
        "PAYMENT_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy giao dịch thanh toán.", "The payment does not exist.");

    /// <summary>It has no receipt.</summary>
    public static readonly Failure PaymentUnreceipted = new(
        "PAYMENT_UNRECEIPTED", FailureKind.FailedPrecondition,
        "Giao dịch chưa hoàn tất nên chưa có biên lai.", "The payment was not completed; there is no receipt.");

    /// <summary>There is no money to give back.</summary>
    public static readonly Failure PaymentNotRefundable = new(
        "PAYMENT_NOT_REFUNDABLE", FailureKind.FailedPrecondition,
        "Giao dịch không có khoản tiền nào để hoàn trả.", "The payment holds no money that could be given back.");

    /// <summary>The address to come back to is none that the platform trusts.</summary>
    public static readonly Failure ReturnAddressNotTrusted = new(
        "RETURN_ADDRESS_NOT_TRUSTED", FailureKind.InvalidArgument,
        "Địa chỉ quay lại sau khi thanh toán không được chấp nhận.", "The address to return to after paying is not a trusted one.");

    /// <summary>No payment service is configured.</summary>
    public static readonly Failure OnlinePaymentNotOffered = new(
        "ONLINE_PAYMENT_NOT_OFFERED", FailureKind.Unimplemented,
        "Hệ thống chưa hỗ trợ thanh toán trực tuyến. Vui lòng nộp tại quầy.",
        "Online payment is not offered here; the fees can be paid at the counter.");

    /// <summary>The payment service does not answer.</summary>
    public static readonly Failure PaymentServiceUnavailable = new(
        "PAYMENT_SERVICE_UNAVAILABLE", FailureKind.Unavailable,
        "Cổng thanh toán không phản hồi. Vui lòng thử lại sau.", "The payment service does not answer. Try again later.");

    /// <summary>Another amount arrived than was asked for.</summary>
    public static readonly Failure AmountMismatched = new(
        "AMOUNT_MISMATCHED", FailureKind.FailedPrecondition,
        "Số tiền nhận được khác với số tiền phải nộp; cơ quan tiếp nhận sẽ hoàn trả.",
        "Another amount arrived than was asked for; the agency gives it back.");

    /// <summary>The person gave up.</summary>
    public static readonly Failure PaymentGivenUp = new(
        "PAYMENT_GIVEN_UP", FailureKind.FailedPrecondition, "Người nộp đã hủy thanh toán.", "The person gave the payment up.");

    /// <summary>The bank refused.</summary>
    public static readonly Failure PaymentRefusedByBank = new(
        "PAYMENT_REFUSED_BY_BANK", FailureKind.FailedPrecondition,
        "Ngân hàng từ chối giao dịch.", "The bank refused the payment.");

    /// <summary>Nobody paid in time.</summary>
    public static readonly Failure PaymentExpired = new(
        "PAYMENT_EXPIRED", FailureKind.FailedPrecondition, "Đã quá thời hạn thanh toán.", "The payment was not made in time.");

    /// <summary>Another payment took its place.</summary>
    public static readonly Failure PaymentSuperseded = new(
        "PAYMENT_SUPERSEDED", FailureKind.FailedPrecondition,
        "Giao dịch đã được thay thế bằng giao dịch khác.", "Another payment took the place of this one.");

    /// <summary>The payment service refused the refund.</summary>
    public static readonly Failure RefundNotAccepted = new(
        "REFUND_NOT_ACCEPTED", FailureKind.FailedPrecondition,
        "Cổng thanh toán từ chối yêu cầu hoàn tiền.", "The payment service refused to give the money back.");
}
