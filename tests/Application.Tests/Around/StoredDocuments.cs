using KonTum.Tthc.Application.DocumentStore;
using KonTum.Tthc.Application.DocumentStore.AttachStoredDocument;
using KonTum.Tthc.Application.DocumentStore.ListStoredDocuments;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Application.Tests.Signing;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Around;

/// <summary>"Kho dữ liệu": what a person handed in or got once is attached again by reference.</summary>
public sealed class StoredDocuments
{
    private readonly TestWorld world = new();

    [Fact]
    public async Task A_submitted_paper_and_a_result_are_in_the_owners_store_and_in_nobody_elses()
    {
        var draft = await world.DraftAsync();
        await world.AttachAsync(draft, "nháp.pdf");
        var dossier = await world.SubmittedAsync("tờ khai.pdf");
        var result = AddResult(dossier);

        (await ListAsync()).Select(d => d.FileName).ShouldBe(["tờ khai.pdf"], "a draft's papers and an open dossier's results are not in it");

        world.Time.Advance(TimeSpan.FromDays(1));
        world.End(dossier);
        (await ListAsync()).Count.ShouldBe(1, "completed is not returned: something may still be due");
        world.End(dossier, new ResultReturned("officer", ReturnChannel.Online, world.Time.GetUtcNow()));
        var documents = await ListAsync();
        documents.Select(d => (d.FileName, d.IsResult)).ShouldBe([("giấy khai sinh.pdf", true), ("tờ khai.pdf", false)]);
        documents[0].Id.ShouldBe(result);
        documents[1].DisplayName.ShouldBe("Tờ khai");
        documents[1].DossierCode.ShouldNotBeEmpty();
        (await ListAsync(results: true)).Count.ShouldBe(1);
        (await world.SendAsync(TestWorld.Binh, new ListStoredDocuments("", false, false, new PageRequest(0, "")))).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("to khai", true)]
    [InlineData("KHAI tờ", true)]
    [InlineData("dang ky", true)]
    [InlineData("hộ chiếu", false)]
    public async Task Words_are_found_without_diacritics_and_in_any_order(string query, bool found)
    {
        await world.SubmittedAsync("tờ khai.pdf");

        (await ListAsync(query)).Count.ShouldBe(found ? 1 : 0);
    }

    [Fact]
    public async Task Pages_show_everything_once_newest_first()
    {
        for (var n = 1; n <= 5; n++)
        {
            await world.SubmittedAsync($"{n}.pdf");
            if (n % 2 == 0) world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = await world.SendAsync(TestWorld.Ann, new ListStoredDocuments("", false, false, new PageRequest(2, token)));
            seen.AddRange(page.Items.Select(i => i.FileName));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        seen.Count.ShouldBe(5);
        seen.Distinct().Count().ShouldBe(5);
        seen[0].ShouldBe("5.pdf");
    }

    [Fact]
    public async Task An_attached_document_has_the_same_bytes_signatures_and_history()
    {
        var ceremony = await Ceremony.RingingAsync();
        await ceremony.ConfirmAsync();
        var signing = ceremony.SigningId;
        var old = ceremony.World;
        await old.FillAsync(ceremony.DossierId);
        await old.SendAsync(TestWorld.Ann, new SubmitDossier(ceremony.DossierId, null, null));
        var before = await old.SendAsync(TestWorld.Ann, new ListSigningHistory(ceremony.DossierId, "to-khai", ceremony.AttachmentId));
        var stored = (await old.SendAsync(TestWorld.Ann, new ListStoredDocuments("", true, false, new PageRequest(0, "")))).Items.Single();
        var draft = await old.DraftAsync();

        var attached = await old.SendAsync(TestWorld.Ann, new AttachStoredDocument(draft, "to-khai", stored.Id, null, null));

        attached.IsSigned.ShouldBeTrue();
        attached.StoredDocumentId.ShouldBe(ceremony.AttachmentId);
        attached.Versions.Single().File.ShouldBe(stored.Version.File);
        before.Single().SigningId.ShouldBe(signing);
        (await old.SendAsync(TestWorld.Ann, new ListSigningHistory(draft, "to-khai", attached.Id))).ShouldBe(before);
        (await old.SendAsync(TestWorld.Ann, new ValidateAttachment(draft, "to-khai", attached.Id))).Sha256.ShouldBe(stored.Version.File.Sha256);

        // Submitted in its turn, it is in the store once, and a reference to a reference keeps the history.
        await old.FillAsync(draft);
        await old.SendAsync(TestWorld.Ann, new SubmitDossier(draft, null, null));
        (await old.SendAsync(TestWorld.Ann, new ListStoredDocuments("", true, false, new PageRequest(0, "")))).Items.Single().Id.ShouldBe(stored.Id);
    }

    [Fact]
    public async Task What_is_not_ones_own_is_not_there_and_what_is_not_accepted_is_refused()
    {
        var dossier = await world.SubmittedAsync("a.docx", "PK\u0003\u0004 [Content_Types].xml word/");
        var document = (await ListAsync()).Single().Id;
        var draft = await world.DraftAsync();
        var foreign = await world.DraftAsync(TestWorld.Binh);

        (await world.FailAsync(TestWorld.Binh, new AttachStoredDocument(foreign, "to-khai", document, null, null))).Failure.ShouldBe(Failures.StoredDocumentNotFound);
        (await world.FailAsync(TestWorld.Binh, new AttachStoredDocument(foreign, "to-khai", Guid.NewGuid(), null, null))).Failure.ShouldBe(Failures.StoredDocumentNotFound);
        (await world.FailAsync(TestWorld.Binh, new AttachStoredDocument(draft, "to-khai", document, null, null))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Ann, new AttachStoredDocument(dossier, "to-khai", document, null, null))).Failure.ShouldBe(Failures.DossierNotDraft);
        (await world.FailAsync(TestWorld.Ann, new AttachStoredDocument(draft, "to-khai", document, "77", null))).Failure.ShouldBe(Failures.ChangedMeanwhile);

        var reference = new StoredDocumentAttached(
            "to-khai", Guid.NewGuid(), dossier, document, Personal.Of("citizen-ann", "a.docx"),
            new StoredFile(new string('a', 64), 1, "application/msword"), AttachmentVersionKind.Original, null, world.Time.GetUtcNow());
        Should.Throw<FailureException>(() => Fold.Of<Dossier>(world.Streams.Events(draft)).AttachStored(reference, new AttachmentRules(20, ["application/pdf"])))
            .Violations.Single().Failure.ShouldBe(Failures.FileTypeNotAccepted);
    }

    [Fact]
    public async Task A_stored_paper_is_taken_by_the_rules_that_an_uploaded_file_is_taken_by()
    {
        await world.SubmittedAsync("a.docx", "PK\u0003\u0004 [Content_Types].xml word/");
        var document = (await ListAsync()).Single().Id;
        var draft = await world.DraftAsync(procedure: TestWorld.BirthRegistration with
        {
            Components = [.. TestWorld.BirthRegistration.Components.Select(c => c.Id == "giay-to" ? c with { AcceptedTypes = ["application/pdf"] } : c)],
        });

        var wrongType = await world.FailAsync(TestWorld.Ann, new AttachStoredDocument(draft, "giay-to", document, null, null));
        wrongType.Violations.Single().Failure.ShouldBe(Failures.FileTypeNotAccepted);
        for (var n = 0; n < 20; n++) await world.SendAsync(TestWorld.Ann, new AttachStoredDocument(draft, "to-khai", document, null, null));
        (await world.FailAsync(TestWorld.Ann, new AttachStoredDocument(draft, "to-khai", document, null, null))).Failure.ShouldBe(Failures.TooManyAttachments);
        (await world.FailAsync(TestWorld.Ann, new AttachStoredDocument(draft, "khác", document, null, null))).Failure.ShouldBe(Failures.ComponentNotFound);
    }

    [Fact]
    public async Task Deleting_a_reference_leaves_the_store_as_it_was()
    {
        await world.SubmittedAsync();
        var document = (await ListAsync()).Single();
        var draft = await world.DraftAsync();
        var attached = await world.SendAsync(TestWorld.Ann, new AttachStoredDocument(draft, "to-khai", document.Id, null, null));

        await world.SendAsync(TestWorld.Ann, new DeleteAttachment(draft, "to-khai", attached.Id, null, null));

        (await ListAsync()).Single().ShouldBe(document);
    }

    private async Task<IReadOnlyList<StoredDocumentView>> ListAsync(string query = "", bool results = false) =>
        (await world.SendAsync(TestWorld.Ann, new ListStoredDocuments(query, false, results, new PageRequest(0, "")))).Items;

    private Guid AddResult(Guid dossier)
    {
        var id = Guid.NewGuid();
        world.Streams.Write(dossier, new ResultPaperAdded(
            "officer", id, "giay-khai-sinh", Personal.Of("citizen-ann", "giấy khai sinh.pdf"),
            new StoredFile(new string('b', 64), 10, "application/pdf"), world.Time.GetUtcNow()));
        return id;
    }
}
