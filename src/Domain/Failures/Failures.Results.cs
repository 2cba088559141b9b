namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>No such result paper for this caller.</summary>
    public static readonly Failure ResultNotFound = new(
        "RESULT_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy giấy tờ kết quả.", "The result paper does not exist.");

    /// <summary>The procedure gives out no such paper.</summary>
    public static readonly Failure ResultDefinitionNotFound = new(
        "RESULT_DEFINITION_NOT_FOUND", FailureKind.InvalidArgument,
        "Thủ tục không có loại kết quả này.", "The procedure has no such result.");

    /// <summary>The dossier has as many result papers as it can have.</summary>
    public static readonly Failure TooManyResults = new(
        "TOO_MANY_RESULTS", FailureKind.ResourceExhausted,
        "Hồ sơ chỉ có tối đa {limit} giấy tờ kết quả.", "A dossier has {limit} result papers at most.");

    /// <summary>No seal is configured for the agency, so its papers could never be given out.</summary>
    public static readonly Failure AgencySealMissing = new(
        "AGENCY_SEAL_MISSING", FailureKind.FailedPrecondition,
        "Cơ quan {agency} chưa được cấu hình chữ ký số của cơ quan.", "No seal is configured for the agency {agency}.");

    /// <summary>The seal is configured, and cannot be used now: its certificate has expired, was revoked, or is not trusted.</summary>
    public static readonly Failure AgencySealUnusable = new(
        "AGENCY_SEAL_UNUSABLE", FailureKind.FailedPrecondition,
        "Chữ ký số của cơ quan {agency} hiện không dùng được.", "The seal of the agency {agency} cannot be used now.");
}
