using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

public sealed class CeremonyEndsOtherwise
{
    public static TheoryData<RemoteOutcome, SigningState, string> Outcomes => new()
    {
        { new RemoteOutcome.Rejected(), SigningState.Rejected, "SIGNING_REJECTED" },
        { new RemoteOutcome.Expired(), SigningState.Expired, "SIGNING_EXPIRED" },
        { new RemoteOutcome.Unknown(), SigningState.Failed, "SIGNING_PROVIDER_FAILED" },
        { new RemoteOutcome.Failed(Failures.QuotaExhausted), SigningState.Failed, "SIGNING_QUOTA_EXHAUSTED" },
        { new RemoteOutcome.Failed(Failures.ProviderFailed), SigningState.Failed, "SIGNING_PROVIDER_FAILED" },
        { new RemoteOutcome.Signed(new Dictionary<string, byte[]>()), SigningState.Failed, "SIGNATURE_MISSING" },
        { new RemoteOutcome.Signed(new Dictionary<string, byte[]> { ["other.pdf"] = [1] }), SigningState.Failed, "SIGNATURE_MISSING" },
        { new RemoteOutcome.Signed(new Dictionary<string, byte[]> { ["to-khai.pdf"] = [1] }), SigningState.Failed, "SIGNATURE_MISMATCH" },
    };

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public async Task Each_outcome_has_its_own_end_and_leaves_the_dossier_unharmed(RemoteOutcome outcome, SigningState state, string cause)
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = outcome;

        await ceremony.AdvanceAsync();
        if (outcome is RemoteOutcome.Signed) await ceremony.AdvanceAsync();

        var view = await ceremony.SigningAsync();
        view.State.ShouldBe(state);
        view.FailureCode.ShouldBe(cause);
        view.HasEnded.ShouldBeTrue();
        view.Vietnamese.ShouldBe(Failures.All[cause].Vietnamese);
        await ShouldBeUnharmedAsync(ceremony, cause);
    }

    [Fact]
    public async Task The_confirmation_runs_out_after_one_last_question()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.Wait(TimeSpan.FromMinutes(5));
        var polls = ceremony.World.Provider.Polled.Count;

        var next = await ceremony.AdvanceAsync();

        ceremony.World.Provider.Polled.Count.ShouldBe(polls + 1);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Expired);
        next.Due.ShouldBe(ceremony.World.Time.GetUtcNow() + TimeSpan.FromSeconds(30), "a late signature is looked for");
        await ShouldBeUnharmedAsync(ceremony, "SIGNING_EXPIRED");
    }

    [Fact]
    public async Task A_signature_that_the_last_question_finds_counts()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        ceremony.Wait(TimeSpan.FromMinutes(6));

        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
    }

    [Fact]
    public async Task A_rejection_that_the_last_question_finds_is_a_rejection()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Rejected();
        ceremony.Wait(TimeSpan.FromMinutes(6));

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Rejected);
    }

    [Fact]
    public async Task A_reason_that_the_last_question_finds_is_the_reason()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Failed(Failures.QuotaExhausted);
        ceremony.Wait(TimeSpan.FromMinutes(6));

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_QUOTA_EXHAUSTED");
    }

    [Fact]
    public async Task A_wrong_signature_that_the_last_question_finds_is_never_attached()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Signed(new Dictionary<string, byte[]> { ["to-khai.pdf"] = [1, 2, 3] });
        ceremony.Wait(TimeSpan.FromMinutes(6));

        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNATURE_MISMATCH");
        ceremony.Signatures().ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_that_is_down_at_the_last_question_lets_it_expire()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.PollingFails = Failures.ProviderUnavailable;
        ceremony.Wait(TimeSpan.FromMinutes(6));

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Expired);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_late_signature_is_recorded_once_and_not_attached(bool expired)
    {
        var ceremony = await Ceremony.RingingAsync();
        if (expired)
        {
            ceremony.Wait(TimeSpan.FromMinutes(5));
            await ceremony.AdvanceAsync();
        }
        else
        {
            await ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));
        }

        var end = (await ceremony.SigningAsync()).State;
        ceremony.Wait(TimeSpan.FromSeconds(30));
        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull("nothing came yet, so it is looked at again");
        ceremony.World.Provider.Confirm();

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        var late = ceremony.World.Streams.Events(ceremony.SigningId).OfType<LateSignatureRecorded>().ShouldHaveSingleItem();
        late.SignatureDigests.ShouldHaveSingleItem().Length.ShouldBe(64);
        (await ceremony.SigningAsync()).State.ShouldBe(end);
        await ShouldBeUnharmedAsync(ceremony, end == SigningState.Expired ? "SIGNING_EXPIRED" : "SIGNING_CANCELLED");
    }

    [Fact]
    public async Task A_late_answer_without_a_signature_in_it_is_recorded_once_too()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.Wait(TimeSpan.FromMinutes(5));
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Signed(new Dictionary<string, byte[]>());

        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        ceremony.World.Streams.Events(ceremony.SigningId).OfType<LateSignatureRecorded>().Count().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task After_ten_minutes_nobody_looks_for_a_late_signature_any_more()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.Wait(TimeSpan.FromMinutes(5));
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.PollingFails = Failures.ProviderUnavailable;
        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull("an unreachable provider is asked again");
        ceremony.World.Provider.PollingFails = null;
        ceremony.World.Provider.Confirm();
        ceremony.Wait(TimeSpan.FromMinutes(10));
        var polls = ceremony.World.Provider.Polled.Count;

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        ceremony.World.Provider.Polled.Count.ShouldBe(polls);
        ceremony.SigningEvents().ShouldNotContain(typeof(LateSignatureRecorded));
    }

    [Fact]
    public async Task Cancelled_before_the_provider_was_asked_nobody_is_ever_disturbed()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        ceremony.World.Provider.Asked.ShouldBeEmpty();
        ceremony.World.Provider.Polled.ShouldBeEmpty();
        await ShouldBeUnharmedAsync(ceremony, "SIGNING_CANCELLED");
    }

    [Fact]
    public async Task What_has_ended_cannot_be_cancelled()
    {
        var ceremony = await Ceremony.RingingAsync();
        await ceremony.ConfirmAsync();

        var failure = await ceremony.World.FailAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));

        failure.Failure.ShouldBe(Failures.SigningEnded);
        (await ceremony.AttachmentAsync()).IsSigned.ShouldBeTrue();
    }

    [Fact]
    public async Task A_newer_signing_supersedes_the_one_that_waits()
    {
        var ceremony = await Ceremony.RingingAsync();
        var old = ceremony.SigningId;

        await ceremony.StartAsync();

        (await ceremony.SigningAsync(old)).FailureCode.ShouldBe("SIGNING_SUPERSEDED");
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBe(ceremony.SigningId);
        ceremony.World.Provider.Confirm();
        await ceremony.World.AdvanceAsync(old);
        ceremony.World.Streams.Events(old).OfType<LateSignatureRecorded>().ShouldHaveSingleItem();
        ceremony.Signatures().ShouldBe(0, "the old phone's signature is not attached to the new signing");

        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();
        await ceremony.ConfirmAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
    }

    [Fact]
    public async Task Superseding_one_file_of_a_signing_frees_its_other_files()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var second = await ceremony.World.AttachAsync(ceremony.DossierId, "b.pdf", content: "%PDF-1.7 b");
        await ceremony.StartAsync(ceremony.AttachmentId, second.Id);

        await ceremony.StartAsync(second.Id);

        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
        (await ceremony.AttachmentAsync(second.Id)).PendingSigningId.ShouldBe(ceremony.SigningId);
    }

    [Fact]
    public async Task A_target_that_no_longer_waits_is_gone()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Streams.Write(
            ceremony.DossierId,
            new AttachmentSigningEnded(ceremony.SigningId, [ceremony.AttachmentId], "SIGNING_CANCELLED", ceremony.World.Time.GetUtcNow()));

        await ceremony.ConfirmAsync();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_TARGET_GONE");
        ceremony.Signatures().ShouldBe(0);
    }

    [Fact]
    public async Task A_person_whose_data_is_erased_is_not_asked_any_more()
    {
        foreach (var steps in new[] { 0, 1, 2, 3 })
        {
            var ceremony = await Ceremony.RequestedAsync();
            for (var n = 0; n < steps; n++)
            {
                if (n == 2) ceremony.World.Provider.Confirm();
                await ceremony.AdvanceAsync();
            }

            var (asked, polled) = (ceremony.World.Provider.Asked.Count, ceremony.World.Provider.Polled.Count);
            ceremony.World.Streams.EraseSubject(ceremony.Owner);

            await ceremony.AdvanceAsync();
            (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

            (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_CANCELLED", $"after {steps} steps");
            (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
            ceremony.World.Provider.Asked.Count.ShouldBe(asked);
            ceremony.World.Provider.Polled.Count.ShouldBe(polled);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_prepared_tells_the_person_why()
    {
        var ceremony = await Ceremony.RequestedAsync();
        ceremony.World.Signer.PreparingFails = Failures.PdfNotSignable;

        await ceremony.AdvanceAsync();

        var view = await ceremony.SigningAsync();
        view.FailureCode.ShouldBe("PDF_NOT_SIGNABLE");
        view.Vietnamese.ShouldBe("Không thể ký số tệp PDF này: tệp bị hỏng.");
        view.English.ShouldBe("This PDF cannot be signed: the file is damaged.");
    }

    private static async Task ShouldBeUnharmedAsync(Ceremony ceremony, string outcome)
    {
        var attachment = await ceremony.AttachmentAsync();
        attachment.Versions.ShouldHaveSingleItem().Kind.ShouldBe(AttachmentVersionKind.Original);
        attachment.PendingSigningId.ShouldBeNull();
        ceremony.World.Streams.Events(ceremony.DossierId).OfType<AttachmentSigningEnded>()
            .ShouldHaveSingleItem().Outcome.ShouldBe(outcome);

        await ceremony.World.FillAsync(ceremony.DossierId);
        (await ceremony.World.SendAsync(TestWorld.Ann, new SubmitDossier(ceremony.DossierId, null, null))).Code.ShouldNotBeEmpty();
    }
}
