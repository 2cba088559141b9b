using System.Globalization;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>Says in one language what a report of one depth contains. Pages and plain texts are made from it.</summary>
internal sealed class ViewBuilder(ReportLanguage language, ReportDepth depth)
{
    private readonly List<ReportSection> _sections = [];

    public static ReportView Build(IReadOnlyList<ReportSubject> subjects, ReportDepth depth, ReportLanguage language)
    {
        var builder = new ViewBuilder(language, depth);
        foreach (var subject in subjects)
            builder.Add(subject);
        return new ReportView(builder.Say("Kết quả kiểm tra chữ ký số", "Validation of digital signatures"), builder._sections);
    }

    private void Add(ReportSubject subject)
    {
        var conclusion = Conclusions.Of(subject);
        _sections.Add(new ReportSection(
            2, Say("Kết luận", "Conclusion"), ToneOf(conclusion.Result), Say(conclusion.Sentence), Say(conclusion.Advice), FileFacts(subject)));
        var number = 0;
        foreach (var signature in subject.Report?.Signatures ?? [])
        {
            number++;
            AddSignature(signature, number);
        }
    }

    private void AddSignature(SignatureResult signature, int number)
    {
        var suspicious = signature.Modifications == Modifications.Suspicious;
        var verdict = Say(ReportTexts.Of(signature.Indication));
        var why = Conclusions.Objection(signature) is { } objection ? $"{verdict}: {Say(objection)}." : $"{verdict}.";
        var advice = Say(Conclusions.Advice(signature));
        var title = signature.Kind == SignatureKind.DocumentTimestamp ? Say("Dấu thời gian", "Timestamp") : Say("Chữ ký", "Signature");
        _sections.Add(new ReportSection(
            3, string.Create(CultureInfo.InvariantCulture, $"{title} {number}"), suspicious ? Tone.Bad : ToneOf(signature.Indication), why,
            advice is { Length: > 0 } ? advice : null, Facts(signature)));
        if (depth != ReportDepth.Simple)
            _sections.AddRange(new SignatureDetails(language, depth).Of(signature));
    }

    private ReportTable FileFacts(ReportSubject subject)
    {
        var rows = new Rows();
        rows.Add(Say("Tệp", "File"), new Cell(subject.File, CellKind.Foreign));
        rows.Add(Say("Kiểm tra lúc", "Validated at"), ReportTimes.ForPeople(subject.At, language));
        if (subject.Report is { } report)
        {
            rows.Add(
                Say("Số chữ ký", "Signatures"),
                string.Create(CultureInfo.InvariantCulture, $"{report.Signatures.Count(s => s.Kind == SignatureKind.Signature)}"));
            rows.Add(
                Say("Số dấu thời gian", "Document timestamps"),
                string.Create(CultureInfo.InvariantCulture, $"{report.Signatures.Count(s => s.Kind == SignatureKind.DocumentTimestamp)}"));
        }

        if (depth != ReportDepth.Simple)
        {
            if (subject.TrustAnchors is { } anchors)
                rows.Add(Say("Số chứng thư gốc tin cậy", "Trusted roots"), anchors.ToString(CultureInfo.InvariantCulture));
            rows.Add(
                Say("Tra cứu qua mạng", "Network"),
                subject.Online ? Say("có", "asked") : Say("không, chỉ dùng dữ liệu có sẵn", "not asked, only what was at hand"));
            rows.Add(Say("Mã lý do từ chối", "Refusal"), subject.Refusal is { } r ? new Cell(ReportTexts.Code(r), CellKind.Code) : null);
        }

        if (depth == ReportDepth.Diagnostic)
        {
            rows.Add(Say("Kiểm tra lúc (UTC)", "Validated at (UTC)"), new Cell(ReportTimes.Utc(subject.At), CellKind.Code));
            rows.Add(Say("Độ dài (byte)", "Length (bytes)"), subject.Length is { } n ? new Cell(n.ToString(CultureInfo.InvariantCulture), CellKind.Code) : null);
            rows.Add("SHA-256", subject.Sha256 is { } digest ? new Cell(digest, CellKind.Code) : null);
        }

        return rows.Table(Say("Về tệp", "About the file"));
    }

    /// <summary>Who, when, and what became of it.</summary>
    private ReportTable Facts(SignatureResult signature)
    {
        var rows = new Rows();
        var verified = signature.IsSignerVerified();
        var stamp = signature.Kind == SignatureKind.DocumentTimestamp;
        var who = stamp ? Say("Đơn vị cấp dấu thời gian", "Time-stamping unit") : Say("Người ký", "Signer");
        rows.Add(verified ? who : Say($"{who} (tự khai, chưa xác minh)", $"{who} (claimed, not verified)"), Foreign(signature.Signer));
        rows.Add(
            verified ? Say("Tổ chức cấp chứng thư chữ ký số", "Issued by") : Say("Tổ chức cấp (tự khai, chưa xác minh)", "Issued by (claimed, not verified)"),
            Foreign(signature.Authority));
        if (signature.ProvenTime() is { } proven)
        {
            rows.Add(
                stamp ? Say("Thời điểm", "Time") : Say("Đã có từ trước thời điểm (có dấu thời gian chứng minh)", "Existed at (proven by a timestamp)"),
                ReportTimes.ForPeople(proven, language));
        }

        if (!stamp || signature.Indication != Indication.TotalPassed)
        {
            rows.Add(
                stamp ? Say("Thời điểm ghi trong dấu thời gian (chưa xác minh)", "Time it states (not verified)") : Say("Thời điểm ký (tự khai)", "Signed at (claimed)"),
                signature.SigningTime is { } claimed ? ReportTimes.ForPeople(claimed, language) : Say("không ghi", "not stated"));
        }

        rows.Add(Say("Nội dung được ký", "Signed content"), new Cell(Say(ReportTexts.Of(signature.Integrity)), Tone: signature.Integrity == Integrity.Intact ? Tone.Good : Tone.Bad));
        rows.Add(Say("Phạm vi được ký", "What is covered"), Say(ReportTexts.Of(signature.Coverage)));
        rows.Add(Say("Sau khi ký", "Since then"), new Cell(Since(signature), Tone: signature.Modifications == Modifications.Suspicious ? Tone.Bad : Tone.Good));
        return rows.Table(Say("Ai ký, khi nào", "Who, and when"));
    }

    private string Since(SignatureResult signature)
    {
        var text = Say(ReportTexts.Of(signature.Modifications));
        const int most = 100;
        var pages = string.Join(", ", signature.Pages.Take(most).Select(p => p.ToString(CultureInfo.InvariantCulture)));
        return pages.Length == 0 ? text : $"{text} ({Say("trang", "page")} {pages}{(signature.Pages.Count > most ? ", …" : string.Empty)})";
    }

    private static Cell? Foreign(string? text) => text is null ? null : new Cell(text, CellKind.Foreign);

    private static Tone ToneOf(ReportResult result) => result switch
    {
        ReportResult.Passed => Tone.Good,
        ReportResult.Failed or ReportResult.Refused => Tone.Bad,
        _ => Tone.Open,
    };

    private static Tone ToneOf(Indication indication) => indication switch
    {
        Indication.TotalPassed => Tone.Good,
        Indication.TotalFailed => Tone.Bad,
        _ => Tone.Open,
    };

    private string Say(ReportText text) => text.In(language);

    private string Say(string vietnamese, string english) => language == ReportLanguage.Vietnamese ? vietnamese : english;

    /// <summary>Rows of a table with two columns; what is not known makes none.</summary>
    internal sealed class Rows
    {
        private readonly List<IReadOnlyList<Cell>> _rows = [];

        public int Count => _rows.Count;

        public void Add(string name, Cell? value)
        {
            if (value is { } cell)
                _rows.Add([name, cell]);
        }

        public ReportTable Table(string caption) => new(caption, [], _rows);
    }
}
