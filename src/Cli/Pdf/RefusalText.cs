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
        _ => ("không dùng được tệp", "the file cannot be used"),
    };
}
