namespace KonTum.Tthc.Domain.Failures;

public static partial class Failures
{
    /// <summary>A DOC or DOCX was to be signed before it has its PDF.</summary>
    public static readonly Failure ConversionNeeded = new(
        "CONVERSION_NEEDED", FailureKind.FailedPrecondition,
        "Tệp Word phải được chuyển sang PDF trước khi ký số; hãy chờ chuyển đổi xong hoặc yêu cầu chuyển đổi.",
        "A Word file must be converted to PDF before it is signed; wait for the conversion, or ask for it.");

    /// <summary>Only DOC and DOCX are converted.</summary>
    public static readonly Failure AttachmentNotConvertible = new(
        "ATTACHMENT_NOT_CONVERTIBLE", FailureKind.FailedPrecondition,
        "Chỉ chuyển đổi được tệp DOC và DOCX sang PDF.", "Only DOC and DOCX files are converted to PDF.");

    /// <summary>No converter is installed, or it may not run.</summary>
    public static readonly Failure ConversionUnavailable = new(
        "CONVERSION_UNAVAILABLE", FailureKind.Unavailable,
        "Hệ thống hiện không chuyển đổi được tệp Word; hãy tự chuyển sang PDF rồi tải lên.",
        "Word files cannot be converted here at present; convert the file to PDF yourself and upload that.");

    /// <summary>The conversion took longer than it may.</summary>
    public static readonly Failure ConversionTimedOut = new(
        "CONVERSION_TIMED_OUT", FailureKind.FailedPrecondition,
        "Chuyển đổi sang PDF quá thời gian cho phép; tệp có thể quá lớn hoặc quá phức tạp.",
        "Converting to PDF took longer than allowed; the file may be too large or too complex.");

    /// <summary>The converter could not read the file, or used more memory than it may.</summary>
    public static readonly Failure ConversionFailed = new(
        "CONVERSION_FAILED", FailureKind.FailedPrecondition,
        "Không chuyển đổi được tệp Word sang PDF; tệp có thể bị hỏng, có mật khẩu hoặc quá lớn.",
        "The Word file could not be converted to PDF; it may be damaged, protected by a password, or too large.");
}
