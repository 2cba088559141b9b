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

    /// <summary>The provider says that the certificate is suspended or locked; it may become usable again.</summary>
    public static readonly Failure CertificateSuspended = new(
        "CERTIFICATE_SUSPENDED", FailureKind.FailedPrecondition,
        "Chứng thư số đang bị tạm dừng hoặc bị khóa tại nhà cung cấp.", "The certificate is suspended or locked at the provider.");

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

    // What providers and their accounts want

    /// <summary>The provider wants a log-in to the account first.</summary>
    public static readonly Failure AccountNotConnected = new(
        "SIGNING_ACCOUNT_NOT_CONNECTED", FailureKind.FailedPrecondition,
        "Tài khoản ký số chưa được kết nối. Vui lòng đăng nhập tài khoản của nhà cung cấp trong phần cấu hình chữ ký.",
        "The signing account is not connected. Log in to the provider's account in the signature profile.");

    /// <summary>The provider refuses the user name, password or one-time password of a log-in.</summary>
    public static readonly Failure AccountLoginWrong = new(
        "SIGNING_ACCOUNT_LOGIN_WRONG", FailureKind.FailedPrecondition,
        "Tên đăng nhập, mật khẩu hoặc mã OTP của tài khoản ký số không đúng.",
        "The user name, password or one-time password of the signing account is wrong.");

    /// <summary>The provider of the account wants no log-in.</summary>
    public static readonly Failure AccountNeedsNoLogin = new(
        "SIGNING_ACCOUNT_NEEDS_NO_LOGIN", FailureKind.FailedPrecondition,
        "Tài khoản ký số này không cần kết nối trước.", "This signing account needs no log-in beforehand.");

    /// <summary>Outcome: the question to the provider was cut off, and it cannot be found out whether it arrived.</summary>
    public static readonly Failure SigningStartUnknown = new(
        "SIGNING_START_UNKNOWN", FailureKind.FailedPrecondition,
        "Không rõ yêu cầu ký đã đến nhà cung cấp hay chưa. Nếu điện thoại hiện yêu cầu, vui lòng từ chối, rồi ký lại.",
        "It is not known whether the request reached the provider. If the phone shows one, reject it and start again.");

    /// <summary>Outcome: the provider's answer was cut off, and it cannot be asked for again.</summary>
    public static readonly Failure SigningAnswerLost = new(
        "SIGNING_ANSWER_LOST", FailureKind.FailedPrecondition,
        "Kết nối với nhà cung cấp bị ngắt trước khi nhận được chữ ký. Hồ sơ không thay đổi, vui lòng ký lại.",
        "The connection to the provider broke before the signature arrived. The dossier is unchanged; start again.");

    /// <summary>The PIN is wrong; it can be given again.</summary>
    public static readonly Failure PinWrong = new(
        "SIGNING_PIN_WRONG", FailureKind.FailedPrecondition, "Mã PIN ký số không đúng.", "The signing PIN is wrong.");

    /// <summary>The one-time password is wrong or too old; it can be given again.</summary>
    public static readonly Failure OtpWrong = new(
        "SIGNING_OTP_WRONG", FailureKind.FailedPrecondition,
        "Mã OTP không đúng hoặc đã hết hạn.", "The one-time password is wrong or too old.");

    /// <summary>Outcome: the provider has locked the key after wrong attempts.</summary>
    public static readonly Failure CredentialLocked = new(
        "SIGNING_CREDENTIAL_LOCKED", FailureKind.FailedPrecondition,
        "Khóa ký số đã bị nhà cung cấp khóa. Vui lòng liên hệ nhà cung cấp.", "The provider has locked the signing key. Contact the provider.");

    /// <summary>The key signs fewer files in one confirmation than were given; nobody was asked.</summary>
    public static readonly Failure BatchTooLarge = new(
        "SIGNING_BATCH_TOO_LARGE", FailureKind.FailedPrecondition,
        "Chứng thư số này chỉ ký được tối đa {limit} tệp mỗi lần xác nhận. Vui lòng chọn ít tệp hơn.",
        "This certificate signs at most {limit} files in one confirmation. Choose fewer files.");

    /// <summary>The signing waits for no PIN, one-time password or code.</summary>
    public static readonly Failure AuthorizationNotAsked = new(
        "SIGNING_AUTHORIZATION_NOT_ASKED", FailureKind.FailedPrecondition,
        "Lần ký này không chờ mã PIN hoặc OTP.", "This signing waits for no PIN or one-time password.");

    /// <summary>A PIN or one-time password of this signing is with the provider just now.</summary>
    public static readonly Failure AuthorizationUnderWay = new(
        "SIGNING_AUTHORIZATION_UNDER_WAY", FailureKind.FailedPrecondition,
        "Mã PIN hoặc OTP vừa nhập đang được xử lý. Vui lòng chờ kết quả.",
        "The PIN or one-time password that was just given is being processed; wait for what comes of it.");

    /// <summary>The signing waits for no signatures of a token.</summary>
    public static readonly Failure SignaturesNotAsked = new(
        "SIGNATURES_NOT_ASKED", FailureKind.FailedPrecondition,
        "Lần ký này không chờ chữ ký từ USB Token hoặc SIM.", "This signing waits for no signatures of a token or SIM.");

    /// <summary>The entry is a token, and its certificate did not come with the request; or the other way round.</summary>
    public static readonly Failure TokenCertificateMissing = new(
        "TOKEN_CERTIFICATE_MISSING", FailureKind.InvalidArgument,
        "Ký bằng USB Token hoặc SIM cần chứng thư số từ thiết bị.", "Signing with a token or SIM needs the certificate of the device.");

    // Outcomes of single attachments of a signing

    /// <summary>The provider signed others of the confirmation, but not this one.</summary>
    public static readonly Failure SignatureMissing = new(
        "SIGNATURE_MISSING", FailureKind.FailedPrecondition,
        "Nhà cung cấp không trả về chữ ký cho tệp này.", "The provider returned no signature for this file.");

    /// <summary>An earlier confirmation of the same signing did not go well, so this one was not asked for.</summary>
    public static readonly Failure SigningNotAsked = new(
        "SIGNING_NOT_ASKED", FailureKind.FailedPrecondition,
        "Chưa yêu cầu xác nhận cho tệp này vì lần xác nhận trước không thành công.",
        "This file was not asked for, because an earlier confirmation did not succeed.");

    /// <summary>Outcome: some attachments are signed, some are not.</summary>
    public static readonly Failure SigningPartly = new(
        "SIGNING_PARTLY_SIGNED", FailureKind.FailedPrecondition,
        "Đã ký {signed} trên {total} tệp. Có thể ký tiếp các tệp còn lại.", "{signed} of {total} files were signed. The rest can be signed again.");

    /// <summary>Nothing of the signing is left to sign, or it has not ended yet.</summary>
    public static readonly Failure NothingToResume = new(
        "SIGNING_NOTHING_TO_RESUME", FailureKind.FailedPrecondition,
        "Lần ký này không còn tệp nào cần ký tiếp.", "The signing has no files that are left to sign.");

    /// <summary>Notice: more attachments than the provider takes at once.</summary>
    public static readonly Failure SeveralConfirmations = new(
        "SEVERAL_CONFIRMATIONS", FailureKind.FailedPrecondition,
        "Nhà cung cấp nhận tối đa {limit} tệp mỗi lần: cần xác nhận {count} lần trên điện thoại.",
        "The provider takes {limit} files at once: {count} confirmations on the phone are needed.");

    // Placement by keyword

    /// <summary>The keyword is not in the file.</summary>
    public static readonly Failure KeywordNotFound = new(
        "KEYWORD_NOT_FOUND", FailureKind.FailedPrecondition,
        "Không tìm thấy từ khóa định vị trong tệp.", "The keyword was not found in the file.");

    /// <summary>The keyword is in several places.</summary>
    public static readonly Failure KeywordSeveral = new(
        "KEYWORD_FOUND_SEVERAL_TIMES", FailureKind.FailedPrecondition,
        "Từ khóa định vị xuất hiện {count} lần trong tệp; vui lòng chọn một vị trí.", "The keyword stands {count} times in the file; choose one.");

    /// <summary>The file has no text: a scan.</summary>
    public static readonly Failure KeywordNoText = new(
        "KEYWORD_NO_TEXT", FailureKind.FailedPrecondition,
        "Tệp là bản quét không có chữ; vui lòng chọn vị trí ký.", "The file is a scan without text; choose a place by hand.");

    /// <summary>The signature would lie on no visible part of the page.</summary>
    public static readonly Failure PlacementOutsidePage = new(
        "PLACEMENT_OUTSIDE_PAGE", FailureKind.FailedPrecondition,
        "Vị trí ký nằm ngoài trang ({width} × {height} điểm).", "The signature would lie outside the page ({width} by {height} points).");

    // Webhooks

    /// <summary>There is no such webhook, or it is someone else's.</summary>
    public static readonly Failure WebhookNotFound = new(
        "WEBHOOK_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy địa chỉ nhận thông báo.", "The webhook was not found.");

    /// <summary>The address is not one that the platform calls.</summary>
    public static readonly Failure WebhookAddressNotAccepted = new(
        "WEBHOOK_ADDRESS_NOT_ACCEPTED", FailureKind.InvalidArgument,
        "Địa chỉ phải là https và truy cập được từ bên ngoài.", "The address must be https and reachable from outside.");

    /// <summary>The account has as many webhooks as it may have.</summary>
    public static readonly Failure TooManyWebhooks = new(
        "TOO_MANY_WEBHOOKS", FailureKind.ResourceExhausted, "Đã đăng ký tối đa {limit} địa chỉ.", "{limit} addresses are registered already.");

    /// <summary>The provider has no logo.</summary>
    public static readonly Failure LogoNotFound = new(
        "LOGO_NOT_FOUND", FailureKind.NotFound, "Nhà cung cấp chưa có biểu tượng.", "The provider has no logo.");
}
