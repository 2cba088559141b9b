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
        PdfRefusal.UnusableText => new("nội dung chữ ký có ký tự không hợp lệ hoặc quá dài", "the signature text is not valid or too long"),
        PdfRefusal.UnsupportedKey => new("khóa ký không được chấp nhận", "the key is not accepted for new signatures"),
        PdfRefusal.FieldNotFound => new("không có trường chữ ký được chọn", "there is no field of that name"),
        PdfRefusal.FieldUnusable => new("không dùng được trường đã chọn để ký", "the field cannot be signed"),
        PdfRefusal.FieldAlreadySigned => new("trường chữ ký đã được ký", "the field is signed already"),
        PdfRefusal.FieldNameUnusable => new("tên trường chữ ký mới không dùng được hoặc đã có", "the name of the new field is taken or not usable"),
        PdfRefusal.SeedValueForbids => new(
            "trường chữ ký đặt điều kiện mà chữ ký này không đáp ứng", "the field has conditions that this signature does not keep"),
        PdfRefusal.NotFirstSignature => new("chữ ký chứng thực phải là chữ ký đầu tiên", "a certification must be the first signature"),
        PdfRefusal.DynamicXfa => new(
            "biểu mẫu XFA động, nội dung được ký có thể khác nội dung người xem thấy",
            "a dynamic XFA form; what is signed may differ from what is shown"),
        _ => ReportTexts.Unknown,
    };

    public static ReportText Of(AugmentationFailure reason) => reason switch
    {
        AugmentationFailure.NoSignature => new("tệp không có chữ ký nào", "the file holds no signature"),
        AugmentationFailure.BrokenSignature => new(
            "chữ ký hoặc dấu thời gian đã có bị hỏng", "a signature or timestamp of the file is broken"),
        AugmentationFailure.NoTimestampClient => new("cần máy chủ dấu thời gian (--tsa)", "a time-stamping authority is needed (--tsa)"),
        AugmentationFailure.NoPath => new(
            "không tìm được đường dẫn từ một chứng thư đến chứng thư gốc tin cậy", "no path leads from a certificate to a trusted root"),
        AugmentationFailure.RevocationUnknown => new(
            "chưa lấy được tình trạng thu hồi của một chứng thư", "nothing that suffices is known of the revocation of a certificate"),
        AugmentationFailure.Revoked => new("một chứng thư đã bị thu hồi", "a certificate was revoked"),
        AugmentationFailure.TokenTooLarge => new("dấu thời gian lớn hơn chỗ dành sẵn", "the timestamp is larger than the room reserved for it"),
        _ => ReportTexts.Unknown,
    };
}
