namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>What everybody sees of a dossier at one stage of its life.</summary>
/// <param name="State">Its state.</param>
/// <param name="NationalStatus">The national status that goes with it.</param>
/// <param name="StatusName">What the public lookup calls that.</param>
internal sealed record Stage(string State, int NationalStatus, string StatusName)
{
    public static readonly Stage Registered = new("REGISTERED", 1, "Mới đăng ký");
    public static readonly Stage Supplemented = new("SUPPLEMENTED", 1, "Mới đăng ký");
    public static readonly Stage Accepted = new("ACCEPTED", 2, "Được tiếp nhận") { IsDue = true };
    public static readonly Stage Refused = new("REFUSED", 3, "Không được tiếp nhận");
    public static readonly Stage Processing = new("PROCESSING", 4, "Đang xử lý") { IsDue = true };
    public static readonly Stage Suspended = new("SUSPENDED", 4, "Đang xử lý");
    public static readonly Stage SupplementRequested = new("SUPPLEMENT_REQUESTED", 5, "Yêu cầu bổ sung giấy tờ");
    public static readonly Stage PaymentRequested = new("PAYMENT_REQUESTED", 6, "Yêu cầu thực hiện nghĩa vụ tài chính");
    public static readonly Stage Withdrawn = new("WITHDRAWN", 7, "Công dân yêu cầu rút hồ sơ");
    public static readonly Stage Completed = new("COMPLETED", 9, "Đã xử lý xong") { IsDue = true };
    public static readonly Stage Returned = new("RETURNED", 10, "Đã trả kết quả") { IsDue = true };

    /// <summary>Whether a due time is told.</summary>
    public bool IsDue { get; init; }

    /// <summary>Subject of the mail that tells the person of it, without the code; null when nothing is told.</summary>
    public string? Mail { get; init; }

    /// <summary>What the mail says besides.</summary>
    public string Says { get; init; } = "";

    /// <summary>What was said last to the person.</summary>
    public string Note { get; init; } = "";
}
