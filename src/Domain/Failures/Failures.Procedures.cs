namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    // Procedures and their definitions

    /// <summary>The procedure was taken out of force.</summary>
    public static readonly Failure ProcedureNotInForce = new(
        "PROCEDURE_NOT_IN_FORCE", FailureKind.FailedPrecondition,
        "Thủ tục hành chính này đã ngừng tiếp nhận hồ sơ.", "The procedure is out of force; no dossier can be opened for it.");

    /// <summary>The component has no template.</summary>
    public static readonly Failure TemplateNotFound = new(
        "TEMPLATE_NOT_FOUND", FailureKind.NotFound,
        "Thành phần hồ sơ này không có biểu mẫu.", "The component has no template.");

    /// <summary>A value occurs twice where it must be unique.</summary>
    public static readonly Failure NotUnique = new(
        "NOT_UNIQUE", FailureKind.InvalidArgument,
        "Giá trị “{value}” bị trùng.", "The value \"{value}\" occurs more than once.");

    /// <summary>Something is named that is not there.</summary>
    public static readonly Failure ReferenceUnknown = new(
        "REFERENCE_UNKNOWN", FailureKind.InvalidArgument,
        "Không có “{value}” trong {among}.", "There is no \"{value}\" among {among}.");

    /// <summary>A pattern is no regular expression that can be matched in linear time.</summary>
    public static readonly Failure PatternUnusable = new(
        "PATTERN_UNUSABLE", FailureKind.InvalidArgument,
        "Biểu thức mẫu không dùng được: cần biểu thức chính quy không có tham chiếu ngược và không nhìn trước, nhìn sau.",
        "The pattern cannot be used: a regular expression without back-references and look-around is needed.");

    /// <summary>A condition names a field that does not stand before it in the same group.</summary>
    public static readonly Failure ConditionMisplaced = new(
        "CONDITION_MISPLACED", FailureKind.InvalidArgument,
        "Điều kiện phải dựa vào một trường lựa chọn hoặc có/không đứng trước trong cùng nhóm; không có “{value}”.",
        "A condition must name a choice or yes/no field that stands before it in the same group; \"{value}\" is none.");

    /// <summary>A setting is given to a field of a kind that does not have it.</summary>
    public static readonly Failure SettingNotOfKind = new(
        "SETTING_NOT_OF_KIND", FailureKind.InvalidArgument,
        "Loại trường này không có thiết lập đó.", "A field of this kind does not have this setting.");

    /// <summary>The agency was merged into another one, which receives its dossiers now.</summary>
    public static readonly Failure AgencyEnded = new(
        "AGENCY_ENDED", FailureKind.InvalidArgument,
        "Cơ quan “{value}” đã thôi tiếp nhận hồ sơ; hồ sơ nay nộp tại “{successor}”.",
        "The agency \"{value}\" receives no dossiers any more; \"{successor}\" does.");

    /// <summary>The agency does not receive dossiers any more, or not yet.</summary>
    public static readonly Failure AgencyNotInForce = new(
        "AGENCY_NOT_IN_FORCE", FailureKind.InvalidArgument,
        "Cơ quan “{value}” không còn hoặc chưa tiếp nhận hồ sơ.", "The agency \"{value}\" does not receive dossiers any more, or not yet.");
}
