using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.SelectComponent;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Reception.ListInbox;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles.ConnectAccount;
using KonTum.Tthc.Application.SignatureProfiles.DeleteSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureImage;
using KonTum.Tthc.Application.SignatureProfiles.GetSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.ListCertificates;
using KonTum.Tthc.Application.SignatureProfiles.UpdateSignatureProfile;
using KonTum.Tthc.Application.SignatureProfiles.UploadSignatureImage;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Signing.GetSigning;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.FindPlacements;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Application.Signing.WatchSigning;
using KonTum.Tthc.Application.Tests.Signing;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Access;

/// <summary>Whoever asks for what is not theirs learns nothing, not even that it exists.</summary>
public sealed class ForeignIsMissing
{
    private static readonly ProfileSettings Settings = new("Tên", "0912345678", "Người ký", []);

    [Fact]
    public async Task Every_use_case_of_a_foreign_dossier_answers_as_for_none()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var others = new[] { TestWorld.Binh, TestWorld.CallerOf("system-1", Role.System) };
        foreach (var caller in others)
        {
            var mine = await ceremony.World.ProfileAsync(caller);
            foreach (var request in Requests(mine))
            {
                await ShouldBeTheSameAsync(
                    ceremony.World, caller, request(ceremony.DossierId, ceremony.AttachmentId), request(Guid.NewGuid(), Guid.NewGuid()),
                    Failures.DossierNotFound);
            }
        }

        static IEnumerable<Func<Guid, Guid, object>> Requests(Guid profile) =>
        [
            (d, _) => new GetDossier(d),
            (d, a) => new GetAttachmentContent(d, "to-khai", a, null),
            (d, _) => new UpdateDossier(d, TestWorld.CompleteForm(), [], null, null),
            (d, _) => new SelectComponent(d, "to-khai", true, 1, 1, null, null),
            (d, _) => new UploadAttachment(d, "to-khai", "a.pdf", "", new MemoryStream("%PDF-1.7"u8.ToArray()), null),
            (d, a) => new DeleteAttachment(d, "to-khai", a, null, null),
            (d, _) => new SubmitDossier(d, null, null),
            (d, a) => new StartSigning(d, profile, TestWorld.Serial, [new TargetPlacement("to-khai", a, Ceremony.Place)], null),
            (d, a) => new ListSigningHistory(d, "to-khai", a),
            (d, a) => new ValidateAttachment(d, "to-khai", a),
            (d, a) => new FindPlacements(d, "to-khai", a, "ký tên", 180, 60),
        ];
    }

    [Fact]
    public async Task Every_use_case_of_a_foreign_profile_answers_as_for_none()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var dossier = await ceremony.World.DraftAsync(TestWorld.Binh);
        var file = (await ceremony.World.AttachAsync(dossier, owner: TestWorld.Binh)).Id;
        var requests = new Func<Guid, object>[]
        {
            p => new GetSignatureProfile(p),
            p => new UpdateSignatureProfile(p, Settings, [], null, null),
            p => new DeleteSignatureProfile(p, null, null),
            p => new UploadSignatureImage(p, new MemoryStream([0xFF, 0xD8, 0xFF]), null, null),
            p => new GetSignatureImage(p),
            p => new ConnectAccount(p, new SignatureEntry(SignatureKind.Remote, TestWorld.Account, "MISA-CA"), new AccountLogin("lan", "x", "")),
            p => new ListCertificates(p),
            p => new StartSigning(dossier, p, TestWorld.Serial, [new TargetPlacement("to-khai", file, Ceremony.Place)], null),
        };

        foreach (var request in requests)
        {
            await ShouldBeTheSameAsync(
                ceremony.World, TestWorld.Binh, request(ceremony.ProfileId), request(Guid.NewGuid()), Failures.ProfileNotFound);
        }
    }

    [Fact]
    public async Task Every_use_case_of_a_foreign_signing_answers_as_for_none()
    {
        var ceremony = await Ceremony.RingingAsync();
        foreach (var request in new Func<Guid, object>[] { s => new GetSigning(s), s => new CancelSigning(s, null), s => new WatchSigning(s) })
        {
            await ShouldBeTheSameAsync(
                ceremony.World, TestWorld.Binh, request(ceremony.SigningId), request(Guid.NewGuid()), Failures.SigningNotFound);
        }

        (await ceremony.SigningAsync()).HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_deleted_profile_is_missing_for_its_owner_too()
    {
        var world = new TestWorld();
        var profile = await world.ProfileAsync();
        await world.SendAsync(TestWorld.Ann, new DeleteSignatureProfile(profile, null, null));

        (await world.FailAsync(TestWorld.Ann, new GetSignatureProfile(profile))).Failure.ShouldBe(Failures.ProfileNotFound);
    }

    [Fact]
    public async Task An_officer_sees_what_was_submitted_to_the_own_agency_and_the_reading_is_recorded()
    {
        var world = new TestWorld();
        var id = await world.DraftAsync();
        await world.AttachAsync(id);
        var officer = TestWorld.Officer(TestWorld.DuyTan);
        (await world.FailAsync(officer, new GetDossier(id))).Failure.ShouldBe(Failures.DossierNotFound, "a draft is nobody else's");
        await world.FillAsync(id);
        await world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));

        (await world.FailAsync(TestWorld.Officer(TestWorld.ThangLoi), new GetDossier(id))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Officer(null), new GetDossier(id))).Failure.ShouldBe(Failures.DossierNotFound);
        world.Streams.Events(DossierReads.IdOf(id)).ShouldBeEmpty("who sees nothing has read nothing");

        (await world.SendAsync(officer, new GetDossier(id))).Form!.OwnerName.ShouldBe("Nguyễn Văn Kiểm Thử");
        var read = world.Streams.Events(DossierReads.IdOf(id)).ShouldHaveSingleItem().ShouldBeOfType<DossierRead>();
        (read.DossierId, read.Subject, read.What).ShouldBe((id, TestWorld.Ann.Subject, "dossier"));
        (await world.FailAsync(officer, new SubmitDossier(id, null, null))).Failure.ShouldBe(Failures.DossierNotFound, "an officer acts for people at the counter, and for nobody else");

        await world.DossierAsync(id);
        world.Streams.Events(DossierReads.IdOf(id)).Count.ShouldBe(1, "owners read their own without a record");
    }

    [Fact]
    public async Task An_inbox_holds_the_own_agencys_dossiers_only_and_none_without_an_agency()
    {
        var world = new TestWorld();
        foreach (var agency in new[] { TestWorld.DuyTan, TestWorld.ThangLoi, TestWorld.DuyTan })
        {
            var id = await world.DraftAsync(agency: agency);
            await world.AttachAsync(id);
            await world.FillAsync(id);
            await world.SendAsync(TestWorld.Ann, new SubmitDossier(id, null, null));
        }

        await world.DraftAsync();

        var page = await world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new ListInbox(new PageRequest(0, "")));
        page.Items.Select(i => i.Code).ShouldBe([$"{TestWorld.DuyTan}-261123-0001", $"{TestWorld.DuyTan}-261123-0002"]);
        (await world.FailAsync(TestWorld.Officer(null), new ListInbox(new PageRequest(0, "")))).Failure.ShouldBe(Failures.Forbidden);
    }

    private static async Task ShouldBeTheSameAsync(TestWorld world, Caller caller, object foreign, object missing, Failure expected)
    {
        var before = world.Streams.Log.Count;
        var one = await Should.ThrowAsync<FailureException>(() => world.SendAnyAsync(caller, foreign));
        var other = await Should.ThrowAsync<FailureException>(() => world.SendAnyAsync(caller, missing));

        one.Failure.ShouldBe(expected, foreign.GetType().Name);
        (other.Failure, other.Message).ShouldBe((one.Failure, one.Message));
        other.Details.ShouldBe(one.Details);
        world.Streams.Log.Count.ShouldBe(before, "a refused request leaves no trace in any stream");
    }
}
