using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reports;

public sealed class ConclusionTests
{
    [Fact]
    public void The_worst_signature_decides()
    {
        Result(SampleReports.Passed).ShouldBe(ReportResult.Passed);
        Result(SampleReports.Passed, SampleReports.Unknown).ShouldBe(ReportResult.Indeterminate);
        Result(SampleReports.Passed, SampleReports.Unknown, SampleReports.Suspicious).ShouldBe(ReportResult.Failed);
        Result(SampleReports.Broken, SampleReports.Passed).ShouldBe(ReportResult.Failed);
        Result().ShouldBe(ReportResult.NoSignature);
        ReportConclusion.Of(SampleReports.Refused(PdfRefusal.Encrypted)).Result.ShouldBe(ReportResult.Refused);
    }

    [Fact]
    public void A_suspicious_change_is_told_with_its_pages()
    {
        var conclusion = ReportConclusion.Of(SampleReports.Subject(SampleReports.Suspicious));

        conclusion.Sentence.Vietnamese.ShouldContain("thay đổi đáng ngờ sau khi ký (trang 2, 5, 17)");
        conclusion.Sentence.English.ShouldContain("(page 2, 5, 17)");
    }

    [Fact]
    public void A_timestamp_alone_is_nobodys_signature() =>
        ReportConclusion.Of(SampleReports.Subject(SampleReports.Stamp)).Sentence.Vietnamese.ShouldContain("không có chữ ký của người nào");

    [Fact]
    public void Without_roots_the_advice_is_to_give_some()
    {
        var without = SampleReports.Subject(SampleReports.Unknown) with { TrustAnchors = 0 };

        ReportConclusion.Of(without).Advice.Vietnamese.ShouldContain("Chưa cung cấp chứng thư gốc");
        ReportConclusion.Of(without with { TrustAnchors = 1 }).Advice.Vietnamese.ShouldNotContain("Chưa cung cấp");
    }

    [Fact]
    public void Only_a_signer_whom_an_anchor_vouches_for_is_named_without_a_warning()
    {
        Text(SampleReports.Passed).ShouldContain("Người ký: Nguyễn Thị Phượng");
        Text(SampleReports.Unknown).ShouldContain("Người ký (tự khai, chưa xác minh): Trần Văn Đức");
        Text(SampleReports.Broken).ShouldContain("Người ký (tự khai, chưa xác minh): A Kơn");
    }

    [Fact]
    public void A_claimed_time_is_not_passed_off_as_a_proven_one()
    {
        Text(SampleReports.Passed).ShouldContain("có dấu thời gian chứng minh): 17/11/2026 09:30:04 (UTC+07:00)");
        Text(SampleReports.Unknown).ShouldNotContain("chứng minh)");
        Text(SampleReports.Unknown).ShouldContain("Thời điểm ký (tự khai): 17/11/2026 09:30:00 (UTC+07:00)");
    }

    private static ReportResult Result(params SignatureResult[] signatures) => ReportConclusion.Of(SampleReports.Subject(signatures)).Result;

    private static string Text(SignatureResult signature) =>
        ValidationReports.ToText(SampleReports.Subject(signature), ReportDepth.Simple, ReportLanguage.Vietnamese);

    [Fact]
    public void Of_a_timestamp_that_has_ended_nobody_is_told_to_sign_with_a_timestamp()
    {
        var ended = SampleReports.Passed with
        {
            Kind = SignatureKind.DocumentTimestamp, Indication = Indication.Indeterminate, SubIndication = SubIndication.OutOfBoundsNoPoe, Signer = "TSA 1",
        };
        var text = Text(ended);

        text.ShouldContain("Chưa đủ cơ sở kết luận dấu thời gian của tài liệu là hợp lệ: chứng thư của đơn vị cấp dấu thời gian đã hết hạn");
        text.ShouldContain("Hỏi nơi lưu trữ tài liệu xem có bản đã được gia hạn hay không.");
        text.ShouldContain("Thời điểm ghi trong dấu thời gian (chưa xác minh)");
        text.ShouldNotContain("kèm dấu thời gian");
        text.ShouldNotContain("tự khai)");
    }
}
