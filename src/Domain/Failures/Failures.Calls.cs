namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    // Calls that reach no use case

    /// <summary>The call cannot be read: broken JSON, or a parameter that is not of its type.</summary>
    public static readonly Failure RequestUnreadable = new(
        "REQUEST_UNREADABLE", FailureKind.InvalidArgument,
        "Nội dung yêu cầu không đúng định dạng.", "The request cannot be read: broken JSON, or a parameter of the wrong type.");

    /// <summary>The body of the call is larger than this address accepts.</summary>
    public static readonly Failure RequestTooLarge = new(
        "REQUEST_TOO_LARGE", FailureKind.ResourceExhausted,
        "Nội dung yêu cầu quá lớn.", "The request body is larger than this address accepts.");

    /// <summary>The body of the call is not JSON where JSON is asked for.</summary>
    public static readonly Failure ContentTypeNotAccepted = new(
        "CONTENT_TYPE_NOT_ACCEPTED", FailureKind.InvalidArgument,
        "Kiểu nội dung của yêu cầu không được chấp nhận; cần application/json.",
        "The content type of the request is not accepted; application/json is asked for.");

    /// <summary>No such address.</summary>
    public static readonly Failure AddressNotFound = new(
        "ADDRESS_NOT_FOUND", FailureKind.NotFound, "Địa chỉ không tồn tại.", "There is no such address.");

    /// <summary>The address exists, but not for this HTTP method.</summary>
    public static readonly Failure MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED", FailureKind.Unimplemented,
        "Địa chỉ này không hỗ trợ phương thức HTTP đã dùng.", "The address does not support this HTTP method.");

    /// <summary>The node goes down; another one answers, or this one soon.</summary>
    public static readonly Failure ShuttingDown = new(
        "SHUTTING_DOWN", FailureKind.Unavailable,
        "Hệ thống đang khởi động lại. Vui lòng thử lại sau.", "The service is restarting. Try again.");
}
