namespace KonTum.Tthc.Acceptance.Tests.Refusals;

/// <summary>Files that cannot be attached or signed: the reason is said before the phone rings.</summary>
public sealed class UnusableFiles(CalmPlatform platform)
{
    public static TheoryData<string, string, string, string> Unsignable { get; } = Combine(
        ("encrypted", "tệp được bảo vệ bằng mật khẩu hoặc đã mã hóa", "Encrypted"),
        ("without pages", "tệp không có trang nào", "NoPages"),
        ("broken", "cấu trúc tệp bị lỗi, cần xuất lại tệp PDF từ phần mềm soạn thảo", "BrokenStructure"));

    [Theory]
    [MemberData(nameof(Unsignable))]
    public async Task A_pdf_that_cannot_be_signed_is_refused_with_its_reason(string surface, string what, string vietnamese, string english)
    {
        var content = what switch
        {
            "encrypted" => Samples.EncryptedPdf(),
            "without pages" => Samples.SmallPdf(withPage: false),
            _ => [.. Samples.SmallPdf().AsSpan(0, 60)],
        };

        var refusal = await StartRefusedAsync(surface, content, "pdf");

        refusal.Status.ShouldBe("FAILED_PRECONDITION");
        refusal.Reason.ShouldBe("PDF_NOT_SIGNABLE");
        refusal.Vietnamese.ShouldBe($"Không thể ký số tệp PDF này: {vietnamese}.");
        refusal.English.ShouldBe($"This PDF cannot be signed: {english}.");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_word_document_can_be_attached_but_not_signed(string surface)
    {
        var refusal = await StartRefusedAsync(surface, Samples.Docx(), "docx");

        refusal.Status.ShouldBe("FAILED_PRECONDITION");
        refusal.Reason.ShouldBe("CONVERSION_NEEDED");
        refusal.Vietnamese.ShouldBe("Tệp Word phải được chuyển sang PDF trước khi ký số; hãy chờ chuyển đổi xong hoặc yêu cầu chuyển đổi.");
        refusal.English.ShouldBe("A Word file must be converted to PDF before it is signed; wait for the conversion, or ask for it.");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_page_that_the_file_does_not_have_is_refused(string surface)
    {
        var refusal = await StartRefusedAsync(surface, Samples.SmallPdf(), "pdf", page: 2);

        refusal.Status.ShouldBe("INVALID_ARGUMENT");
        (refusal.Reason == "PLACEMENT_PAGE_NOT_FOUND" || refusal.Violations.Any(v => v.Reason == "PLACEMENT_PAGE_NOT_FOUND"))
            .ShouldBeTrue(refusal.ToString());
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task What_is_no_document_is_not_taken(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var id = (await citizen.OpenDossierAsync()).Text("id");

        var wrong = await Refused.ByAsync(citizen.AttachAsync(id, "anh.pdf", "GIF89a, and no PDF at all"u8.ToArray()));
        var empty = await Refused.ByAsync(citizen.AttachAsync(id, "rong.pdf", []));

        wrong.Status.ShouldBe("INVALID_ARGUMENT");
        wrong.Violations.ShouldBe([("content", "FILE_TYPE_NOT_ACCEPTED")]);
        empty.Violations.ShouldBe([("content", "FILE_EMPTY")]);
        (await citizen.GetDossierAsync(id)).Items("components").ShouldAllBe(c => c.Items("attachments").Count == 0);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_file_above_the_limit_is_not_taken(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var id = (await citizen.OpenDossierAsync()).Text("id");
        var limits = await citizen.Api.CallAsync(Calls.GetLimits, null, []);
        var limit = int.Parse(limits.Text("maxAttachmentBytes"), System.Globalization.CultureInfo.InvariantCulture);
        var content = new byte[limit + 1];
        Samples.SmallPdf().CopyTo(content, 0);

        var refusal = await Refused.ByAsync(citizen.AttachAsync(id, "to-qua.pdf", content));

        refusal.Status.ShouldBe("INVALID_ARGUMENT");
        refusal.Reason.ShouldBe("FILE_TOO_LARGE");
        refusal.Vietnamese.ShouldBe($"Tệp tin lớn hơn giới hạn {limit} byte.");
        refusal.English.ShouldBe($"The file is larger than the limit of {limit} bytes.");
        (await citizen.GetDossierAsync(id)).Items("components").ShouldAllBe(c => c.Items("attachments").Count == 0);
    }

    private async Task<Refusal> StartRefusedAsync(string surface, byte[] content, string extension, int page = 1)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var account = citizen.Person.At("FPT-CA");
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        var paper = await citizen.PreparePaperAsync(content, extension);
        var before = await citizen.GetDossierAsync(paper.DossierId);

        var refusal = await Refused.ByAsync(citizen.StartAsync(paper, profile, account.Serials[0], page: page));

        (await citizen.GetDossierAsync(paper.DossierId)).ToJsonString().ShouldBe(before.ToJsonString());
        (await platform.World.FindOnPhoneAsync(account, paper.FileName)).ShouldBeNull();
        return refusal;
    }

    private static TheoryData<string, string, string, string> Combine(params (string What, string Vietnamese, string English)[] cases)
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var surface in new[] { "gRPC", "REST" })
        {
            foreach (var (what, vietnamese, english) in cases) data.Add(surface, what, vietnamese, english);
        }

        return data;
    }
}
