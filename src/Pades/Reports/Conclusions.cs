using System.Globalization;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>From results to the sentence that a person reads first. What is worst decides.</summary>
internal static class Conclusions
{
    private static readonly ReportText s_notSigned = new(
        "Nếu tài liệu này phải được ký số, hãy đề nghị người gửi cung cấp bản đã ký.",
        "If this document has to be signed, ask the sender for the signed file.");

    private static readonly ReportText s_useIt = new(
        "Có thể sử dụng tài liệu, sau khi xem tên người ký bên dưới và chắc rằng đó là người có thẩm quyền.",
        "The document can be used, once you have read the signers' names below and know that they are the right people.");

    private static readonly ReportText s_noAnchors = new(
        "Chưa cung cấp chứng thư gốc tin cậy nào, nên không chữ ký nào có thể được kết luận là hợp lệ. Hãy kiểm tra lại với chứng thư gốc.",
        "No trusted root certificate was given, so no signature can be found valid. Validate again with the roots.");

    private static readonly ReportText s_ended = new(
        "chứng thư của đơn vị cấp dấu thời gian đã hết hạn mà dấu thời gian chưa được gia hạn trước đó",
        "the certificate of the time-stamping unit has ended, and the timestamp was not renewed before that");

    private static readonly ReportText s_endedAdvice = new(
        "Hỏi nơi lưu trữ tài liệu xem có bản đã được gia hạn hay không. Nếu không có, đề nghị người ký ký lại.",
        "Ask who keeps the document whether there is a renewed file. If there is none, ask the signer for a new signature.");

    public static ReportConclusion Of(ReportSubject subject)
    {
        if (subject.Report is not { } report)
            return Refused(subject);
        var all = report.Signatures;
        if (all.Count == 0)
            return new(ReportResult.NoSignature, new("Tài liệu không có chữ ký số.", "The document has no digital signature."), s_notSigned);
        var changed = all.Where(s => s.Modifications == Modifications.Suspicious).ToList();
        var failed = all.Where(s => s.Indication == Indication.TotalFailed).ToList();
        if (failed.Count > 0)
            return new(ReportResult.Failed, Counted(failed, all, (who, why) => $"{Capital(who)} không hợp lệ: {why}.", "not valid"), Advice(failed[0]));
        if (changed.Count > 0)
            return new(ReportResult.Failed, Changed(changed), SubIndicationTexts.Advice(SubIndication.SigConstraintsFailure));
        var open = all.Where(s => s.Indication != Indication.TotalPassed).ToList();
        return open.Count > 0
            ? new(ReportResult.Indeterminate, Counted(open, all, (who, why) => $"Chưa đủ cơ sở kết luận {who} là hợp lệ: {why}.", "indeterminate"), OpenAdvice(subject, open[0]))
            : new(ReportResult.Passed, Passed(all), s_useIt);
    }

    /// <summary>What to do about one signature.</summary>
    public static ReportText Advice(SignatureResult signature) =>
        signature.Modifications == Modifications.Suspicious && signature.Indication != Indication.TotalFailed
            ? SubIndicationTexts.Advice(SubIndication.SigConstraintsFailure)
            : signature.Indication == Indication.TotalPassed ? default
            : IsEndedTimestamp(signature) ? s_endedAdvice
            : SubIndicationTexts.Advice(signature.SubIndication ?? SubIndication.Generic);

    /// <summary>What is wrong with one signature; null when nothing is.</summary>
    public static ReportText? Objection(SignatureResult signature) =>
        signature is { Modifications: Modifications.Suspicious, SubIndication: SubIndication.SigConstraintsFailure }
            ? new("tài liệu có thay đổi đáng ngờ sau khi ký", "the document was changed in a suspicious way after it was signed")
        : IsEndedTimestamp(signature) ? s_ended
        : signature.SubIndication is { } sub ? SubIndicationTexts.Meaning(sub)
        : signature.Indication == Indication.TotalPassed ? null
        : SubIndicationTexts.Meaning(SubIndication.Generic);

    /// <summary>What is said of a person's certificate would mislead: nobody made the timestamp by hand, and nobody can make it again.</summary>
    private static bool IsEndedTimestamp(SignatureResult signature) => signature is
    {
        Kind: SignatureKind.DocumentTimestamp, SubIndication: SubIndication.OutOfBoundsNoPoe or SubIndication.OutOfBoundsNotRevoked,
    };

    private static ReportConclusion Refused(ReportSubject subject)
    {
        var why = subject.Refusal is { } refusal ? RefusalTexts.Of(refusal) : new("không đọc được tệp", "the file cannot be read");
        var advice = subject.Refusal is null
            ? new ReportText("Kiểm tra tên tệp và quyền đọc tệp.", "Check the name of the file and the right to read it.")
            : new ReportText(
                "Đề nghị người gửi cung cấp lại tệp PDF nguyên vẹn, không đặt mật khẩu.", "Ask the sender for an undamaged PDF without a password.");
        return new(
            ReportResult.Refused, new($"Không kiểm tra được: {why.Vietnamese}.", $"The file could not be validated: {why.English}."), advice);
    }

    private static ReportText OpenAdvice(ReportSubject subject, SignatureResult first) =>
        subject.TrustAnchors == 0 && first.SubIndication == SubIndication.NoCertificateChainFound ? s_noAnchors : Advice(first);

    private static ReportText Changed(List<SignatureResult> changed)
    {
        var pages = string.Join(", ", changed.SelectMany(s => s.Pages).Distinct().Order().Take(20).Select(p => p.ToString(CultureInfo.InvariantCulture)));
        return pages.Length == 0
            ? new("Cảnh báo: tài liệu có thay đổi đáng ngờ sau khi ký.", "Warning: the document was changed in a suspicious way after it was signed.")
            : new(
                $"Cảnh báo: tài liệu có thay đổi đáng ngờ sau khi ký (trang {pages}).",
                $"Warning: the document was changed in a suspicious way after it was signed (page {pages}).");
    }

    private static ReportText Counted(List<SignatureResult> some, IReadOnlyList<SignatureResult> all, Func<string, string, string> vietnamese, string english)
    {
        var why = Objection(some[0]) ?? ReportTexts.Unknown;
        return all.Count == 1
            ? new(vietnamese(ReportTexts.Of(all[0].Kind).Vietnamese, why.Vietnamese),
                $"The {ReportTexts.Of(all[0].Kind).English} is {english}: {why.English}.")
            : new(vietnamese($"{some.Count} trong {all.Count} chữ ký và dấu thời gian", why.Vietnamese),
                $"{some.Count} of {all.Count} signatures and timestamps {(some.Count == 1 ? "is" : "are")} {english}: {why.English}.");
    }

    private static ReportText Passed(IReadOnlyList<SignatureResult> all)
    {
        var signatures = all.Count(s => s.Kind == SignatureKind.Signature);
        var stamps = all.Count - signatures;
        var after = all[^1].Modifications == Modifications.Permitted
            ? new ReportText(" Sau khi ký chỉ có thay đổi được phép.", " Only permitted changes were made since.") : default;
        var sentence = (signatures, stamps) switch
        {
            (0, _) => new ReportText(
                "Dấu thời gian của tài liệu hợp lệ, nhưng tài liệu không có chữ ký của người nào.",
                "The document's timestamp is valid, but nobody signed the document."),
            (1, 0) => new ReportText("Chữ ký số của tài liệu hợp lệ.", "The document's digital signature is valid."),
            (_, 0) => new ReportText($"Cả {signatures} chữ ký số của tài liệu đều hợp lệ.", $"All {signatures} digital signatures of the document are valid."),
            _ => new ReportText(
                $"{signatures} chữ ký số và {stamps} dấu thời gian của tài liệu đều hợp lệ.",
                $"The document's digital signatures ({signatures}) and timestamps ({stamps}) are all valid."),
        };
        return new(sentence.Vietnamese + after.Vietnamese, sentence.English + after.English);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
