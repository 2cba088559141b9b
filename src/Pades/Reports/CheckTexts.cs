namespace KonTum.Tthc.Pades.Reports;

/// <summary>
/// What one check says, for people: by its building block, how it ended and what follows from it. The detail beside it is a sentence of
/// the validator for developers, in English.
/// </summary>
internal static class CheckTexts
{
    private static readonly ReportText s_noted = new("thông tin thêm, không ảnh hưởng đến kết luận", "worth knowing, without consequence");

    public static ReportText Of(ValidationCheck check) => (check.Status, check.SubIndication) switch
    {
        (CheckStatus.Passed, _) => Passed(check.Block),
        (CheckStatus.Failed, SubIndication.SigConstraintsFailure) when check.Block == BuildingBlock.Document => new(
            "tài liệu có thay đổi đáng ngờ sau khi ký", "the document was changed in a suspicious way after it was signed"),
        (CheckStatus.Failed, { } sub) => SubIndicationTexts.Meaning(sub),
        (CheckStatus.Failed, null) => new("không đạt, xem chi tiết", "does not hold, see the detail"),
        _ => s_noted,
    };

    private static ReportText Passed(BuildingBlock block) => block switch
    {
        BuildingBlock.Format => new("chữ ký đúng định dạng", "the signature has the required format"),
        BuildingBlock.SigningCertificate => new("đã xác định được chứng thư của người ký", "the signing certificate is identified"),
        BuildingBlock.Cryptography => new("nội dung nguyên vẹn, giá trị chữ ký đúng", "the content is intact and the signature value right"),
        BuildingBlock.Certificate => new("chứng thư hoặc chuỗi chứng thư đáp ứng yêu cầu", "the certificate or its chain is as it must be"),
        BuildingBlock.Revocation => new("chứng thư không bị thu hồi", "the certificate is not revoked"),
        BuildingBlock.Acceptance => new("thuật toán và khóa được chấp nhận", "algorithms and keys are accepted"),
        BuildingBlock.Time => new("thời gian đã được xác định theo bằng chứng hiện có", "the time is settled by the proofs there are"),
        BuildingBlock.Document => new("không có thay đổi ngoài phạm vi cho phép", "nothing was changed beyond what is permitted"),
        _ => ReportTexts.Unknown,
    };
}
