namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>The state of the dossier does not allow it; the details say which state that is and what is possible.</summary>
    public static readonly Failure DossierStateNotAllowed = new(
        "DOSSIER_STATE_NOT_ALLOWED", FailureKind.FailedPrecondition,
        "Hồ sơ đang ở trạng thái “{state_vi}”, không thể {act_vi}. Hiện có thể: {possible_vi}.",
        "The dossier is in the state {state}, which does not allow {act}. Possible now: {possible}.");

    /// <summary>While a supplement is asked for, only the items asked for can be changed.</summary>
    public static readonly Failure NotAskedFor = new(
        "NOT_ASKED_FOR", FailureKind.FailedPrecondition,
        "Hồ sơ đang chờ bổ sung: chỉ được thay đổi những mục mà cơ quan yêu cầu.",
        "The dossier waits for a supplement: only the items that were asked for can be changed.");

    /// <summary>Something that was asked for is not there yet; the violations list all of it.</summary>
    public static readonly Failure SupplementIncomplete = new(
        "SUPPLEMENT_INCOMPLETE", FailureKind.FailedPrecondition,
        "Chưa bổ sung đủ những mục được yêu cầu.", "Not everything that was asked for is there; the violations list what is missing.");

    /// <summary>An item that was asked for has no answer yet.</summary>
    public static readonly Failure SupplementItemOpen = new(
        "SUPPLEMENT_ITEM_OPEN", FailureKind.FailedPrecondition,
        "Mục này được yêu cầu bổ sung nhưng chưa có thay đổi.", "This item was asked for and has not been answered.");

    /// <summary>The last day for the supplement has passed.</summary>
    public static readonly Failure SupplementDeadlinePassed = new(
        "SUPPLEMENT_DEADLINE_PASSED", FailureKind.FailedPrecondition,
        "Đã quá hạn bổ sung ngày {deadline}. Vui lòng liên hệ cơ quan đang giữ hồ sơ.",
        "The deadline for the supplement, {deadline}, has passed. The agency can extend it.");

    /// <summary>The same item is asked for twice.</summary>
    public static readonly Failure AskedForTwice = new(
        "ASKED_FOR_TWICE", FailureKind.InvalidArgument, "Mục này được nêu hai lần.", "This item is asked for twice.");

    /// <summary>Nothing is due and nothing was asked for on top.</summary>
    public static readonly Failure NothingToPay = new(
        "NOTHING_TO_PAY", FailureKind.FailedPrecondition,
        "Hồ sơ không còn khoản nào phải nộp.", "Nothing is left to be paid for this dossier.");

    /// <summary>It is where it is to be handed over to already.</summary>
    public static readonly Failure AlreadyThere = new(
        "ALREADY_THERE", FailureKind.InvalidArgument,
        "Hồ sơ đã ở cơ quan và cán bộ này.", "The dossier is with this agency and officer already.");

    /// <summary>The procedure gives out papers, and none is at the dossier.</summary>
    public static readonly Failure ResultMissing = new(
        "RESULT_MISSING", FailureKind.FailedPrecondition,
        "Chưa có giấy tờ kết quả của thủ tục này.", "The procedure gives out a result, and no result paper is at the dossier.");

    /// <summary>A result paper does not have the agency's seal.</summary>
    public static readonly Failure ResultNotSealed = new(
        "RESULT_NOT_SEALED", FailureKind.FailedPrecondition,
        "Giấy tờ kết quả chưa có chữ ký số của cơ quan.", "A result paper does not have the agency's seal yet.");
}
