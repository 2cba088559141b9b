using System.Text.Json;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>The reasons of a refusal, for people and for programs.</summary>
internal static class RefusalText
{
    /// <summary>The stable name in JSON output: <c>broken_structure</c>.</summary>
    public static string Code(PdfRefusal reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public static (string Vietnamese, string English) Of(PdfRefusal reason) => reason switch
    {
        PdfRefusal.NotPdf => ("tệp không phải là PDF", "the file is not a PDF"),
        PdfRefusal.Encrypted => ("tệp PDF được mã hóa hoặc đặt mật khẩu", "the PDF is encrypted"),
        PdfRefusal.BrokenStructure => ("cấu trúc tệp PDF bị hỏng", "the structure of the PDF is broken"),
        PdfRefusal.NoPages => ("tệp PDF không có trang nào", "the PDF has no page"),
        PdfRefusal.TooLarge => ("tệp quá lớn", "the file is too large"),
        PdfRefusal.SigningForbidden => ("chữ ký chứng thực trước đó không cho phép ký thêm", "an earlier certification signature forbids further signing"),
        PdfRefusal.PageOutOfRange => ("trang được chọn không tồn tại", "the page does not exist"),
        PdfRefusal.MissingGlyph => ("phông chữ không có một ký tự của nội dung chữ ký", "the font lacks a character of the signature text"),
        PdfRefusal.UnusableImage => ("ảnh chữ ký không dùng được (chỉ nhận PNG hoặc JPEG)", "the picture cannot be used (PNG or JPEG only)"),
        PdfRefusal.UnusableText => ("nội dung chữ ký có ký tự không hợp lệ hoặc quá dài", "the signature text is not valid or too long"),
        PdfRefusal.UnsupportedKey => ("khóa ký không được chấp nhận", "the key is not accepted for new signatures"),
        PdfRefusal.FieldNotFound => ("không có trường chữ ký được chọn", "there is no field of that name"),
        PdfRefusal.FieldUnusable => ("không dùng được trường đã chọn để ký", "the field cannot be signed"),
        PdfRefusal.FieldAlreadySigned => ("trường chữ ký đã được ký", "the field is signed already"),
        PdfRefusal.FieldNameUnusable => ("tên trường chữ ký mới không dùng được hoặc đã có", "the name of the new field is taken or not usable"),
        PdfRefusal.SeedValueForbids => ("trường chữ ký đặt điều kiện mà chữ ký này không đáp ứng", "the field has conditions that this signature does not keep"),
        PdfRefusal.NotFirstSignature => ("chữ ký chứng thực phải là chữ ký đầu tiên", "a certification must be the first signature"),
        PdfRefusal.DynamicXfa => ("biểu mẫu XFA động, nội dung được ký có thể khác nội dung người xem thấy", "a dynamic XFA form; what is signed may differ from what is shown"),
        _ => ("không dùng được tệp", "the file cannot be used"),
    };
}
