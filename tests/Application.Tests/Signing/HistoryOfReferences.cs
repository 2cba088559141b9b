using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

/// <summary>A document that is attached again brings its signatures with it, and is seen by whoever has the dossier now.</summary>
public sealed class HistoryOfReferences
{
    [Fact]
    public async Task A_reference_has_the_history_of_the_original_and_so_has_a_reference_to_it()
    {
        var ceremony = await Ceremony.RingingAsync();
        await ceremony.ConfirmAsync();
        var world = ceremony.World;
        var original = await world.SendAsync(TestWorld.Ann, new ListSigningHistory(ceremony.DossierId, "to-khai", ceremony.AttachmentId));
        original.ShouldHaveSingleItem();

        var (second, one) = await ReferAsync(ceremony.DossierId, ceremony.AttachmentId);
        var (third, two) = await ReferAsync(second, one);
        await world.FillAsync(third);
        await world.SendAsync(TestWorld.Ann, new SubmitDossier(third, null, null));

        foreach (var (dossier, attachment) in new[] { (second, one), (third, two) })
            (await world.SendAsync(TestWorld.Ann, new ListSigningHistory(dossier, "to-khai", attachment))).ShouldBe(original);
        (await world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new ListSigningHistory(third, "to-khai", two))).ShouldBe(original);

        // After a hand-over the other agency sees it, and this one no more.
        world.Streams.Write(third, new DossierHandedOver(
            "o", new Agency(TestWorld.ThangLoi, ""), "", Personal.Of(TestWorld.Ann.Subject, ""), world.Time.GetUtcNow()));
        (await world.SendAsync(TestWorld.Officer(TestWorld.ThangLoi), new ListSigningHistory(third, "to-khai", two))).ShouldBe(original);
        (await world.FailAsync(TestWorld.Officer(TestWorld.DuyTan), new ListSigningHistory(third, "to-khai", two)))
            .Failure.ShouldBe(Failures.DossierNotFound);

        async Task<(Guid Dossier, Guid Attachment)> ReferAsync(Guid fromDossier, Guid fromAttachment)
        {
            var source = Fold.Of<Dossier>(world.Streams.Events(fromDossier)).Attachment("to-khai", fromAttachment).Newest;
            var id = await world.DraftAsync();
            var attachment = Guid.NewGuid();
            world.Streams.Write(id, new StoredDocumentAttached(
                "to-khai", attachment, fromDossier, fromAttachment, source.FileName, source.File, source.Kind, source.SigningId, world.Time.GetUtcNow()));
            return (id, attachment);
        }
    }

    [Fact]
    public async Task A_result_paper_that_is_attached_again_shows_the_seal_of_its_agency()
    {
        var world = new TestWorld();
        var sealedAt = world.Time.GetUtcNow().AddDays(-30);
        world.Signer.Findings =
        [
            new SignatureFinding(
                "Signature1", false, FindingIndication.TotalPassed, "", true, true, FindingModifications.None, [1],
                "UBND phường Duy Tân", "vanthu@example.vn", "CA của cơ quan nhà nước", sealedAt, sealedAt.AddSeconds(1), "B-LT"),
            new SignatureFinding(
                "Timestamp1", true, FindingIndication.TotalPassed, "", true, true, FindingModifications.None, [], "TSA", "", "", null, sealedAt, ""),
        ];
        var (id, attachment) = (await world.DraftAsync(), Guid.NewGuid());
        var file = new StoredFile(new string('a', 64), 1, "application/pdf");
        world.Streams.Write(id, new StoredDocumentAttached(
            "to-khai", attachment, Guid.NewGuid(), Guid.NewGuid(), Personal.Of(TestWorld.Ann.Subject, "giấy khai sinh.pdf"), file,
            AttachmentVersionKind.Signed, null, world.Time.GetUtcNow()));

        var entry = (await world.SendAsync(TestWorld.Ann, new ListSigningHistory(id, "to-khai", attachment))).ShouldHaveSingleItem();

        (entry.SigningId, entry.Kind, entry.Signer, entry.Authority).ShouldBe((null, null, "UBND phường Duy Tân", "CA của cơ quan nhà nước"));
        (entry.SigningTime, entry.FileName, entry.Sha256).ShouldBe((sealedAt.AddSeconds(1), "giấy khai sinh.pdf", file.Sha256));
    }
}
