using System.Globalization;
using KonTum.Tthc.Sandbox.Faults;

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
    private const string QuotaUsedUp = "OUT_OF_SIGNING_TURNS";

    private static readonly (string Status, string ErrorCode, string Description) CertificateInvalid =
        (FailedStatus, "CERTIFICATE_INVALID", "Chứng thư số đã bị thu hồi hoặc hết hạn");

    /// <summary>How this interface says what is ordered to go wrong.</summary>
    public static readonly IFaultWords Words = new FaultWords();

    /// <summary>Status, error code and description of a request as the status call and the webhook say them. HTTP is 200 for all of them.</summary>
    public static (string Status, string ErrorCode, string Description) Of(SigningRequest request, SigningState state) => (state, request.Failure) switch
    {
        (SigningState.Waiting, _) => (Pending, "", ""),
        // SUCCESS is only said when all are signed.
        (SigningState.Signed, _) when request.Documents.Exists(d => d.Signature is null) =>
            (FailedStatus, "PARTIALLY_SIGNED", "Một số tài liệu chưa được ký"),
        (SigningState.Signed, _) => (Success, "", ""),
        (SigningState.Rejected, _) => (Cancelled, "USER_REJECTED", "Người dùng từ chối ký"),
        (SigningState.Expired, _) => (FailedStatus, "TRANSACTION_EXPIRED", "Giao dịch ký đã hết hạn xác nhận"),
        (_, SigningFailure.QuotaUsedUp) => (FailedStatus, QuotaUsedUp, "Tài khoản đã hết lượt ký"),
        (_, SigningFailure.Other) => (FailedStatus, request.FailureCode ?? "", request.FailureMessage ?? ""),
        _ => CertificateInvalid,
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

    private sealed class FaultWords : IFaultWords
    {
        public IResult Say(FaultOrder fault, FaultSubject subject) => fault.Fault switch
        {
            FaultKind.AccountUnknown => Refuse(400, "USER_NOT_CONNECTED", "the user is not connected to a remote signing account"),
            FaultKind.QuotaUsedUp => Refuse(400, QuotaUsedUp, "no signatures are left"),
            FaultKind.RevokedCertificate or FaultKind.ExpiredCertificate =>
                Refuse(400, CertificateInvalid.ErrorCode, "the certificate is expired, revoked or not active"),
            FaultKind.Code when subject.Call == FaultCalls.Status => PlainWire.Answer(
                new { status = FailedStatus, errorCode = fault.Code, errorDescription = fault.Message, signatures = (object?)null }),
            FaultKind.Code when subject.Call == FaultCalls.Login => LoginAnswer(
                400, int.TryParse(fault.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : LoginWrong, fault.Message ?? ""),
            FaultKind.Code => Refuse(400, fault.Code ?? "", fault.Message ?? ""),
            _ => Refuse(500, "INTERNAL_ERROR", "internal error"),
        };
    }
}
