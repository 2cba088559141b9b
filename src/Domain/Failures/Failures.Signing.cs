namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>No such profile for this caller.</summary>
    public static readonly Failure ProfileNotFound = new(
        "SIGNATURE_PROFILE_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy chữ ký đã cấu hình.", "The signature profile does not exist.");

    /// <summary>The profile has no picture.</summary>
    public static readonly Failure ImageNotFound = new(
        "SIGNATURE_IMAGE_NOT_FOUND", FailureKind.NotFound, "Chữ ký chưa có hình ảnh.", "The signature profile has no picture.");

    /// <summary>The provider is not in the catalogue, or not for this kind of signature.</summary>
    public static readonly Failure ProviderUnknown = new(
        "SIGNATURE_PROVIDER_UNKNOWN", FailureKind.InvalidArgument,
        "Nhà cung cấp chữ ký số không có trong danh mục.", "The signature provider is not in the catalogue for this kind.");

    /// <summary>The provider knows no such account.</summary>
    public static readonly Failure AccountUnknown = new(
        "SIGNING_ACCOUNT_UNKNOWN", FailureKind.FailedPrecondition,
        "Nhà cung cấp không tìm thấy tài khoản ký số này. Vui lòng kiểm tra số CMND/CCCD đã đăng ký.",
        "The provider knows no such signing account; check the registered identity number.");

    /// <summary>The provider does not answer.</summary>
    public static readonly Failure ProviderUnavailable = new(
        "SIGNING_PROVIDER_UNAVAILABLE", FailureKind.Unavailable,
        "Nhà cung cấp chữ ký số đang không phản hồi. Vui lòng thử lại sau.",
        "The signature provider does not answer. Try again later.");

    /// <summary>The provider answered something that cannot be understood, or refused the platform itself.</summary>
    public static readonly Failure ProviderFailed = new(
        "SIGNING_PROVIDER_FAILED", FailureKind.Unavailable,
        "Nhà cung cấp chữ ký số gặp lỗi khi xử lý yêu cầu.", "The signature provider failed to process the request.");

    /// <summary>The provider refuses the platform's own credentials.</summary>
    public static readonly Failure ProviderRefusesPlatform = new(
        "SIGNING_PROVIDER_REFUSES_PLATFORM", FailureKind.Unavailable,
        "Kết nối giữa hệ thống và nhà cung cấp chữ ký số chưa được chấp nhận.",
        "The signature provider does not accept the platform's credentials.");

    /// <summary>No more signatures are left on the account.</summary>
    public static readonly Failure QuotaExhausted = new(
        "SIGNING_QUOTA_EXHAUSTED", FailureKind.ResourceExhausted,
        "Tài khoản ký số đã hết lượt ký. Vui lòng liên hệ nhà cung cấp.", "The signing account has no signatures left.");

    /// <summary>The profile has no such certificate.</summary>
    public static readonly Failure CertificateNotFound = new(
        "CERTIFICATE_NOT_FOUND", FailureKind.FailedPrecondition,
        "Không tìm thấy chứng thư số đã chọn.", "The chosen certificate is not among the account's certificates.");

    /// <summary>The certificate has ended or not begun.</summary>
    public static readonly Failure CertificateExpired = new(
        "CERTIFICATE_EXPIRED", FailureKind.FailedPrecondition,
        "Chứng thư số đã hết hạn hoặc chưa có hiệu lực.", "The certificate has expired or is not valid yet.");

    /// <summary>The certificate was revoked or is locked at the provider.</summary>
    public static readonly Failure CertificateRevoked = new(
        "CERTIFICATE_REVOKED", FailureKind.FailedPrecondition,
        "Chứng thư số đã bị thu hồi hoặc tạm dừng.", "The certificate was revoked or suspended.");

    /// <summary>The certificate is not fit for signing: key usage, key length, or algorithm.</summary>
    public static readonly Failure CertificateUnfit = new(
        "CERTIFICATE_UNFIT", FailureKind.FailedPrecondition,
        "Chứng thư số không dùng được để ký văn bản.", "The certificate is not fit for signing documents (key usage or key length).");

    /// <summary>The certificate does not lead to a configured root.</summary>
    public static readonly Failure CertificateUntrusted = new(
        "CERTIFICATE_UNTRUSTED", FailureKind.FailedPrecondition,
        "Chứng thư số không thuộc hệ thống chứng thực được tin cậy.", "The certificate does not lead to a trusted root.");

    /// <summary>A notice, not an error: the identity in the certificate differs from the account.</summary>
    public static readonly Failure IdentityDiffers = new(
        "IDENTITY_DIFFERS", FailureKind.FailedPrecondition,
        "Số giấy tờ trên chứng thư số khác với tài khoản (có thể do số CMND cũ và CCCD mới).",
        "The identity number in the certificate differs from the account (an old CMND and a new CCCD, perhaps).");

    /// <summary>The attachment is not a PDF and cannot be converted here.</summary>
    public static readonly Failure AttachmentNotPdf = new(
        "ATTACHMENT_NOT_PDF", FailureKind.FailedPrecondition,
        "Chỉ ký số được tệp PDF; hệ thống chưa có bộ chuyển đổi từ DOC/DOCX.", "Only PDF can be signed; no converter is available.");

    /// <summary>The PDF cannot be signed.</summary>
    public static readonly Failure PdfNotSignable = new(
        "PDF_NOT_SIGNABLE", FailureKind.FailedPrecondition,
        "Không thể ký số tệp PDF này: {reason_vi}.", "This PDF cannot be signed: {reason}.");

    /// <summary>The page of the placement does not exist.</summary>
    public static readonly Failure PlacementOutsidePages = new(
        "PLACEMENT_PAGE_NOT_FOUND", FailureKind.InvalidArgument,
        "Tệp không có trang đã chọn; tệp có {pages} trang.", "The file has no such page; it has {pages} pages.");

    /// <summary>The attachment is named twice in one signing.</summary>
    public static readonly Failure TargetRepeated = new(
        "TARGET_REPEATED", FailureKind.InvalidArgument, "Tệp đính kèm bị lặp lại.", "The attachment is named twice.");

    /// <summary>No such signing for this caller.</summary>
    public static readonly Failure SigningNotFound = new(
        "SIGNING_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy lần ký.", "The signing does not exist.");

    /// <summary>The signing has ended.</summary>
    public static readonly Failure SigningEnded = new(
        "SIGNING_ENDED", FailureKind.FailedPrecondition, "Lần ký này đã kết thúc.", "The signing has ended already.");

    /// <summary>Outcome: rejected on the phone.</summary>
    public static readonly Failure SigningRejected = new(
        "SIGNING_REJECTED", FailureKind.FailedPrecondition,
        "Bạn đã từ chối ký số trên điện thoại. Hồ sơ không thay đổi, có thể ký lại.",
        "The signing was rejected on the phone. The dossier is unchanged; it can be started again.");

    /// <summary>Outcome: not confirmed in time.</summary>
    public static readonly Failure SigningExpired = new(
        "SIGNING_EXPIRED", FailureKind.FailedPrecondition,
        "Hết thời gian xác nhận trên điện thoại. Hồ sơ không thay đổi, vui lòng ký lại.",
        "The confirmation ran out on the phone. The dossier is unchanged; start again.");

    /// <summary>Outcome: given up by the caller.</summary>
    public static readonly Failure SigningCancelled = new(
        "SIGNING_CANCELLED", FailureKind.FailedPrecondition, "Lần ký đã được hủy.", "The signing was cancelled.");

    /// <summary>Outcome: a newer signing took its place.</summary>
    public static readonly Failure SigningSuperseded = new(
        "SIGNING_SUPERSEDED", FailureKind.FailedPrecondition,
        "Lần ký được thay bằng một lần ký mới hơn.", "The signing was superseded by a newer one.");

    /// <summary>Outcome: what came back is not a signature of what was sent.</summary>
    public static readonly Failure SignatureMismatch = new(
        "SIGNATURE_MISMATCH", FailureKind.FailedPrecondition,
        "Chữ ký nhận được không khớp với văn bản hoặc chứng thư số; không gắn vào tệp.",
        "The signature that came back does not match the document or the certificate; it was not attached.");

    /// <summary>Outcome: no timestamp could be obtained.</summary>
    public static readonly Failure TimestampUnavailable = new(
        "TIMESTAMP_UNAVAILABLE", FailureKind.Unavailable,
        "Không lấy được dấu thời gian. Vui lòng ký lại sau.", "No timestamp could be obtained. Sign again later.");

    /// <summary>Outcome: the attachment was taken away while the phone rang.</summary>
    public static readonly Failure SigningTargetGone = new(
        "SIGNING_TARGET_GONE", FailureKind.FailedPrecondition,
        "Tệp đính kèm đã bị xóa trong khi chờ ký.", "The attachment was deleted while the signing waited.");
}
