using System.Globalization;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>A short report for people, in Vietnamese; the codes in brackets are those of the JSON output.</summary>
internal static class ValidationText
{
    public static string Of(FileOutcome outcome)
    {
        if (outcome.Outcome == "refused")
            return $"{outcome.File}: không kiểm tra được, {outcome.Why.Vietnamese} ({outcome.Reason})";
        if (outcome.Signatures.Count == 0)
            return $"{outcome.File}: không có chữ ký số";
        return string.Join(
            Environment.NewLine,
            outcome.Signatures.SelectMany(Describe).Prepend(string.Create(CultureInfo.InvariantCulture, $"{outcome.File}: {outcome.Signatures.Count} chữ ký")));
    }

    private static IEnumerable<string> Describe(SignatureOutcome signature)
    {
        var verdict = signature.Indication switch
        {
            "TOTAL-PASSED" => "HỢP LỆ",
            "TOTAL-FAILED" => "KHÔNG HỢP LỆ",
            _ => "CHƯA ĐỦ CƠ SỞ KẾT LUẬN",
        };
        var kind = signature.Kind == "document_timestamp" ? "dấu thời gian" : "chữ ký";
        var sub = signature.SubIndication is { } code ? $" ({code})" : string.Empty;
        yield return $"  - {kind} {Plain(signature.Field)}: {verdict}{sub}";
        if (signature.Signer is { } signer)
            yield return $"      người ký: {Plain(signer)}";
        if (signature.Authority is { } authority)
            yield return $"      tổ chức cấp chứng thư: {Plain(authority)}";
        if (signature.SigningTime is { } time)
            yield return string.Create(CultureInfo.InvariantCulture, $"      thời gian ký: {time.ToOffset(TimeSpan.FromHours(7)):dd/MM/yyyy HH:mm:ss}");
        yield return signature.Integrity == "intact"
            ? "      nội dung được ký: nguyên vẹn"
            : "      nội dung được ký: đã bị thay đổi hoặc không xác minh được";
        yield return signature.Modifications switch
        {
            "none" => "      sau khi ký: không có thay đổi",
            "permitted" => "      sau khi ký: chỉ có thay đổi được phép",
            _ => "      sau khi ký: CÓ THAY ĐỔI ĐÁNG NGỜ" + (signature.Pages is { } pages ? $", trang {string.Join(", ", pages)}" : string.Empty),
        };
    }

    /// <summary>Names come from strangers: what steers a terminal is not printed.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c));
}
