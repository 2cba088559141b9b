using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Dossiers;

public sealed class Uploading
{
    private readonly TestWorld _world = new();

    [Theory]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("\r\n junk before %PDF-1.4", "application/pdf")]
    [InlineData("PK\u0003\u0004....[Content_Types].xml....word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    public async Task The_type_is_recognised_by_the_content(string content, string type)
    {
        var id = await _world.DraftAsync();

        var attachment = await _world.AttachAsync(id, "tên gì cũng được.exe", content: content);

        attachment.Versions.ShouldHaveSingleItem().File.ContentType.ShouldBe(type);
    }

    [Fact]
    public async Task Old_word_files_are_recognised_too()
    {
        var id = await _world.DraftAsync();
        byte[] head = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];

        var attachment = await _world.SendAsync(TestWorld.Ann, Upload(id, head));

        attachment.Versions[0].File.ContentType.ShouldBe("application/msword");
    }

    [Fact]
    public async Task The_same_bytes_come_back_under_their_name()
    {
        var id = await _world.DraftAsync();
        var bytes = Encoding.UTF8.GetBytes("%PDF-1.7 nội dung");
        var uploaded = await _world.SendAsync(TestWorld.Ann, Upload(id, bytes, sha256: Convert.ToHexString(SHA256.HashData(bytes))));

        var content = await _world.SendAsync(TestWorld.Ann, new GetAttachmentContent(id, "to-khai", uploaded.Id, null));

        using var copy = new MemoryStream();
        await content.Content.CopyToAsync(copy, TestContext.Current.CancellationToken);
        copy.ToArray().ShouldBe(bytes);
        (content.FileName, content.Size).ShouldBe(("a.pdf", bytes.Length));
        var none = await _world.FailAsync(
            TestWorld.Ann, new GetAttachmentContent(id, "to-khai", uploaded.Id, AttachmentVersionKind.Signed));
        none.Failure.ShouldBe(Failures.AttachmentVersionNotFound);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, []), "content", "FILE_EMPTY");
    }

    [Fact]
    public async Task A_file_of_the_limit_is_taken_and_one_byte_more_is_not()
    {
        var id = await _world.DraftAsync();
        var largest = Encoding.ASCII.GetBytes("%PDF-1.7".PadRight(1000));
        (await _world.SendAsync(TestWorld.Ann, Upload(id, largest))).Versions[0].File.Size.ShouldBe(1000);

        var failure = await _world.FailAsync(TestWorld.Ann, Upload(id, [.. largest, 0]));

        failure.Failure.ShouldBe(Failures.FileTooLarge);
        failure.Vietnamese.ShouldContain("1000");
        (await _world.DossierAsync(id)).Components[0].Attachments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_differ_from_the_declared_digest_are_refused()
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), sha256: new string('0', 64)), "sha256", "DIGEST_MISMATCH");
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), sha256: "123"), "sha256", "MALFORMED");
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), sha256: new string('g', 64)), "sha256", "MALFORMED");
    }

    [Theory]
    [InlineData("MZ this is a program")]
    [InlineData("<html>%PDF</html>")]
    public async Task Other_types_are_refused_whatever_they_are_called(string content)
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, Encoding.Latin1.GetBytes(content)), "content", "FILE_TYPE_NOT_ACCEPTED");
    }

    [Fact]
    public async Task What_is_refused_leaves_no_bytes_behind()
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, Encoding.ASCII.GetBytes("%PDF-1.7 " + MemoryInspector.Macro)), "content", "MACROS_FOUND");
        await ShouldRefuseAsync(id, Upload(id, Encoding.ASCII.GetBytes("%PDF-1.7 " + MemoryInspector.Virus)), "content", "VIRUS_FOUND");
        await ShouldRefuseAsync(id, Upload(id, "GIF89a"u8.ToArray()), "content", "FILE_TYPE_NOT_ACCEPTED");
        _world.Inspector.ScannerAway = true;
        (await _world.FailAsync(TestWorld.Ann, Upload(id, "%PDF-1.7"u8.ToArray()))).Failure.ShouldBe(Failures.ScannerUnavailable);
        _world.Blobs.Stored.ShouldBeEmpty();
        (await _world.DossierAsync(id)).Components[0].Attachments.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_noticed_is_shown_with_the_file()
    {
        var id = await _world.DraftAsync();

        var shown = await _world.AttachAsync(id, content: "%PDF-1.7 " + MemoryInspector.Script);

        shown.Notices.ShouldBe(["ACTIVE_CONTENT_FOUND"]);
        (await _world.DossierAsync(id)).Components[0].Attachments.ShouldHaveSingleItem().Notices.ShouldBe(["ACTIVE_CONTENT_FOUND"]);
        var stored = _world.Streams.Events(id).OfType<AttachmentUploaded>().ShouldHaveSingleItem();
        stored.Notices.ShouldBe(["ACTIVE_CONTENT_FOUND"]);
    }

    [Fact]
    public async Task A_component_takes_the_types_that_the_procedure_names()
    {
        var id = await _world.DraftAsync(procedure: TestWorld.BirthRegistration with
        {
            Components = [.. TestWorld.BirthRegistration.Components.Select(c =>
                c.Id == "giay-to" ? c with { AcceptedTypes = ["application/pdf"] } : c)],
        });
        var docx = "PK\u0003\u0004....[Content_Types].xml....word/document.xml";
        (await _world.AttachAsync(id, content: docx)).ShouldNotBeNull("the other component says nothing of types");

        var failure = await _world.FailAsync(TestWorld.Ann, Upload(id, Encoding.Latin1.GetBytes(docx)) with { ComponentId = "giay-to" });

        var violation = failure.Violations.ShouldHaveSingleItem();
        violation.Failure.ShouldBe(Failures.FileTypeNotAccepted);
        violation.Vietnamese.ShouldBe("Chỉ nhận tệp PDF.");
    }

    [Fact]
    public async Task A_deleted_file_stays_in_history_and_its_bytes_stay()
    {
        var id = await _world.DraftAsync();
        var attached = await _world.AttachAsync(id);

        await _world.SendAsync(TestWorld.Ann, new DeleteAttachment(id, "to-khai", attached.Id, null, null));

        (await _world.DossierAsync(id)).Components[0].Attachments.ShouldBeEmpty();
        var events = _world.Streams.Events(id);
        events.OfType<AttachmentUploaded>().ShouldHaveSingleItem().AttachmentId.ShouldBe(attached.Id);
        events.OfType<AttachmentDeleted>().ShouldHaveSingleItem().AttachmentId.ShouldBe(attached.Id);
        _world.Blobs.Stored.ShouldContainKey(attached.Versions[0].File.Sha256);
    }

    [Theory]
    [InlineData("../etc/passwd", "MALFORMED")]
    [InlineData("C:\\Users\\a.pdf", "MALFORMED")]
    [InlineData("a\u0000.pdf", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("a\r\nX-Header: b.pdf", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("don\u202Efdp.exe", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("\u2067a.pdf", "CHARACTERS_NOT_ACCEPTED")]
    [InlineData("a\u2028b.pdf", "CHARACTERS_NOT_ACCEPTED")]
    public async Task A_name_with_a_path_or_characters_that_deceive_is_refused(string name, string code)
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), name), "file_name", code);
    }

    [Fact]
    public async Task A_name_must_be_there_and_short_enough()
    {
        var id = await _world.DraftAsync();
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), " "), "file_name", "REQUIRED");
        await ShouldRefuseAsync(id, Upload(id, "%PDF-1.7"u8.ToArray(), new string('a', 201)), "file_name", "OUT_OF_RANGE");
        (await _world.SendAsync(TestWorld.Ann, Upload(id, "%PDF-1.7"u8.ToArray(), new string('a', 200)))).FileName.Length.ShouldBe(200);
    }

    [Fact]
    public async Task Names_are_kept_in_one_form_of_unicode()
    {
        var id = await _world.DraftAsync();

        var attachment = await _world.AttachAsync(id, "tờ khai.pdf".Normalize(NormalizationForm.FormD));

        attachment.FileName.ShouldBe("tờ khai.pdf".Normalize(NormalizationForm.FormC));
    }

    [Fact]
    public async Task The_twenty_first_file_of_a_component_is_refused_before_its_bytes_are_read()
    {
        var id = await _world.DraftAsync();
        for (var n = 0; n < 20; n++) await _world.AttachAsync(id, $"{n}.pdf");
        await using var unread = new MemoryStream("%PDF-1.7"u8.ToArray());

        var failure = await _world.FailAsync(TestWorld.Ann, new UploadAttachment(id, "to-khai", "20.pdf", "", unread, null));

        failure.Failure.ShouldBe(Failures.TooManyAttachments);
        failure.Details["limit"].ShouldBe("20");
        unread.Position.ShouldBe(0);
        (await _world.AttachAsync(id, component: "giay-to")).ShouldNotBeNull("another component has its own count");
    }

    [Fact]
    public async Task A_submitted_dossier_takes_no_more_files_and_gives_none_away()
    {
        var id = await _world.DraftAsync();
        var attached = await _world.AttachAsync(id);
        await _world.FillAsync(id);
        await _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));

        (await _world.FailAsync(TestWorld.Ann, Upload(id, "%PDF-1.7"u8.ToArray()))).Failure.ShouldBe(Failures.DossierNotDraft);
        (await _world.FailAsync(TestWorld.Ann, new DeleteAttachment(id, "to-khai", attached.Id, null, null)))
            .Failure.ShouldBe(Failures.DossierNotDraft);
    }

    [Fact]
    public async Task A_dossier_submitted_while_the_bytes_come_in_takes_the_file_no_more()
    {
        var id = await _world.DraftAsync();
        await _world.AttachAsync(id);
        await _world.FillAsync(id);
        await using var slow = new SlowStream(() => _world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null)));

        var failure = await _world.FailAsync(TestWorld.Ann, new UploadAttachment(id, "to-khai", "b.pdf", "", slow, null));

        failure.Failure.ShouldBe(Failures.DossierNotDraft);
        (await _world.DossierAsync(id)).Components[0].Attachments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_component_that_does_not_exist_is_told_so()
    {
        var id = await _world.DraftAsync();
        (await _world.FailAsync(TestWorld.Ann, Upload(id, "%PDF-1.7"u8.ToArray()) with { ComponentId = "khác" }))
            .Failure.ShouldBe(Failures.ComponentNotFound);
    }

    private static UploadAttachment Upload(Guid id, byte[] content, string name = "a.pdf", string sha256 = "") =>
        new(id, "to-khai", name, sha256, new MemoryStream(content), null);

    private async Task ShouldRefuseAsync(Guid id, UploadAttachment upload, string field, string code)
    {
        var failure = await _world.FailAsync(TestWorld.Ann, upload);
        var violation = failure.Violations.ShouldHaveSingleItem();
        (violation.Field, violation.Failure.Code).ShouldBe((field, code));
        (await _world.DossierAsync(id)).Components[0].Attachments.ShouldBeEmpty();
    }

    /// <summary>Something happens before the first byte comes.</summary>
    private sealed class SlowStream(Func<Task> meanwhile) : MemoryStream("%PDF-1.7 slow"u8.ToArray())
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await meanwhile();
            await base.CopyToAsync(destination, bufferSize, cancellationToken);
        }
    }
}
