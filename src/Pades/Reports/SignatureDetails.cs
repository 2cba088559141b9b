using System.Globalization;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>The parts of a detailed and a diagnostic report on one signature.</summary>
internal sealed class SignatureDetails(ReportLanguage language, ReportDepth depth)
{
    /// <summary>A hostile file may lead to any number of them; beyond this nobody reads on.</summary>
    private const int MostRows = 500;

    private bool IsDiagnostic => depth == ReportDepth.Diagnostic;

    public IEnumerable<ReportSection> Of(SignatureResult signature)
    {
        yield return Section(Say("Kết quả theo ETSI EN 319 102-1", "Result by ETSI EN 319 102-1"), Result(signature));
        if (signature.Checks.Count > 0)
            yield return Section(Say("Các bước kiểm tra", "Checks by building block"), Blocks(signature), Checks(signature));
        if (signature.Chain.Count > 0)
            yield return Section(Say("Chuỗi chứng thư", "Chain of certificates"), Chain(signature.Chain, Say("Từ chứng thư ký lên chứng thư gốc", "From the signing certificate upwards")));
        if (signature.Timestamps.Count > 0)
            yield return Section(Say("Dấu thời gian", "Timestamps"), [.. Timestamps(signature.Timestamps)]);
        if (IsDiagnostic && signature.Details.Count > 0)
            yield return Section(Say("Ghi chép kỹ thuật", "Technical notes"), Notes(signature.Details));
    }

    private static ReportSection Section(string title, params IReadOnlyList<ReportTable> parts) => new(4, title, Parts: parts);

    private ReportTable Result(SignatureResult signature)
    {
        var rows = new ViewBuilder.Rows();
        rows.Add(Say("Kết luận chính", "Indication"), Code(ReportTexts.Code(signature.Indication)));
        rows.Add(Say("Kết luận phụ", "Sub-indication"), signature.SubIndication is { } sub ? Code(ReportTexts.Code(sub)) : null);
        rows.Add(Say("Mức PAdES", "PAdES level"), Say(ReportTexts.Of(signature.Level)));
        rows.Add(Say("Trường chữ ký", "Signature field"), Foreign(signature.Field));
        rows.Add(Say("Thời điểm sớm nhất chứng minh được", "Best signature time"), Time(signature.BestSignatureTime));
        rows.Add(Say("Thuật toán băm", "Digest algorithm"), signature.DigestAlgorithm is { } digest ? Code(digest) : null);
        rows.Add(Say("Thuật toán ký", "Signature algorithm"), signature.SignatureAlgorithm is { } algorithm ? Code(algorithm) : null);
        if (IsDiagnostic)
        {
            rows.Add(Say("Định dạng chữ ký (SubFilter)", "Format (SubFilter)"), signature.SubFilter is { } format ? new Cell(format, CellKind.Code) : null);
            rows.Add(
                Say("Các khoảng byte được ký (ByteRange)", "Signed bytes (ByteRange)"),
                signature.ByteRange.Count > 0 ? Code(string.Join(' ', signature.ByteRange.Select(n => n.ToString(CultureInfo.InvariantCulture)))) : null);
            rows.Add(Say("SHA-256 của /Contents", "SHA-256 of /Contents"), signature.ContentsSha256() is { } contents ? Code(contents) : null);
            rows.Add(Say("Số sê-ri chứng thư", "Certificate serial number"), signature.SerialNumber is { } serial ? Code(serial) : null);
            rows.Add(Say("Thư điện tử trong chứng thư", "Email in the certificate"), Foreign(signature.Email));
            rows.Add(Say("Thời điểm tự khai (UTC)", "Claimed time (UTC)"), Utc(signature.SigningTime));
            rows.Add(Say("Dấu thời gian chữ ký (UTC)", "Signature timestamp (UTC)"), Utc(signature.TimestampTime));
            rows.Add(Say("Thời điểm sớm nhất chứng minh được (UTC)", "Best signature time (UTC)"), Utc(signature.BestSignatureTime));
        }

        return rows.Table(Say("Kết quả", "Result"));
    }

    private ReportTable Blocks(SignatureResult signature) => new(
        Say("Tóm tắt theo bước", "Summary by block"),
        [Say("Bước", "Block"), Say("Kết quả", "Status")],
        [.. Enum.GetValues<BuildingBlock>().Select(block => (IReadOnlyList<Cell>)
            [Say(ReportTexts.Of(block)), Status(signature.StatusOf(block))])]);

    private ReportTable Checks(SignatureResult signature) => new(
        Say("Từng điểm kiểm tra", "Each check"),
        [Say("Bước", "Block"), Say("Kết quả", "Status"), Say("Ý nghĩa", "Meaning"), Say("Chi tiết kỹ thuật (tiếng Anh)", "Technical detail")],
        [.. signature.Checks.Take(MostRows).Select(check => (IReadOnlyList<Cell>)
        [
            Say(ReportTexts.Of(check.Block)),
            Status(check.Status),
            check.SubIndication is { } sub ? $"{Say(CheckTexts.Of(check))} ({ReportTexts.Code(sub)})" : Say(CheckTexts.Of(check)),
            new Cell(check.Detail, CellKind.English),
        ])]);

    private ReportTable Chain(IReadOnlyList<CertificateFinding> chain, string caption)
    {
        List<string> headings =
        [
            Say("Chủ thể", "Subject"), Say("Cấp bởi", "Issuer"), Say("Hiệu lực", "Validity"), Say("Thu hồi", "Revocation"),
        ];
        if (IsDiagnostic)
            headings.AddRange([Say("Số sê-ri", "Serial number"), "SHA-256"]);
        return new ReportTable(caption, headings, [.. chain.Take(MostRows).Select(c => Row(c))]);
    }

    private List<Cell> Row(CertificateFinding certificate)
    {
        List<Cell> row =
        [
            new Cell(certificate.Subject, CellKind.Foreign),
            new Cell(certificate.Issuer, CellKind.Foreign),
            $"{Moment(certificate.NotBefore)} – {Moment(certificate.NotAfter)}",
            certificate.IsAnchor ? Say("chứng thư gốc tin cậy", "trusted root") : Revocation(certificate.Revocation),
        ];
        if (IsDiagnostic)
            row.AddRange([Code(certificate.SerialNumber), Code(certificate.Sha256)]);
        return row;
    }

    private Cell Revocation(RevocationFinding? finding)
    {
        if (finding is null)
            return Say("không có thông tin", "no information");
        var text = $"{Say(ReportTexts.Of(finding.Status))}; {Say(ReportTexts.Of(finding.Kind))} {Say(ReportTexts.Of(finding.Origin))}, "
            + $"{Say("cập nhật", "as of")} {Moment(finding.ThisUpdate)}";
        if (finding.NextUpdate is { } next)
            text += $", {Say("lần kế tiếp", "next update")} {Moment(next)}";
        if (finding.RevokedAt is { } revoked)
            text += $"; {Say("thu hồi lúc", "revoked at")} {Moment(revoked)}";
        if (finding.Reason is { } reason)
            text += $" ({reason})";
        if (IsDiagnostic)
            text += $"; {Say("ký lúc", "produced at")} {Moment(finding.ProducedAt)}";
        return new Cell(text, Tone: finding.Status == RevocationStatus.Revoked ? Tone.Bad : Tone.Plain);
    }

    private IEnumerable<ReportTable> Timestamps(IReadOnlyList<TimestampFinding> timestamps)
    {
        yield return new ReportTable(
            Say("Dấu thời gian trên chữ ký này", "Timestamps over this signature"),
            [Say("Loại", "Kind"), Say("Thời điểm", "Time"), Say("Đơn vị cấp", "Unit"), Say("Kết quả", "Result")],
            [.. timestamps.Take(MostRows).Select(t => (IReadOnlyList<Cell>)
            [
                t.IsDocumentTimestamp ? Say("của tài liệu", "of the document") : Say("trong chữ ký", "in the signature"),
                Time(t.Time) ?? Say("không rõ", "not known"),
                Foreign(t.Unit) ?? Say("không rõ", "not known"),
                new Cell(
                    Say(ReportTexts.Of(t.Indication)) + (t.SubIndication is { } sub ? $" ({ReportTexts.Code(sub)})" : string.Empty),
                    Tone: t.Indication == Indication.TotalPassed ? Tone.Good : Tone.Open),
            ])]);
        var number = 0;
        foreach (var stamp in timestamps.Take(MostRows))
        {
            number++;
            if (stamp.Chain.Count > 0)
                yield return Chain(stamp.Chain, string.Create(CultureInfo.InvariantCulture, $"{Say("Chuỗi chứng thư của dấu thời gian", "Chain of timestamp")} {number}"));
        }
    }

    private ReportTable Notes(IReadOnlyList<string> details) => new(
        Say("Bằng tiếng Anh, dành cho người phát triển", "For developers"),
        [Say("Số", "No."), Say("Nội dung", "Note")],
        [.. details.Take(MostRows).Select((detail, i) => (IReadOnlyList<Cell>)
            [(i + 1).ToString(CultureInfo.InvariantCulture), new Cell(detail, CellKind.English)])]);

    private Cell Status(CheckStatus? status) => status is { } known
        ? new Cell(Say(ReportTexts.Of(known)), Tone: known switch { CheckStatus.Passed => Tone.Good, CheckStatus.Failed => Tone.Bad, _ => Tone.Plain })
        : new Cell(Say("không kiểm tra", "not checked"));

    private static Cell Code(string text) => new(text, CellKind.Code);

    private static Cell? Foreign(string? text) => text is null ? null : new Cell(text, CellKind.Foreign);

    private Cell? Time(DateTimeOffset? time) => time is { } known ? new Cell(Moment(known)) : null;

    private static Cell? Utc(DateTimeOffset? time) => time is { } known ? Code(ReportTimes.Utc(known)) : null;

    private string Moment(DateTimeOffset time) => ReportTimes.ForPeople(time, language);

    private string Say(ReportText text) => text.In(language);

    private string Say(string vietnamese, string english) => language == ReportLanguage.Vietnamese ? vietnamese : english;
}
