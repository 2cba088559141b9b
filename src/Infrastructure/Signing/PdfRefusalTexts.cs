using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Says why a PDF was refused, in the words of the failure catalogue.</summary>
internal static class PdfRefusalTexts
{
    /// <summary>The failure for a refusal.</summary>
    public static FailureException ToFailure(this PdfRefusedException refused) =>
        Failures.PdfNotSignable.Because(("reason", refused.Reason), ("reason_vi", Vietnamese(refused.Reason)));

    /// <summary>Fits into "Không thể ký số tệp PDF này: ….".</summary>
    private static string Vietnamese(PdfRefusal reason) => reason switch
    {
        PdfRefusal.NotPdf => "tệp không phải là PDF",
        PdfRefusal.Encrypted => "tệp được bảo vệ bằng mật khẩu hoặc đã mã hóa",
        PdfRefusal.BrokenStructure => "cấu trúc tệp bị lỗi, cần xuất lại tệp PDF từ phần mềm soạn thảo",
        PdfRefusal.NoPages => "tệp không có trang nào",
        PdfRefusal.TooLarge => "tệp quá lớn",
        PdfRefusal.SigningForbidden => "chữ ký đã có trên tệp không cho phép ký thêm",
        PdfRefusal.PageOutOfRange => "tệp không có trang đã chọn",
        PdfRefusal.MissingGlyph => "nội dung hiển thị của chữ ký có ký tự không hỗ trợ",
        PdfRefusal.UnusableImage => "hình ảnh chữ ký không dùng được, chỉ nhận PNG hoặc JPEG",
        PdfRefusal.UnusableText => "nội dung hiển thị của chữ ký có ký tự không hợp lệ hoặc quá dài",
        PdfRefusal.UnsupportedKey => "khóa của chứng thư số không được chấp nhận để ký",
        PdfRefusal.FieldNotFound => "tệp không có trường chữ ký đã chọn",
        PdfRefusal.FieldUnusable => "trường chữ ký đã chọn không dùng được",
        PdfRefusal.FieldAlreadySigned => "trường chữ ký đã chọn đã được ký",
        PdfRefusal.FieldNameUnusable => "tên trường chữ ký mới không dùng được hoặc đã có",
        PdfRefusal.SeedValueForbids => "trường chữ ký đặt điều kiện mà chữ ký này không đáp ứng",
        PdfRefusal.NotFirstSignature => "chữ ký chứng thực phải là chữ ký đầu tiên của tệp",
        PdfRefusal.DynamicXfa => "tệp là biểu mẫu XFA động, nội dung được ký có thể khác nội dung người xem thấy; cần in hoặc xuất ra PDF thường rồi ký",
        _ => "tệp không được hỗ trợ",
    };
}
