namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    // What is in a file. The first three refuse it, the next four are only said of it (Attachment.Notices).

    /// <summary>The file has macros.</summary>
    public static readonly Failure MacrosFound = new(
        "MACROS_FOUND", FailureKind.InvalidArgument,
        "Tệp có chứa macro. Vui lòng lưu lại thành tài liệu không có macro.", "The file has macros; save it as a document without them.");

    /// <summary>The file would run or fetch a program when it is opened.</summary>
    public static readonly Failure ActiveContentRefused = new(
        "ACTIVE_CONTENT_REFUSED", FailureKind.InvalidArgument,
        "Tệp có nội dung tự chạy hoặc gọi chương trình khác nên không được nhận.",
        "The file would run or fetch a program when it is opened, and is not accepted.");

    /// <summary>The package is built to harm who unpacks it.</summary>
    public static readonly Failure FileStructureUnsafe = new(
        "FILE_STRUCTURE_UNSAFE", FailureKind.InvalidArgument,
        "Cấu trúc tệp không an toàn nên không được nhận.", "The structure of the file is unsafe to unpack, and it is not accepted.");

    /// <summary>The file is protected with a password. It refuses a Word file; of a PDF it is said.</summary>
    public static readonly Failure FileEncrypted = new(
        "FILE_ENCRYPTED", FailureKind.InvalidArgument,
        "Tệp được bảo vệ bằng mật khẩu. Vui lòng bỏ mật khẩu.", "The file is protected with a password; remove it.");

    /// <summary>The file has scripts or forms that send; said of it.</summary>
    public static readonly Failure ActiveContentFound = new(
        "ACTIVE_CONTENT_FOUND", FailureKind.InvalidArgument,
        "Tệp có nội dung động (mã lệnh, biểu mẫu tự gửi hoặc đa phương tiện).", "The file has active content: scripts, forms that send, or media.");

    /// <summary>The file has other files in it; said of it.</summary>
    public static readonly Failure EmbeddedFilesFound = new(
        "EMBEDDED_FILES_FOUND", FailureKind.InvalidArgument, "Tệp có chứa tệp khác bên trong.", "The file has other files embedded in it.");

    /// <summary>The file shows or follows what is elsewhere; said of it.</summary>
    public static readonly Failure ExternalContentFound = new(
        "EXTERNAL_CONTENT_FOUND", FailureKind.InvalidArgument,
        "Tệp có nội dung lấy từ nơi khác khi mở.", "The file takes content from elsewhere when it is opened.");

    /// <summary>The file could not be looked through to its end; said of it.</summary>
    public static readonly Failure FileUnreadable = new(
        "FILE_UNREADABLE", FailureKind.InvalidArgument,
        "Không đọc được hết cấu trúc của tệp.", "The structure of the file could not be read to its end.");

    // Scanning

    /// <summary>The scanner found a virus. Which one is in the log, not in the answer: it would help who tries.</summary>
    public static readonly Failure VirusFound = new(
        "VIRUS_FOUND", FailureKind.InvalidArgument, "Tệp có mã độc nên không được nhận.", "The file has malware and is not accepted.");

    /// <summary>Files are scanned here, and the scanner does not answer.</summary>
    public static readonly Failure ScannerUnavailable = new(
        "SCANNER_UNAVAILABLE", FailureKind.Unavailable,
        "Hệ thống quét mã độc tạm thời không hoạt động. Vui lòng thử lại sau.", "The virus scanner does not answer at the moment; repeat later.");

    // Uploads in parts

    /// <summary>No such upload, or not of the caller, or thrown away.</summary>
    public static readonly Failure UploadNotFound = new(
        "UPLOAD_NOT_FOUND", FailureKind.NotFound, "Không tìm thấy lượt tải lên.", "The upload was not found.");

    /// <summary>The bytes do not continue where the stored ones end.</summary>
    public static readonly Failure UploadOffsetMismatch = new(
        "UPLOAD_OFFSET_MISMATCH", FailureKind.Aborted,
        "Vị trí tiếp tục không đúng; hệ thống đã có {offset} byte.", "The offset is wrong: {offset} bytes are stored.");

    /// <summary>Another connection is writing to the upload.</summary>
    public static readonly Failure UploadInUse = new(
        "UPLOAD_IN_USE", FailureKind.Aborted,
        "Một kết nối khác đang tải tệp này lên.", "Another connection is writing to this upload.");

    /// <summary>The bytes of a part differ from the checksum that came with it.</summary>
    public static readonly Failure UploadChecksumMismatch = new(
        "UPLOAD_CHECKSUM_MISMATCH", FailureKind.InvalidArgument,
        "Phần tệp nhận được không khớp với mã kiểm tra.", "The received part does not match its checksum.");

    /// <summary>The identifier of an upload was used for another file.</summary>
    public static readonly Failure UploadDiffers = new(
        "UPLOAD_DIFFERS", FailureKind.InvalidArgument,
        "Mã lượt tải lên này đã được dùng cho một tệp khác.", "This upload_id was used for a different file.");

    /// <summary>The caller has as many open uploads as one may have.</summary>
    public static readonly Failure TooManyUploads = new(
        "TOO_MANY_UPLOADS", FailureKind.ResourceExhausted,
        "Bạn có quá nhiều lượt tải lên chưa xong (tối đa {limit}).", "You have too many unfinished uploads ({limit} at most).");

    /// <summary>The unfinished uploads of the caller are as large as they may be together.</summary>
    public static readonly Failure UploadsTooLarge = new(
        "UPLOADS_TOO_LARGE", FailureKind.ResourceExhausted,
        "Các lượt tải lên chưa xong của bạn có tổng dung lượng quá lớn (tối đa {limit_bytes} byte).",
        "Your unfinished uploads are too large together ({limit_bytes} bytes at most).");
}
