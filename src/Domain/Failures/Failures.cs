using System.Reflection;

namespace KonTum.Tthc.Domain.Failures;

/// <summary>The catalogue: every expected failure of the platform, once. Codes are part of the contract and never change.</summary>
public static partial class Failures
{
    // Requests in general

    /// <summary>One or more fields are wrong; the violations say which.</summary>
    public static readonly Failure InvalidRequest = new(
        "INVALID_REQUEST", FailureKind.InvalidArgument, "Thông tin gửi lên chưa đúng.", "The request has invalid fields.");

    /// <summary>A required field is empty.</summary>
    public static readonly Failure Required = new(
        "REQUIRED", FailureKind.InvalidArgument, "Thông tin này là bắt buộc.", "This field is required.");

    /// <summary>A field does not have the form asked for.</summary>
    public static readonly Failure Malformed = new(
        "MALFORMED", FailureKind.InvalidArgument, "Giá trị không đúng định dạng: {expected}.", "The value is malformed: {expected}.");

    /// <summary>A text is too long or a number out of its range.</summary>
    public static readonly Failure OutOfRange = new(
        "OUT_OF_RANGE", FailureKind.InvalidArgument, "Giá trị phải trong khoảng {range}.", "The value must be within {range}.");

    /// <summary>A text has characters that cannot be shown, or that make it show as something else.</summary>
    public static readonly Failure CharactersNotAccepted = new(
        "CHARACTERS_NOT_ACCEPTED", FailureKind.InvalidArgument,
        "Nội dung có ký tự điều khiển hoặc ký tự đảo chiều chữ không được chấp nhận.",
        "The text has control characters or marks that turn the direction of writing around.");

    /// <summary>The page token was not given out by this list.</summary>
    public static readonly Failure PageTokenInvalid = new(
        "PAGE_TOKEN_INVALID", FailureKind.InvalidArgument, "Mã trang không hợp lệ.", "The page token is invalid.");

    /// <summary>The same request id came with another request.</summary>
    public static readonly Failure RequestIdReused = new(
        "REQUEST_ID_REUSED", FailureKind.InvalidArgument,
        "Mã yêu cầu này đã được dùng cho một yêu cầu khác.", "This request_id was used for a different request.");

    /// <summary>Someone else changed the resource.</summary>
    public static readonly Failure ChangedMeanwhile = new(
        "CHANGED_MEANWHILE", FailureKind.Aborted,
        "Dữ liệu đã được thay đổi. Vui lòng tải lại và thực hiện lại.", "The resource was changed meanwhile; read it again and repeat.");

    /// <summary>No token, or one that is not valid.</summary>
    public static readonly Failure Unauthenticated = new(
        "UNAUTHENTICATED", FailureKind.Unauthenticated, "Vui lòng đăng nhập.", "Log in first.");

    /// <summary>The caller's role does not allow the use case.</summary>
    public static readonly Failure Forbidden = new(
        "FORBIDDEN", FailureKind.PermissionDenied,
        "Tài khoản của bạn không có quyền thực hiện chức năng này.", "Your account may not do this.");

    /// <summary>The person asked for their personal data to be erased; nothing can be recorded for them any more.</summary>
    public static readonly Failure PersonErased = new(
        "PERSON_ERASED", FailureKind.FailedPrecondition,
        "Dữ liệu cá nhân của tài khoản này đã được xóa; không thể ghi nhận thêm.",
        "The personal data of this account was erased; nothing more can be recorded for it.");

    /// <summary>The database does not answer at the moment: it restarts, or another server takes over.</summary>
    public static readonly Failure StorageUnavailable = new(
        "STORAGE_UNAVAILABLE", FailureKind.Unavailable,
        "Hệ thống đang tạm thời gián đoạn. Vui lòng thử lại sau.", "The service is interrupted for a moment. Try again.");

    /// <summary>An unexpected failure; the trace id leads to the log.</summary>
    public static readonly Failure Unexpected = new(
        "INTERNAL", FailureKind.Internal,
        "Hệ thống gặp sự cố. Vui lòng thử lại sau.", "Something went wrong on our side. Try again later.");

    /// <summary>All entries, by code.</summary>
    public static IReadOnlyDictionary<string, Failure> All => Catalogue.ByCode;

    /// <summary>An invalid request with all its violations.</summary>
    public static FailureException Invalid(params IReadOnlyList<FieldViolation> violations) => new(InvalidRequest, violations);

    // A nested holder: it is filled at first use, when the fields of every part of this class are set.
    private static class Catalogue
    {
        internal static readonly Dictionary<string, Failure> ByCode = typeof(Failures)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(Failure))
            .Select(f => (Failure)f.GetValue(null)!)
            .ToDictionary(f => f.Code, StringComparer.Ordinal);
    }
}
