namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>The procedure's form has no such field.</summary>
    public static readonly Failure FormFieldUnknown = new(
        "FORM_FIELD_UNKNOWN", FailureKind.InvalidArgument,
        "Biểu mẫu của thủ tục không có trường này.", "The form of the procedure has no such field.");

    /// <summary>The code stands for no administrative unit in force at this place of the address.</summary>
    public static readonly Failure UnitNotInForce = new(
        "ADMINISTRATIVE_UNIT_NOT_IN_FORCE", FailureKind.InvalidArgument,
        "Mã đơn vị hành chính không có hiệu lực hoặc không thuộc đơn vị cấp trên đã chọn.",
        "The code stands for no administrative unit that is in force within the one above.");

    /// <summary>Every file of the component must be signed.</summary>
    public static readonly Failure AttachmentUnsigned = new(
        "ATTACHMENT_UNSIGNED", FailureKind.FailedPrecondition,
        "Tệp của thành phần hồ sơ này phải được ký số.", "The files of this component must be signed.");

    /// <summary>A conversion of the file is in the queue.</summary>
    public static readonly Failure ConversionPending = new(
        "CONVERSION_PENDING", FailureKind.FailedPrecondition,
        "Tệp đang được chuyển sang PDF.", "The conversion of this file to PDF has not ended yet.");

    /// <summary>The draft has no receipt.</summary>
    public static readonly Failure ReceiptNotThere = new(
        "RECEIPT_NOT_THERE", FailureKind.FailedPrecondition,
        "Hồ sơ chưa nộp nên chưa có giấy tiếp nhận.", "A dossier has a receipt from its submission on.");

    /// <summary>The address looked up more codes than it may.</summary>
    public static readonly Failure TooManyLookups = new(
        "TOO_MANY_LOOKUPS", FailureKind.ResourceExhausted,
        "Bạn đã tra cứu quá nhiều lần. Vui lòng thử lại sau ít phút.", "Too many lookups from this address. Try again in a few minutes.");
}
