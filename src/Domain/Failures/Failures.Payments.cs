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
}
