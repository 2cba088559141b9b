namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    // What leaves the platform

    /// <summary>There is no such delivery.</summary>
    public static readonly Failure DeliveryNotFound = new(
        "DELIVERY_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy thông điệp gửi đi.", "The delivery was not found.");

    /// <summary>Only what was given up is sent again on request.</summary>
    public static readonly Failure DeliveryNotGivenUp = new(
        "DELIVERY_NOT_GIVEN_UP", FailureKind.FailedPrecondition,
        "Chỉ gửi lại được thông điệp đã ngừng gửi.", "Only a delivery that was given up can be sent again.");

    /// <summary>A newer state of the dossier has reached the national portal meanwhile.</summary>
    public static readonly Failure DeliveryOvertaken = new(
        "DELIVERY_OVERTAKEN", FailureKind.FailedPrecondition,
        "Cổng Dịch vụ công quốc gia đã nhận trạng thái mới hơn của hồ sơ; hãy đối soát thay vì gửi lại.",
        "The national portal already has a newer state of the dossier; reconcile instead of sending again.");

    /// <summary>No exchange with the national portal is configured.</summary>
    public static readonly Failure PortalNotConnected = new(
        "PORTAL_NOT_CONNECTED", FailureKind.FailedPrecondition,
        "Chưa cấu hình kết nối Cổng Dịch vụ công quốc gia.", "No connection to the national portal is configured.");

    /// <summary>The national portal does not answer, or refuses the question.</summary>
    public static readonly Failure PortalUnavailable = new(
        "PORTAL_UNAVAILABLE", FailureKind.Unavailable,
        "Cổng Dịch vụ công quốc gia chưa trả lời. Vui lòng thử lại sau.", "The national portal does not answer. Try again later.");
}
