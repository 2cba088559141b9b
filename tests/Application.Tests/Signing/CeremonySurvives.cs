using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Signing;

/// <summary>Providers that are down for a while, processes that die between two steps, and other writers.</summary>
public sealed class CeremonySurvives
{
    public static TheoryData<string> Transient => ["SIGNING_PROVIDER_UNAVAILABLE", "SIGNING_PROVIDER_FAILED", "SIGNING_PROVIDER_REFUSES_PLATFORM"];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_provider_that_is_down_at_any_step_is_asked_again(string code)
    {
        var failure = Failures.All[code];
        var ceremony = await Ceremony.RequestedAsync();
        var provider = ceremony.World.Provider;

        await ceremony.AdvanceAsync();
        provider.ReservingFails = failure;
        await ShouldRetryAsync(ceremony, SigningState.Prepared);
        provider.ReservingFails = null;

        provider.StartingFails = failure;
        await ShouldRetryAsync(ceremony, SigningState.Prepared, newEvents: 1);
        await ShouldRetryAsync(ceremony, SigningState.Prepared);
        provider.StartingFails = null;
        await ceremony.AdvanceAsync();

        provider.PollingFails = failure;
        await ShouldRetryAsync(ceremony, SigningState.WaitingForConfirmation);
        provider.PollingFails = null;

        await ceremony.ConfirmAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
        provider.Rang.Count().ShouldBe(1);
        provider.Asked.ShouldHaveSingleItem().MayHaveBeenAsked.ShouldBeTrue("an earlier question may have arrived");
        ceremony.SigningEvents().Count().ShouldBe(7, "failed attempts leave no events");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_provider_that_stays_down_ends_it_after_five_minutes(int stepsBefore)
    {
        var ceremony = await Ceremony.RequestedAsync();
        for (var n = 0; n < stepsBefore; n++) await ceremony.AdvanceAsync();
        ceremony.World.Provider.StartingFails = Failures.ProviderUnavailable;
        ceremony.Wait(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull();
        ceremony.Wait(TimeSpan.FromTicks(1));

        (await ceremony.AdvanceAsync()).Due.HasValue.ShouldBe(stepsBefore == 1, "what may have reached the provider is watched");

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_PROVIDER_UNAVAILABLE");
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
    }

    [Theory]
    [InlineData("SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData("SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("CERTIFICATE_REVOKED")]
    public async Task What_will_not_pass_ends_it_with_its_reason(string code)
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.StartingFails = Failures.All[code];

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe(code);
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
    }

    [Fact]
    public async Task A_timestamp_that_comes_later_is_waited_for_and_nobody_is_asked_again()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        var polled = ceremony.World.Provider.Polled.Count;
        ceremony.World.Provider.PollingFails = Failures.ProviderUnavailable;
        ceremony.World.Signer.TimestampsAreDown = true;
        await ShouldRetryAsync(ceremony, SigningState.Finishing);
        (await ceremony.SigningAsync()).Vietnamese.ShouldContain("dấu thời gian");
        ceremony.Wait(TimeSpan.FromMinutes(8));
        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow() + TimeSpan.FromMinutes(2), "less often the longer it takes");
        ceremony.Wait(TimeSpan.FromHours(20));
        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow() + TimeSpan.FromMinutes(5));
        ceremony.Signatures().ShouldBe(0);
        ceremony.World.Signer.TimestampsAreDown = false;

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
        ceremony.World.Provider.Polled.Count.ShouldBe(polled);
    }

    [Fact]
    public async Task A_timestamp_that_never_comes_ends_it_with_that_reason_after_a_day()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.World.Signer.TimestampsAreDown = true;
        ceremony.Wait(SignatureRecord.FinishLimit - TimeSpan.FromTicks(1));
        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull();
        ceremony.Wait(TimeSpan.FromTicks(1));

        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("TIMESTAMP_UNAVAILABLE");
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_dies_before_any_commit_repeats_the_step_and_nothing_happens_twice()
    {
        var ceremony = await Ceremony.RequestedAsync();
        for (var step = 0; step < 4; step++)
        {
            if (step == 2) ceremony.World.Provider.Confirm();
            ceremony.World.Streams.BeforeNextCommit = () => throw new Crash();
            var before = ceremony.World.Streams.Log.Count;

            await Should.ThrowAsync<Crash>(ceremony.AdvanceAsync);
            ceremony.World.Streams.Log.Count.ShouldBe(before, "what was not committed did not happen");
            await ceremony.AdvanceAsync();
        }

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.World.Provider.Rang.Count().ShouldBe(1);
        ceremony.Signatures().ShouldBe(1);
        (await ceremony.AttachmentAsync()).Versions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_process_that_dies_while_it_ends_a_signing_ends_it_once()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Outcome = new RemoteOutcome.Rejected();
        ceremony.World.Streams.BeforeNextCommit = () => throw new Crash();
        await Should.ThrowAsync<Crash>(ceremony.AdvanceAsync);
        (await ceremony.SigningAsync()).HasEnded.ShouldBeFalse();

        await ceremony.AdvanceAsync();
        await ceremony.AdvanceAsync();

        ceremony.World.Streams.Events(ceremony.SigningId).OfType<SigningRejected>().Count().ShouldBe(1);
        ceremony.World.Streams.Events(ceremony.DossierId).OfType<AttachmentSigningEnded>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_dies_after_asking_asks_again_under_the_same_transaction_and_says_so()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.OnNextStart = () => throw new Crash();
        await Should.ThrowAsync<Crash>(ceremony.AdvanceAsync);
        ceremony.SigningEvents().Last().ShouldBe(typeof(SigningProviderAsked), "it was written down before the provider was asked");

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.WaitingForConfirmation);
        ceremony.World.Provider.Asked.Select(a => a.MayHaveBeenAsked).ShouldBe([false, true]);
        ceremony.World.Provider.Rang.Count().ShouldBe(1, "under the same transaction");
        ceremony.World.Provider.Asked[0].Documents.ShouldBe(ceremony.World.Provider.Asked[1].Documents, "for the same digests");
    }

    [Fact]
    public async Task A_provider_that_cannot_tell_whether_it_was_asked_is_not_asked_twice_and_is_watched()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.CannotTell = true;
        ceremony.World.Provider.OnNextStart = () => throw new Crash();
        await Should.ThrowAsync<Crash>(ceremony.AdvanceAsync);

        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull("its phone may ring");

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_START_UNKNOWN");
        ceremony.World.Provider.Asked.Count.ShouldBe(1);
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.SigningEvents().ShouldContain(typeof(LateSignatureRecorded));
        ceremony.Signatures().ShouldBe(0);
    }

    [Fact]
    public async Task Cancelled_while_the_provider_is_being_asked_it_stays_cancelled()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.OnNextStart = CancelAsync;

        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow(), "the phone rings, so a late signature is looked for");
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Cancelled);
        ceremony.World.Streams.Events(ceremony.SigningId).OfType<LateSignatureRecorded>().Count().ShouldBe(1);
        ceremony.Signatures().ShouldBe(0);

        Task CancelAsync() => ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));
    }

    [Fact]
    public async Task Cancelled_in_the_moment_before_the_provider_is_asked_nobody_is_disturbed()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Streams.BeforeNextCommit =
            () => ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));

        (await Should.ThrowAsync<FailureException>(ceremony.AdvanceAsync)).Failure.ShouldBe(Failures.ChangedMeanwhile);

        ceremony.World.Provider.Asked.ShouldBeEmpty();
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ended_while_the_signature_is_being_attached_exactly_one_of_both_happens(bool superseded)
    {
        var ceremony = await Ceremony.RingingAsync();
        var old = ceremony.SigningId;
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.World.Signer.OnNextFinish = superseded
            ? () => ceremony.StartAsync()
            : () => ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(old, null));

        (await Should.ThrowAsync<FailureException>(() => ceremony.World.AdvanceAsync(old))).Failure.ShouldBe(Failures.ChangedMeanwhile);
        (await ceremony.World.AdvanceAsync(old)).Due.ShouldBeNull("what came is in its stream already");

        (await ceremony.SigningAsync(old)).State.ShouldBe(SigningState.Cancelled);
        ceremony.World.Streams.Events(old).OfType<SigningSignaturesReceived>().ShouldHaveSingleItem().Values.ShouldHaveSingleItem();
        ceremony.Signatures().ShouldBe(0);
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBe(superseded ? ceremony.SigningId : null);
    }

    [Fact]
    public async Task Cancelled_in_the_moment_that_the_signature_comes_it_is_recorded_as_late()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        ceremony.World.Streams.BeforeNextCommit =
            () => ceremony.World.SendAsync(TestWorld.Ann, new CancelSigning(ceremony.SigningId, null));

        (await Should.ThrowAsync<FailureException>(ceremony.AdvanceAsync)).Failure.ShouldBe(Failures.ChangedMeanwhile);
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Cancelled);
        ceremony.SigningEvents().ShouldContain(typeof(LateSignatureRecorded));
        ceremony.Signatures().ShouldBe(0);
    }

    [Fact]
    public async Task A_dossier_that_changes_while_the_signature_is_being_attached_does_not_lose_it()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.World.Streams.BeforeNextCommit = () => ceremony.World.FillAsync(ceremony.DossierId);

        (await Should.ThrowAsync<FailureException>(ceremony.AdvanceAsync)).Failure.ShouldBe(Failures.ChangedMeanwhile);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Finishing, "it is tried again, not given up");
        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
        (await ceremony.World.DossierAsync(ceremony.DossierId)).Form.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_nodes_that_advance_at_once_attach_one_signature(bool finishing)
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        if (finishing) await ceremony.AdvanceAsync();
        ceremony.World.Streams.BeforeNextCommit = ceremony.AdvanceAsync;

        (await Should.ThrowAsync<FailureException>(ceremony.AdvanceAsync)).Failure.ShouldBe(Failures.ChangedMeanwhile);
        await ceremony.AdvanceAsync();

        ceremony.Signatures().ShouldBe(1);
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_hears_no_while_another_one_got_the_signature_does_not_end_it(bool timeIsUp)
    {
        var ceremony = await Ceremony.RingingAsync();
        var provider = ceremony.World.Provider;
        if (timeIsUp) ceremony.Wait(TimeSpan.FromMinutes(5));
        provider.OnNextPoll = async () =>
        {
            provider.Confirm();
            await ceremony.AdvanceAsync(provider.Outcome);
            provider.Outcome = timeIsUp ? new RemoteOutcome.Pending() : new RemoteOutcome.Unknown();
        };

        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow(), "it looks again before it decides");

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Finishing, "what the person confirmed is not thrown away");
        await ceremony.AdvanceAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.Signatures().ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_cannot_tell_whether_the_phone_rings_does_not_end_what_another_one_knows_to_ring()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        var provider = ceremony.World.Provider;
        provider.OnNextStart = async () =>
        {
            await ceremony.AdvanceAsync();
            throw Failures.SigningStartUnknown.Because();
        };

        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow());

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.WaitingForConfirmation);
        await ceremony.ConfirmAsync();
        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
    }

    [Fact]
    public async Task A_form_that_is_filled_while_the_timestamp_is_fetched_costs_no_second_one()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Signer.OnNextFinish = () => ceremony.World.FillAsync(ceremony.DossierId);

        await ceremony.ConfirmAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
        ceremony.World.Signer.Finished.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_gone_ends_it_some_time_after_the_signature_came()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.World.Signer.FaultOfTheStore = new FileNotFoundException();
        ceremony.Wait(TimeSpan.FromMinutes(9));
        await Should.ThrowAsync<FileNotFoundException>(ceremony.AdvanceAsync);
        (await ceremony.SigningAsync()).HasEnded.ShouldBeFalse("the person has confirmed; it may be repaired yet");

        ceremony.Wait(TimeSpan.FromMinutes(1));
        (await ceremony.AdvanceAsync()).Due.ShouldBeNull();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("INTERNAL");
        (await ceremony.AttachmentAsync()).PendingSigningId.ShouldBeNull("the dossier can be signed again");
    }

    [Fact]
    public async Task A_disk_that_is_full_for_hours_costs_nothing_that_was_confirmed()
    {
        var ceremony = await Ceremony.RingingAsync();
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();
        ceremony.World.Signer.FaultOfTheStore = new IOException("No space left on device");
        ceremony.Wait(TimeSpan.FromHours(5));
        await Should.ThrowAsync<IOException>(ceremony.AdvanceAsync);
        ceremony.World.Signer.FaultOfTheStore = null;

        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).State.ShouldBe(SigningState.Signed);
    }

    [Fact]
    public async Task A_provider_that_never_said_whether_it_took_the_request_is_watched_for_a_late_signature()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ceremony.AdvanceAsync();
        ceremony.World.Provider.OnNextStart = () => throw Failures.ProviderUnavailable.Because();
        await ceremony.AdvanceAsync();
        ceremony.Wait(SignatureRecord.StartLimit);

        (await ceremony.AdvanceAsync()).Due.ShouldNotBeNull("its phone may ring");
        ceremony.World.Provider.Confirm();
        await ceremony.AdvanceAsync();

        (await ceremony.SigningAsync()).FailureCode.ShouldBe("SIGNING_PROVIDER_UNAVAILABLE");
        ceremony.SigningEvents().ShouldContain(typeof(LateSignatureRecorded));
        ceremony.Signatures().ShouldBe(0);
    }

    private static async Task ShouldRetryAsync(Ceremony ceremony, SigningState state, int newEvents = 0)
    {
        var events = ceremony.World.Streams.Log.Count;
        (await ceremony.AdvanceAsync()).Due.ShouldBe(ceremony.World.Time.GetUtcNow() + TimeSpan.FromSeconds(5));
        (await ceremony.SigningAsync()).State.ShouldBe(state);
        ceremony.World.Streams.Log.Count.ShouldBe(events + newEvents);
    }

    private sealed class Crash : Exception;
}
