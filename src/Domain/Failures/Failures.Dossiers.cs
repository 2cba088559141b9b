namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>No such procedure.</summary>
    public static readonly Failure ProcedureNotFound = new(
        "PROCEDURE_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy thủ tục hành chính.", "The procedure does not exist.");

    /// <summary>The agency does not accept dossiers of the procedure.</summary>
    public static readonly Failure AgencyNotCompetent = new(
        "AGENCY_NOT_COMPETENT", FailureKind.InvalidArgument,
        "Cơ quan này không tiếp nhận thủ tục đã chọn.", "This agency does not accept dossiers of the procedure.");

    /// <summary>No such dossier for this caller.</summary>
    public static readonly Failure DossierNotFound = new(
        "DOSSIER_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy hồ sơ.", "The dossier does not exist.");

    /// <summary>No such component in the dossier.</summary>
    public static readonly Failure ComponentNotFound = new(
        "COMPONENT_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy thành phần hồ sơ.", "The component does not exist.");

    /// <summary>No such attachment in the component.</summary>
    public static readonly Failure AttachmentNotFound = new(
        "ATTACHMENT_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy tệp đính kèm.", "The attachment does not exist.");

    /// <summary>The attachment has no version of the kind asked for.</summary>
    public static readonly Failure AttachmentVersionNotFound = new(
        "ATTACHMENT_VERSION_NOT_FOUND", FailureKind.NotFound,
        "Tệp đính kèm chưa có phiên bản này.", "The attachment has no such version.");

    /// <summary>The dossier was submitted and can no longer be changed.</summary>
    public static readonly Failure DossierNotDraft = new(
        "DOSSIER_NOT_DRAFT", FailureKind.FailedPrecondition,
        "Hồ sơ đã nộp, không thể thay đổi.", "The dossier was submitted and can no longer be changed.");

    /// <summary>Something is missing; the violations list all of it.</summary>
    public static readonly Failure DossierIncomplete = new(
        "DOSSIER_INCOMPLETE", FailureKind.FailedPrecondition,
        "Hồ sơ chưa đầy đủ thông tin để nộp.", "The dossier is not complete; the violations list what is missing.");

    /// <summary>A required component has no file.</summary>
    public static readonly Failure ComponentMissing = new(
        "COMPONENT_MISSING", FailureKind.FailedPrecondition,
        "Thành phần hồ sơ bắt buộc chưa có tệp đính kèm.", "A required component has no attachment.");

    /// <summary>A signing waits for the phone.</summary>
    public static readonly Failure SigningPending = new(
        "SIGNING_PENDING", FailureKind.FailedPrecondition,
        "Đang chờ xác nhận ký số trên điện thoại.", "A signing of this attachment still waits for the phone.");

    /// <summary>The file is empty.</summary>
    public static readonly Failure FileEmpty = new(
        "FILE_EMPTY", FailureKind.InvalidArgument, "Tệp tin rỗng.", "The file is empty.");

    /// <summary>The file is larger than allowed.</summary>
    public static readonly Failure FileTooLarge = new(
        "FILE_TOO_LARGE", FailureKind.InvalidArgument,
        "Tệp tin lớn hơn giới hạn {limit_bytes} byte.", "The file is larger than the limit of {limit_bytes} bytes.");

    /// <summary>The content is of no accepted type.</summary>
    public static readonly Failure FileTypeNotAccepted = new(
        "FILE_TYPE_NOT_ACCEPTED", FailureKind.InvalidArgument,
        "Chỉ nhận tệp {accepted}.", "Only {accepted} files are accepted.");

    /// <summary>The bytes differ from the digest that was declared.</summary>
    public static readonly Failure DigestMismatch = new(
        "DIGEST_MISMATCH", FailureKind.InvalidArgument,
        "Tệp tin nhận được không khớp với mã kiểm tra. Vui lòng tải lại.", "The received bytes do not match the declared SHA-256.");

    /// <summary>The component has as many files as it may have.</summary>
    public static readonly Failure TooManyAttachments = new(
        "TOO_MANY_ATTACHMENTS", FailureKind.FailedPrecondition,
        "Mỗi thành phần chỉ được đính kèm tối đa {limit} tệp.", "A component can have at most {limit} attachments.");
}
