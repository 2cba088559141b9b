namespace KonTum.Tthc.Pades.Reports;

/// <summary>What a sub-indication of ETSI EN 319 102-1 means to a person, and what that person should do.</summary>
internal static class SubIndicationTexts
{
    /// <summary>Fits behind a colon: no capital, no full stop.</summary>
    public static ReportText Meaning(SubIndication sub) => sub switch
    {
        SubIndication.FormatFailure => new("chữ ký không đúng định dạng", "the signature does not have the required format"),
        SubIndication.HashFailure => new("nội dung đã bị thay đổi sau khi ký", "the content was changed after it was signed"),
        SubIndication.SigCryptoFailure => new(
            "giá trị chữ ký không khớp với chứng thư của người ký", "the signature value does not fit the signer's certificate"),
        SubIndication.Revoked => new(
            "chứng thư đã bị thu hồi trước thời điểm ký", "the certificate had been revoked before the signature was made"),
        SubIndication.Expired => new("chứng thư đã hết hạn trước thời điểm ký", "the certificate had expired before the signature was made"),
        SubIndication.NotYetValid => new("chứng thư chưa có hiệu lực tại thời điểm ký", "the certificate was not yet valid when the signature was made"),
        SubIndication.SigConstraintsFailure => new(
            "tài liệu hoặc chữ ký vi phạm một điều kiện bắt buộc, ví dụ có thay đổi không được phép sau khi ký",
            "the document or the signature breaks a required condition, for instance by a change after signing that is not permitted"),
        SubIndication.ChainConstraintsFailure => new(
            "chuỗi chứng thư vi phạm một quy tắc ghi trong chính các chứng thư đó", "the chain of certificates breaks a rule of its own certificates"),
        SubIndication.CertificateChainGeneralFailure => new(
            "chuỗi chứng thư có lỗi", "there is an error in the chain of certificates"),
        SubIndication.CryptoConstraintsFailure => new(
            "thuật toán hoặc độ dài khóa không còn được chấp nhận", "an algorithm or key length is not accepted"),
        SubIndication.CryptoConstraintsFailureNoPoe => new(
            "thuật toán nay không còn được chấp nhận và không có bằng chứng chữ ký đã có từ khi thuật toán còn an toàn",
            "an algorithm is no longer accepted, and nothing proves that the signature is from when it still was"),
        SubIndication.NoSigningCertificateFound => new("không tìm thấy chứng thư của người ký", "the signer's certificate is missing"),
        SubIndication.NoCertificateChainFound => new(
            "chưa xác minh được rằng chứng thư do một tổ chức được tin cậy cấp", "it cannot be told that a trusted authority issued the certificate"),
        SubIndication.RevokedNoPoe => new(
            "chứng thư đã bị thu hồi và không có bằng chứng chữ ký được tạo trước đó",
            "the certificate is revoked, and nothing proves that the signature was made before that"),
        SubIndication.RevokedCaNoPoe => new(
            "chứng thư của tổ chức cấp đã bị thu hồi và không có bằng chứng chữ ký được tạo trước đó",
            "an authority's certificate is revoked, and nothing proves that the signature was made before that"),
        SubIndication.OutOfBoundsNoPoe => new(
            "chứng thư đã hết hạn hoặc chưa có hiệu lực, và không có bằng chứng chữ ký được tạo trong thời hạn",
            "the certificate has expired or is not yet valid, and nothing proves that the signature was made in time"),
        SubIndication.OutOfBoundsNotRevoked => new(
            "chứng thư đã hết hạn; được biết là chưa từng bị thu hồi, nhưng không có bằng chứng chữ ký được tạo trong thời hạn",
            "the certificate has expired; it was never revoked, but nothing proves that the signature was made in time"),
        SubIndication.TimestampOrderFailure => new(
            "thời gian của các dấu thời gian mâu thuẫn với thứ tự tạo ra chúng", "the times of the timestamps contradict the order in which they were made"),
        SubIndication.NoPoe => new(
            "thiếu bằng chứng về thời điểm chữ ký đã tồn tại", "a proof of when the signature existed is missing"),
        SubIndication.TryLater => new(
            "chưa biết chứng thư có bị thu hồi hay không", "it is not known yet whether the certificate was revoked"),
        SubIndication.SignedDataNotFound => new("không tìm thấy nội dung được ký", "the signed content cannot be found"),
        SubIndication.Generic => new("có lỗi khác", "there is another fault"),
        _ => ReportTexts.Unknown,
    };

    /// <summary>A whole sentence or two.</summary>
    public static ReportText Advice(SubIndication sub) => sub switch
    {
        SubIndication.HashFailure or SubIndication.SigCryptoFailure or SubIndication.FormatFailure or SubIndication.SignedDataNotFound => new(
            "Không sử dụng tài liệu này. Đề nghị người gửi cung cấp lại bản gốc đã ký.",
            "Do not rely on this document. Ask the sender for the original signed file."),
        SubIndication.Revoked or SubIndication.Expired or SubIndication.NotYetValid => new(
            "Không chấp nhận chữ ký này. Đề nghị ký lại bằng chứng thư còn hiệu lực.",
            "Do not accept this signature. Ask for a new one with a valid certificate."),
        SubIndication.SigConstraintsFailure => new(
            "Không sử dụng tài liệu cho đến khi làm rõ thay đổi. Hãy so sánh với bản gốc hoặc đề nghị ký lại.",
            "Do not rely on the document until the change is explained. Compare it with the original, or ask for a new signature."),
        SubIndication.CryptoConstraintsFailure or SubIndication.CryptoConstraintsFailureNoPoe => new(
            "Đề nghị ký lại bằng thuật toán hiện hành (RSA từ 2048 bit hoặc ECDSA, với SHA-256 trở lên).",
            "Ask for a new signature with current algorithms (RSA of 2048 bits or more or ECDSA, with SHA-256 or better)."),
        SubIndication.NoCertificateChainFound => new(
            "Kiểm tra lại với chứng thư gốc của các tổ chức cung cấp dịch vụ chứng thực chữ ký số được tin cậy. Nếu vẫn vậy, không chấp nhận chữ ký.",
            "Validate again with the root certificates of the trusted authorities. If the result stays, do not accept the signature."),
        SubIndication.NoSigningCertificateFound => new(
            "Đề nghị người ký ký lại và gửi kèm chứng thư trong chữ ký.",
            "Ask the signer to sign again, with the certificate inside the signature."),
        SubIndication.ChainConstraintsFailure or SubIndication.CertificateChainGeneralFailure => new(
            "Không chấp nhận chữ ký này. Hãy hỏi tổ chức cấp chứng thư.",
            "Do not accept this signature. Ask the authority that issued the certificate."),
        SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe => new(
            "Không chấp nhận chữ ký này nếu người ký không chứng minh được thời điểm ký. Đề nghị ký lại bằng chứng thư mới.",
            "Do not accept this signature unless the signer can prove when it was made. Ask for a new one with a new certificate."),
        SubIndication.OutOfBoundsNoPoe or SubIndication.OutOfBoundsNotRevoked or SubIndication.NoPoe => new(
            "Đề nghị ký lại, có kèm dấu thời gian.",
            "Ask for a new signature with a timestamp."),
        SubIndication.TimestampOrderFailure => new(
            "Không chấp nhận chữ ký cho đến khi làm rõ các dấu thời gian.",
            "Do not accept the signature until the timestamps are explained."),
        SubIndication.TryLater => new(
            "Kiểm tra lại khi có kết nối đến tổ chức cấp chứng thư, hoặc thử lại sau vài giờ.",
            "Validate again with access to the issuing authority, or try again in some hours."),
        SubIndication.Generic => new(
            "Chuyển báo cáo chi tiết cho cán bộ kỹ thuật.",
            "Hand the detailed report to technical staff."),
        _ => ReportTexts.Unknown,
    };
}
