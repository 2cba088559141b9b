using System.Text.Json;
using KonTum.Tthc.Pades.Reports;

namespace KonTum.Tthc.Pades;

/// <summary>
/// What the values of a <see cref="ValidationReport"/> and the reasons of a refusal are called, in Vietnamese and English, and by which
/// stable codes machines know them. Texts fit into a table cell or behind a colon: no full stop at the end.
/// </summary>
public static class ReportTexts
{
    internal static readonly ReportText Unknown = new("không rõ", "not known");

    /// <summary>The stable code of a value: <c>whole_file</c>, <c>broken_structure</c>.</summary>
    /// <typeparam name="T">Any enumeration of the engine other than those that a standard spells.</typeparam>
    public static string Code<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>As ETSI EN 319 102-1 spells it: <c>TOTAL-PASSED</c>.</summary>
    public static string Code(Indication value) => value switch
    {
        Indication.TotalPassed => "TOTAL-PASSED",
        Indication.TotalFailed => "TOTAL-FAILED",
        _ => "INDETERMINATE",
    };

    /// <summary>As ETSI EN 319 102-1 spells it: <c>HASH_FAILURE</c>.</summary>
    public static string Code(SubIndication value) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());

    /// <summary>As ETSI EN 319 142-1 spells it: <c>B-LTA</c>; null for none.</summary>
    public static string? Code(PadesLevel value) => value switch
    {
        PadesLevel.BB => "B-B",
        PadesLevel.BT => "B-T",
        PadesLevel.BLT => "B-LT",
        PadesLevel.BLTA => "B-LTA",
        _ => null,
    };

    /// <summary>The verdict on one signature.</summary>
    public static ReportText Of(Indication value) => value switch
    {
        Indication.TotalPassed => new("HỢP LỆ", "VALID"),
        Indication.TotalFailed => new("KHÔNG HỢP LỆ", "NOT VALID"),
        Indication.Indeterminate => new("CHƯA ĐỦ CƠ SỞ KẾT LUẬN", "INDETERMINATE"),
        _ => Unknown,
    };

    /// <summary>What a sub-indication means.</summary>
    public static ReportText Of(SubIndication value) => SubIndicationTexts.Meaning(value);

    /// <summary>Signature or document timestamp.</summary>
    public static ReportText Of(SignatureKind value) => value switch
    {
        SignatureKind.Signature => new("chữ ký", "signature"),
        SignatureKind.DocumentTimestamp => new("dấu thời gian của tài liệu", "document timestamp"),
        _ => Unknown,
    };

    /// <summary>Whether the signed bytes are as they were.</summary>
    public static ReportText Of(Integrity value) => value switch
    {
        Integrity.Intact => new("nguyên vẹn", "intact"),
        Integrity.Broken => new("đã bị thay đổi hoặc không xác minh được", "changed, or cannot be verified"),
        _ => Unknown,
    };

    /// <summary>How much is covered.</summary>
    public static ReportText Of(Coverage value) => value switch
    {
        Coverage.WholeFile => new("toàn bộ tệp", "the whole file"),
        Coverage.Revision => new("phiên bản tại thời điểm ký; sau đó tệp có phần bổ sung", "the version that was signed; something was added to the file since"),
        _ => Unknown,
    };

    /// <summary>What was done after signing.</summary>
    public static ReportText Of(Modifications value) => value switch
    {
        Modifications.None => new("không có thay đổi", "no change"),
        Modifications.Permitted => new("chỉ có thay đổi được phép", "only permitted changes"),
        Modifications.Suspicious => new("CÓ THAY ĐỔI ĐÁNG NGỜ", "SUSPICIOUS CHANGES"),
        _ => Unknown,
    };

    /// <summary>The level, with what it is good for.</summary>
    public static ReportText Of(PadesLevel value) => value switch
    {
        PadesLevel.None => new("không theo mức chuẩn PAdES", "not a PAdES baseline signature"),
        PadesLevel.BB => new("B-B: chữ ký cơ bản", "B-B: basic signature"),
        PadesLevel.BT => new("B-T: có bằng chứng về thời gian", "B-T: with proof of time"),
        PadesLevel.BLT => new("B-LT: kèm dữ liệu để kiểm tra lâu dài", "B-LT: with the material for long-term validation"),
        PadesLevel.BLTA => new("B-LTA: kèm dấu thời gian lưu trữ", "B-LTA: with an archive timestamp"),
        _ => Unknown,
    };

    /// <summary>A building block of EN 319 102-1.</summary>
    public static ReportText Of(BuildingBlock value) => value switch
    {
        BuildingBlock.Format => new("Định dạng", "Format"),
        BuildingBlock.SigningCertificate => new("Xác định chứng thư của người ký", "Identification of the signing certificate"),
        BuildingBlock.Cryptography => new("Kiểm tra mật mã", "Cryptographic verification"),
        BuildingBlock.Certificate => new("Chứng thư và chuỗi tin cậy", "Certificate and chain of trust"),
        BuildingBlock.Revocation => new("Tình trạng thu hồi", "Revocation"),
        BuildingBlock.Acceptance => new("Điều kiện chấp nhận", "Signature acceptance"),
        BuildingBlock.Time => new("Thời gian và bằng chứng tồn tại", "Time and proofs of existence"),
        BuildingBlock.Document => new("Thay đổi của tài liệu sau khi ký", "Changes to the document after signing"),
        _ => Unknown,
    };

    /// <summary>The outcome of a check.</summary>
    public static ReportText Of(CheckStatus value) => value switch
    {
        CheckStatus.Passed => new("đạt", "passed"),
        CheckStatus.Failed => new("không đạt", "failed"),
        CheckStatus.Noted => new("ghi nhận", "noted"),
        _ => Unknown,
    };

    /// <summary>What an authority says of a certificate.</summary>
    public static ReportText Of(RevocationStatus value) => value switch
    {
        RevocationStatus.Good => new("không bị thu hồi", "not revoked"),
        RevocationStatus.Revoked => new("đã bị thu hồi", "revoked"),
        RevocationStatus.Unknown => new("tổ chức cấp không biết chứng thư này", "unknown to the authority"),
        _ => Unknown,
    };

    /// <summary>Kind of revocation information.</summary>
    public static ReportText Of(RevocationSourceKind value) => value switch
    {
        RevocationSourceKind.Ocsp => new("OCSP", "OCSP"),
        RevocationSourceKind.Crl => new("danh sách chứng thư bị thu hồi (CRL)", "revocation list (CRL)"),
        _ => Unknown,
    };

    /// <summary>Where material came from.</summary>
    public static ReportText Of(MaterialOrigin value) => value switch
    {
        MaterialOrigin.Document => new("trong tài liệu", "in the document"),
        MaterialOrigin.Signature => new("trong chữ ký", "in the signature"),
        MaterialOrigin.Given => new("do người kiểm tra cung cấp", "given for this validation"),
        MaterialOrigin.Online => new("lấy qua mạng khi kiểm tra", "fetched during this validation"),
        _ => Unknown,
    };

    /// <summary>Why a file cannot be brought to a level.</summary>
    public static ReportText Of(AugmentationFailure value) => RefusalTexts.Of(value);

    /// <summary>Why a file or request cannot be used.</summary>
    public static ReportText Of(PdfRefusal value) => RefusalTexts.Of(value);
}
