namespace KonTum.Tthc.Pades.Reports;

/// <summary>The reasons of a refusal, for people.</summary>
internal static class RefusalTexts
{
    public static ReportText Of(PdfRefusal reason) => reason switch
    {
        PdfRefusal.NotPdf => new("tệp không phải là PDF", "the file is not a PDF"),
        PdfRefusal.Encrypted => new("tệp PDF được mã hóa hoặc đặt mật khẩu", "the PDF is encrypted"),
        PdfRefusal.BrokenStructure => new("cấu trúc tệp PDF bị hỏng", "the structure of the PDF is broken"),
        PdfRefusal.NoPages => new("tệp PDF không có trang nào", "the PDF has no page"),
        PdfRefusal.TooLarge => new("tệp quá lớn", "the file is too large"),
        PdfRefusal.SigningForbidden => new("chữ ký đã có trong tệp không cho phép ký thêm", "an earlier signature forbids further signing"),
        PdfRefusal.PageOutOfRange => new("trang được chọn không tồn tại", "the page does not exist"),
        PdfRefusal.MissingGlyph => new("phông chữ không có một ký tự của nội dung chữ ký", "the font lacks a character of the signature text"),
        PdfRefusal.UnusableImage => new("ảnh chữ ký không dùng được (chỉ nhận PNG hoặc JPEG)", "the picture cannot be used (PNG or JPEG only)"),
        _ => ReportTexts.Unknown,
    };
}
