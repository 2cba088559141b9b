namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// What the MISA eSign document says about failures: the form of its errors, and error code 122, "two factors are wanted". Codes of a wrong
/// one-time password are from one integrator's table; the others, which no document gives, are the sandbox's own.
/// </summary>
internal static class MisaCodes
{
    public const int TwoFactorsWanted = 122;
    public const int LoginWrong = 100;
    public const int OtpWrong = 1001;
    public const int OtpExpired = 1002;
    public const int OtpAttemptsUsedUp = 1003;

    public const string Pending = "PENDING";
    public const string Success = "SUCCESS";
    public const string FailedStatus = "FAILED";
    public const string Cancelled = "CANCELLED";

    /// <summary>Status, error code and description of a request as the status call and the webhook say them. HTTP is 200 for all of them.</summary>
    public static (string Status, string ErrorCode, string Description) Of(SigningState state) => state switch
    {
        SigningState.Waiting => (Pending, "", ""),
        SigningState.Signed => (Success, "", ""),
        SigningState.Rejected => (Cancelled, "USER_REJECTED", "Người dùng từ chối ký"),
        SigningState.Expired => (FailedStatus, "TRANSACTION_EXPIRED", "Giao dịch ký đã hết hạn xác nhận"),
        _ => (FailedStatus, "CERTIFICATE_INVALID", "Chứng thư số đã bị thu hồi hoặc hết hạn"),
    };

    /// <summary>ResponseError: what the calls below <c>external/esrm</c> answer when they refuse.</summary>
    public static IResult Refuse(int httpStatus, string errorCode, string error, params IReadOnlyList<(string Property, string Reason)> validationFailures) =>
        PlainWire.Answer(
            new
            {
                error,
                errorCode,
                devMsg = error,
                userMsg = "Có lỗi xảy ra, vui lòng thử lại",
                validationFailures = validationFailures.Select(f => new { property = f.Property, failureReason = f.Reason }),
            },
            httpStatus);

    /// <summary>The <c>status</c> block that wraps the answers of login and two factors; an error comes without data.</summary>
    public static IResult LoginAnswer(int httpStatus, int errorCode, string message, object? data = null) => PlainWire.Answer(
        new
        {
            status = new
            {
                type = errorCode == 0 ? "success" : "fail",
                code = httpStatus,
                message,
                error = errorCode != 0,
                errorCode,
                devMsg = message,
                userMsg = message,
            },
            data,
        },
        httpStatus);
}
