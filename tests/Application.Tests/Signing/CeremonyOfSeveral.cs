using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Signing.ResumeSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

/// <summary>Many attachments: one confirmation or as few as the limit allows, an outcome for each, and the rest taken up again.</summary>
public sealed class CeremonyOfSeveral
{
    [Fact]
    public async Task One_confirmation_signs_them_all()
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(3);
        var ringing = await ceremony.SigningAsync();
        (ringing.ConfirmationCount, ringing.Confirmation).ShouldBe((1, 1));
        ringing.Notices.ShouldBeEmpty();

        await ceremony.ConfirmAsync();

        (await ceremony.SigningAsync()).Items.ShouldAllBe(i => i.State == SigningItemState.Signed && i.SignedSha256.Length == 64);
        ceremony.World.Provider.Asked.ShouldHaveSingleItem().Documents.Count.ShouldBe(3);
        foreach (var file in files) (await ceremony.AttachmentAsync(file)).IsSigned.ShouldBeTrue();
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    [InlineData(50, 1)]
    [InlineData(null, 1)]
    public async Task What_the_key_allows_counts_as_well_as_what_the_provider_takes(int? most, int confirmations)
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.MaxDocuments = 10;
        ceremony.World.Provider.Issue(TestWorld.Account, "0C5C", credentialId: "khóa-1", maxDocuments: most);
        var files = await ceremony.AttachAsync(5);

        var started = await ceremony.StartAsync(ceremony.Request([.. files]) with { CertificateSerialNumber = "0C5C" });

        started.ConfirmationCount.ShouldBe(confirmations);
        (started.Notices?.Count).ShouldBe(confirmations > 1 ? 1 : 0);
    }

    [Fact]
    public async Task More_than_the_provider_takes_are_split_and_the_person_is_told_before()
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(5, limit: 2);
        var ringing = await ceremony.SigningAsync();
        (ringing.ConfirmationCount, ringing.Confirmation).ShouldBe((3, 1));
        var notice = ringing.Notices.ShouldHaveSingleItem();
        (notice.Code, notice.Vietnamese).ShouldBe(
            ("SEVERAL_CONFIRMATIONS", "Nhà cung cấp nhận tối đa 2 tệp mỗi lần: cần xác nhận 3 lần trên điện thoại."));
        ringing.Vietnamese.ShouldContain("lần 1/3");
        ringing.Items.Select(i => i.Confirmation).ShouldBe([1, 1, 2, 2, 3]);

        for (var confirmation = 1; confirmation <= 3; confirmation++)
        {
            (await ceremony.SigningAsync()).Confirmation.ShouldBe(confirmation);
            await ceremony.ConfirmAsync();
            ceremony.Signatures().ShouldBe(Math.Min(5, 2 * confirmation), "what is confirmed is attached at once");
            ceremony.World.Provider.Outcome = new RemoteOutcome.Pending();
            if (confirmation < 3) (await ceremony.AdvanceAsync()).Ticket.ShouldNotBeNull();
        }

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.World.Provider.Asked.Select(a => a.Documents.Count).ShouldBe([2, 2, 1]);
        ceremony.World.Provider.Rang.Count().ShouldBe(3, "a transaction for each");
        ceremony.World.Signer.Prepared.Count.ShouldBe(5, "nothing is prepared twice");
        foreach (var file in files) (await ceremony.AttachmentAsync(file)).PendingSigningId.ShouldBeNull();
    }

    [Fact]
    public async Task A_value_that_is_missing_and_one_that_is_wrong_cost_only_their_own_files()
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(3);
        var documents = ceremony.World.Provider.Asked[0].Documents;
        ceremony.World.Provider.Outcome = new RemoteOutcome.Signed(new Dictionary<string, byte[]>
        {
            [documents[0].DocumentId] = ScriptedSigner.SignatureOf(documents[0].Digest),
            [documents[1].DocumentId] = ScriptedSigner.SignatureOf(documents[0].Digest),
        });
        await ceremony.AdvanceAsync();
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        var view = await ceremony.SigningAsync();
        (view.State, view.FailureCode).ShouldBe((SigningState.PartlySigned, "SIGNING_PARTLY_SIGNED"));
        view.Vietnamese.ShouldBe("Đã ký 1 trên 3 tệp. Có thể ký tiếp các tệp còn lại.");
        view.Items.Select(i => (i.State, i.Cause?.Code)).ShouldBe(
        [
            (SigningItemState.Signed, null), (SigningItemState.NotSigned, "SIGNATURE_MISMATCH"), (SigningItemState.NotSigned, "SIGNATURE_MISSING"),
        ]);
        foreach (var file in files) (await ceremony.AttachmentAsync(file)).PendingSigningId.ShouldBeNull();
        ceremony.Signatures().ShouldBe(1);
        ceremony.World.Streams.Events(ceremony.DossierId).OfType<AttachmentSigningEnded>().ShouldHaveSingleItem().AttachmentIds.ShouldBe(files.Skip(1));
    }

    [Fact]
    public async Task A_file_that_was_taken_away_costs_only_itself()
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(2);
        ceremony.World.Streams.Write(
            ceremony.DossierId, new AttachmentSigningEnded(ceremony.SigningId, [files[0]], "SIGNING_CANCELLED", ceremony.World.Time.GetUtcNow()));

        await ceremony.ConfirmAsync();

        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(SigningState.PartlySigned);
        view.Items.Select(i => i.Cause?.Code).ShouldBe(["SIGNING_TARGET_GONE", null]);
    }

    public static TheoryData<RemoteOutcome, string> Ends => new()
    {
        { new RemoteOutcome.Rejected(), "SIGNING_REJECTED" },
        { new RemoteOutcome.Expired(), "SIGNING_EXPIRED" },
        { new RemoteOutcome.Failed(Failures.QuotaExhausted), "SIGNING_QUOTA_EXHAUSTED" },
        { new RemoteOutcome.Signed(new Dictionary<string, byte[]>()), "SIGNATURE_MISSING" },
    };

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public async Task A_second_confirmation_that_goes_wrong_takes_nothing_from_the_first(RemoteOutcome outcome, string cause)
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(3, limit: 1);
        await ceremony.ConfirmAsync();
        ceremony.World.Provider.Outcome = outcome;
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(SigningState.PartlySigned);
        view.Items.Select(i => i.Cause?.Code).ShouldBe([null, cause, "SIGNING_NOT_ASKED"]);
        ceremony.World.Provider.Asked.Count.ShouldBe(2);
        foreach (var file in files) (await ceremony.AttachmentAsync(file)).PendingSigningId.ShouldBeNull();
        (await ceremony.AttachmentAsync(files[0])).IsSigned.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelled_in_the_second_confirmation_the_first_stays_and_a_late_signature_is_recorded_for_the_second()
    {
        var (ceremony, _) = await Ceremony.RingingForAsync(2, limit: 1);
        await ceremony.ConfirmAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Pending();
        await ceremony.AdvanceAsync();

        (await ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null))).State.ShouldBe(SigningState.PartlySigned);
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();

        ceremony.World.Streams.Events(ceremony.SigningId).OfType<LateSignatureRecorded>().ShouldHaveSingleItem().Confirmation.ShouldBe(2);
        ceremony.Signatures().ShouldBe(1);
    }

    [Fact]
    public async Task A_first_confirmation_that_is_rejected_leaves_the_others_unasked()
    {
        var (ceremony, _) = await Ceremony.RingingForAsync(2, limit: 1);
        ceremony.World.Provider.Outcome = new RemoteOutcome.Rejected();

        await ceremony.AdvanceAsync();

        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(SigningState.Rejected);
        view.Items.Select(i => i.Cause?.Code).ShouldBe(["SIGNING_REJECTED", "SIGNING_NOT_ASKED"]);
    }

    [Fact]
    public async Task What_was_left_unsigned_is_taken_up_at_the_same_places_with_the_same_certificate()
    {
        var (ceremony, files) = await Ceremony.RingingForAsync(3, limit: 1);
        var old = ceremony.SigningId;
        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(old, null))).Failure.ShouldBe(Failures.NothingToResume, "it has not ended");
        await ceremony.ConfirmAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Rejected();
        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.PartlySigned);

        ceremony.World.Provider.MaxDocuments = 10;
        ceremony.World.Provider.Outcome = new RemoteOutcome.Pending();
        var resumed = await ceremony.World.SendAsync(TestWorld.Ann, new ResumeSigning(old, null));

        resumed.ResumedSigningId.ShouldBe(old);
        resumed.Items.Select(i => (i.AttachmentId, i.Placement)).ShouldBe([(files[1], Ceremony.Place), (files[2], Ceremony.Place)]);
        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(old, null))).Failure.ShouldBe(Failures.NothingToResume, "it is under way");
        await ceremony.World.AdvanceAsync(resumed.Id);
        await ceremony.World.AdvanceAsync(resumed.Id);
        ceremony.World.Provider.Asked[^1].CertificateSerialNumber.ShouldBe(TestWorld.Serial);
        ceremony.World.Provider.Confirm();
        await ceremony.World.AdvanceAsync(resumed.Id);
        await ceremony.World.AdvanceAsync(resumed.Id);
        foreach (var file in files) (await ceremony.AttachmentAsync(file)).IsSigned.ShouldBeTrue();
        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(old, null))).Failure.ShouldBe(Failures.NothingToResume, "all are signed");
        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(resumed.Id, null))).Failure.ShouldBe(Failures.NothingToResume);
        (await ceremony.World.FailAsync(TestWorld.Binh, new ResumeSigning(old, null))).Failure.ShouldBe(Failures.SigningNotFound);
    }

    [Fact]
    public async Task Taking_up_again_checks_everything_again()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Rejected();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.Revocation[TestWorld.Serial] = true;

        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(ceremony.SigningId, null))).Failure.ShouldBe(Failures.CertificateRevoked);

        ceremony.World.Provider.Revocation.Clear();
        ceremony.World.Signer.Unsignable.Add((await ceremony.AttachmentAsync()).Versions[0].File.Sha256);
        (await ceremony.World.FailAsync(TestWorld.Ann, new ResumeSigning(ceremony.SigningId, null))).Violations
            .ShouldHaveSingleItem().Field.ShouldBe("targets[0].attachment_id");
    }

    [Fact]
    public async Task The_worker_asks_the_provider_itself_and_hands_in_what_it_was_answered()
    {
        var (ceremony, _) = await Ceremony.RingingForAsync(1);
        var look = await ceremony.AdvanceAsync();
        var ticket = look.Ticket.ShouldNotBeNull();
        ticket.ExpiresAt.ShouldBe(ceremony.World.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
        ticket.Ceremony.Request.Transaction.ShouldBe(ceremony.World.Provider.Asked[0].Transaction);
        ticket.Ceremony.ProviderReference.ShouldBe("ref-" + ticket.Ceremony.Request.Transaction);
        var polled = ceremony.World.Provider.Polled.Count;
        ceremony.World.Provider.Confirm();

        await ceremony.AdvanceAsync(ceremony.World.Provider.Outcome);

        ceremony.World.Provider.Polled.Count.ShouldBe(polled, "it is not asked a second time");
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Finishing);
        await ceremony.AdvanceAsync(ceremony.World.Provider.Outcome);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed, "an answer that comes twice changes nothing");
    }

    [Fact]
    public async Task An_identity_that_differs_is_told_in_the_signing_too()
    {
        var ceremony = await Ceremony.PreparedAsync();
        ceremony.World.Provider.Issue(TestWorld.Account, "OLD", identity: "CMND:233123456", credentialId: "key-7");

        var started = await ceremony.World.SendAsync(TestWorld.Ann, ceremony.Request() with { CertificateSerialNumber = "OLD" });

        started.Notices.ShouldHaveSingleItem().ShouldBe(Failures.IdentityDiffers);
        await ceremony.World.AdvanceAsync(started.Id);
        await ceremony.World.AdvanceAsync(started.Id);
        ceremony.World.Provider.Asked[0].CredentialId.ShouldBe("key-7");
    }
}
