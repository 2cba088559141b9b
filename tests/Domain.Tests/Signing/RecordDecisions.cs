using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using Shouldly;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Signing;

/// <summary>Given where a signing stands, when something is decided, then this event or this failure.</summary>
public sealed class RecordDecisions
{
    private static readonly DateTimeOffset Now = Given.Now;

    public static TheoryData<SigningState> Ended =>
        [SigningState.Signed, SigningState.PartlySigned, SigningState.Rejected, SigningState.Expired, SigningState.Failed, SigningState.Cancelled];

    public static TheoryData<SigningState> UnderWay =>
    [
        SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation, SigningState.AuthorizationRequired, SigningState.Finishing,
    ];

    [Fact]
    public void Given_a_request_then_everything_that_was_checked_is_kept()
    {
        var requested = GivenSigning.Requested(3, 2) with { Notices = ["SEVERAL_CONFIRMATIONS"], ResumedSigningId = Guid.NewGuid() };
        var record = Given.Replay<SignatureRecord>(requested);

        (record.Id, record.DossierId, record.PersonId, record.Provider).ShouldBe(
            (requested.SigningId, requested.DossierId, Given.Owner, "VNPT-CA"));
        record.Targets.ShouldBe(requested.Targets);
        (record.State, record.HasEnded, record.RequestedAt, record.ExpiresAt).ShouldBe((SigningState.Requested, false, Now, null));
        (record.MaxDocuments, record.Confirmation, record.ResumedSigningId).ShouldBe((2, 0, requested.ResumedSigningId));
        record.Notices.ShouldBe(["SEVERAL_CONFIRMATIONS"]);
    }

    [Fact]
    public void Given_each_state_then_only_its_own_next_step_can_be_decided()
    {
        foreach (var state in Enum.GetValues<SigningState>())
        {
            var ended = state.ToString() is "Signed" or "PartlySigned" or "Rejected" or "Expired" or "Failed" or "Cancelled";
            var record = GivenSigning.In(state);
            record.State.ShouldBe(state);
            record.HasEnded.ShouldBe(ended);
            var underWay = GivenSigning.UnderWay(record);
            Can(() => record.Prepare(GivenSigning.Prepared(record), Now)).ShouldBe(state == SigningState.Requested, $"prepare when {state}");
            Can(() => record.AskProvider("T", Now)).ShouldBe(state == SigningState.Prepared, $"ask when {state}");
            Can(() => record.AwaitConfirmation("r", Now, null, Now)).ShouldBe(false, $"await when {state}: the provider was not asked, or has answered");
            Can(() => record.Authorize(Now)).ShouldBe(state == SigningState.AuthorizationRequired, $"authorize when {state}");
            Can(() => record.Receive(GivenSigning.Values, Now)).ShouldBe(
                state is SigningState.WaitingForConfirmation or SigningState.AuthorizationRequired, $"receive when {state}");
            Can(() => record.Settle([.. underWay.Select(GivenSigning.Signed)], [], Now)).ShouldBe(state == SigningState.Finishing, $"settle when {state}");
            Can(() => record.End("SIGNING_CANCELLED", Now)).ShouldBe(!ended, $"end when {state}");
            Can(() => record.RecordLateSignature(["x"], Now)).ShouldBe(ended && state != SigningState.Signed, $"late when {state}");
        }
    }

    [Theory]
    [MemberData(nameof(Ended))]
    public void Given_an_end_when_anything_is_decided_then_it_has_ended(SigningState state)
    {
        var record = GivenSigning.In(state);
        foreach (var act in new Action[]
        {
            () => record.Prepare([], Now),
            () => record.AskProvider("T", Now),
            () => record.AwaitConfirmation("r", Now, null, Now),
            () => record.Authorize(Now),
            () => record.Receive(GivenSigning.Values, Now),
            () => record.Settle([], [], Now),
            () => record.End("SIGNING_CANCELLED", Now),
        })
        {
            Given.FailureOf(act).ShouldBe(SigningEnded);
        }
    }

    [Theory]
    [InlineData("SIGNING_REJECTED", SigningState.Rejected, typeof(SigningRejected))]
    [InlineData("SIGNING_EXPIRED", SigningState.Expired, typeof(SigningExpired))]
    [InlineData("SIGNING_CANCELLED", SigningState.Cancelled, typeof(SigningCancelled))]
    [InlineData("SIGNING_SUPERSEDED", SigningState.Cancelled, typeof(SigningCancelled))]
    [InlineData("SIGNATURE_MISMATCH", SigningState.Failed, typeof(SigningFailed))]
    [InlineData("SIGNING_PROVIDER_UNAVAILABLE", SigningState.Failed, typeof(SigningFailed))]
    public void Given_a_signing_under_way_when_it_ends_then_the_cause_decides_how(string cause, SigningState state, Type type)
    {
        foreach (var before in UnderWay.Select(row => row.Data))
        {
            var record = GivenSigning.In(before);
            var ended = record.End(cause, Now).ShouldHaveSingleItem();
            ended.ShouldBeOfType(type);
            Given.Take(record, ended);
            (record.State, record.Cause, record.HasEnded).ShouldBe((state, cause, true));
        }
    }

    [Fact]
    public void Given_a_failure_with_values_when_it_ends_so_then_the_texts_can_be_filled()
    {
        var record = GivenSigning.In(SigningState.Requested);
        GivenSigning.TakeAll(record, record.End("PLACEMENT_PAGE_NOT_FOUND", Now, new Dictionary<string, string> { ["pages"] = "2" }));
        All[record.Cause].Texts(record.CauseDetails).English.ShouldBe("The file has no such page; it has 2 pages.");
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(5, 4, 2)]
    [InlineData(5, 2, 3)]
    [InlineData(5, 1, 5)]
    public void Given_a_limit_then_there_are_as_few_confirmations_as_it_allows(int targets, int limit, int confirmations)
    {
        var record = GivenSigning.Ringing(targets, limit);

        record.ConfirmationCount.ShouldBe(confirmations);
        var split = Enumerable.Range(1, confirmations).Select(c => record.DocumentsOf(c).Select(d => d.Target.AttachmentId).ToList()).ToList();
        split.SelectMany(s => s).ShouldBe(record.Targets.Select(t => t.AttachmentId), "each once, in their order");
        split.ShouldAllBe(s => s.Count > 0 && (limit == 0 || s.Count <= limit));
    }

    [Fact]
    public void Given_several_confirmations_when_one_is_settled_then_the_next_is_asked_for_and_the_last_completes()
    {
        var record = GivenSigning.Ringing(3, 2);
        GivenSigning.Settle(record, [.. GivenSigning.Attachments.Take(2)]);
        (record.State, record.Confirmation, record.IsAsked, record.Transaction, record.ReceivedAt).ShouldBe((SigningState.Prepared, 1, false, "", null));
        record.NextStep(Now.AddMinutes(4)).ShouldBe(SigningStep.AskProvider);

        GivenSigning.Ring(record);
        record.Confirmation.ShouldBe(2);
        GivenSigning.Settle(record, GivenSigning.Attachments[2]);

        (record.State, record.SignedFiles.Count).ShouldBe((SigningState.Signed, 3));
    }

    [Fact]
    public void Given_a_value_that_is_missing_then_only_its_own_attachment_is_not_signed()
    {
        var record = GivenSigning.Ringing(3, 2);
        GivenSigning.Settle(record, GivenSigning.Attachments[1]);
        record.State.ShouldBe(SigningState.Prepared, "the person confirmed, so the next confirmation is asked for");
        GivenSigning.Settle(GivenSigning.Ring(record), GivenSigning.Attachments[2]);

        record.State.ShouldBe(SigningState.PartlySigned);
        record.FailedTargets.ShouldHaveSingleItem().Cause.ShouldBe("SIGNATURE_MISSING");
        (record.Cause, record.CauseDetails["signed"], record.CauseDetails["total"]).ShouldBe(("SIGNING_PARTLY_SIGNED", "2", "3"));
        record.NextStep(Now).ShouldBe(SigningStep.None);
    }

    [Fact]
    public void Given_a_confirmation_that_signs_nothing_then_nobody_is_asked_again()
    {
        var first = GivenSigning.Settle(GivenSigning.Ringing(3, 2));
        (first.State, first.Cause).ShouldBe((SigningState.Failed, "SIGNATURE_MISSING"));
        first.FailedTargets.Count.ShouldBe(2);

        var second = GivenSigning.Settle(GivenSigning.Ringing(3, 1), GivenSigning.Attachments[0]);
        GivenSigning.Settle(GivenSigning.Ring(second));
        second.State.ShouldBe(SigningState.PartlySigned);
    }

    [Theory]
    [InlineData("SIGNING_REJECTED", false)]
    [InlineData("SIGNING_EXPIRED", true)]
    [InlineData("SIGNING_CANCELLED", true)]
    [InlineData("SIGNING_START_UNKNOWN", true)]
    [InlineData("SIGNING_QUOTA_EXHAUSTED", false)]
    public void Given_a_confirmation_that_ends_after_an_earlier_one_succeeded_then_what_is_signed_stays(string cause, bool watched)
    {
        var record = GivenSigning.Settle(GivenSigning.Ringing(3, 1), GivenSigning.Attachments[0]);
        GivenSigning.Ring(record);

        var events = record.End(cause, Now);
        GivenSigning.TakeAll(record, events);

        events.Select(e => e.GetType()).ShouldBe([typeof(SigningDocumentsSettled), typeof(SigningCompleted)]);
        record.State.ShouldBe(SigningState.PartlySigned);
        record.SignedFiles.ShouldHaveSingleItem().AttachmentId.ShouldBe(GivenSigning.Attachments[0]);
        var failed = record.FailedTargets.ShouldHaveSingleItem();
        (failed.AttachmentId, failed.Cause).ShouldBe((GivenSigning.Attachments[1], cause), "the third was not asked for");
        record.NextStep(Now).ShouldBe(watched ? SigningStep.WatchForLateSignature : SigningStep.None);
        if (watched) record.RecordLateSignature(["x"], Now).Confirmation.ShouldBe(2);
    }

    [Fact]
    public void Given_a_confirmation_that_cannot_be_asked_for_then_its_own_attachments_have_the_cause()
    {
        var record = GivenSigning.Settle(GivenSigning.Ringing(3, 1), GivenSigning.Attachments[0]);
        record.NextStep(Now + SignatureRecord.StartLimit).ShouldBe(SigningStep.Expire);

        GivenSigning.TakeAll(record, record.End("SIGNING_PROVIDER_UNAVAILABLE", Now));

        record.FailedTargets.ShouldHaveSingleItem().AttachmentId.ShouldBe(GivenSigning.Attachments[1]);
        record.NextStep(Now).ShouldBe(SigningStep.None, "nobody was asked for it");
    }

    [Fact]
    public void Given_what_does_not_cover_the_confirmation_when_it_is_settled_so_then_it_is_refused()
    {
        var record = GivenSigning.In(SigningState.Finishing);
        Should.Throw<ArgumentException>(() => record.Settle([], [], Now));
        Should.Throw<ArgumentException>(() => record.Settle([GivenSigning.Signed(Guid.NewGuid())], [], Now));
        Should.Throw<ArgumentException>(() => record.Settle(
            [GivenSigning.Signed(GivenSigning.Attachment)], [GivenSigning.NotSigned(GivenSigning.Attachment)], Now));
    }

    [Fact]
    public void Given_a_provider_that_wants_a_pin_then_the_caller_is_waited_for_until_it_was_given()
    {
        var record = GivenSigning.In(SigningState.AuthorizationRequired);
        record.Authorization.ShouldBe(GivenSigning.Pin);
        record.NextStep(Now).ShouldBe(SigningStep.AwaitCaller);
        record.NextStep(Now.AddMinutes(5)).ShouldBe(SigningStep.Expire);

        record.Apply(record.Authorize(Now.AddMinutes(1)));

        (record.State, record.Authorization, record.ExpiresAt).ShouldBe((SigningState.WaitingForConfirmation, null, Now.AddMinutes(5)));
        record.NextStep(Now).ShouldBe(SigningStep.Poll);
    }

    [Fact]
    public void Given_a_token_then_no_provider_is_asked_and_nobody_is_polled()
    {
        var record = GivenSigning.Ringing(token: true);
        record.NextStep(Now).ShouldBe(SigningStep.AwaitCaller);
        record.NextStep(Now.AddMinutes(5)).ShouldBe(SigningStep.Expire);
        record.Transaction.ShouldBe("");

        GivenSigning.TakeAll(record, record.End("SIGNING_EXPIRED", Now));
        record.NextStep(Now).ShouldBe(SigningStep.None, "nothing comes late from a provider that was not asked");
    }

    [Fact]
    public void Given_signatures_that_are_here_then_they_are_finished_however_long_it_takes()
    {
        var record = GivenSigning.In(SigningState.Finishing);
        record.Received.ShouldHaveSingleItem().AttachmentId.ShouldBe(GivenSigning.Attachment);
        record.ExpiresAt.ShouldBeNull("nothing is counted down any more");
        record.NextStep(Now.AddDays(2)).ShouldBe(SigningStep.Finish);
        GivenSigning.TakeAll(record, record.End("SIGNING_CANCELLED", Now));
        record.NextStep(Now).ShouldBe(SigningStep.None, "what came is recorded already");
    }

    [Fact]
    public void Given_a_late_signature_when_another_comes_then_it_is_recorded_once()
    {
        var record = GivenSigning.In(SigningState.Expired);
        var (state, changed) = (record.State, record.ChangedAt);
        record.Apply(record.RecordLateSignature([], Now.AddMinutes(1)));

        record.LateSignatureSeen.ShouldBeTrue();
        (record.State, record.ChangedAt).ShouldBe((state, changed), "the end stays the end");
        Given.FailureOf(() => record.RecordLateSignature(["x"], Now)).ShouldBe(SigningEnded);
        record.NextStep(Now.AddMinutes(2)).ShouldBe(SigningStep.None);
    }

    [Theory]
    [InlineData(SigningState.Requested, SigningStep.Prepare)]
    [InlineData(SigningState.Prepared, SigningStep.AskProvider)]
    [InlineData(SigningState.WaitingForConfirmation, SigningStep.Poll)]
    [InlineData(SigningState.AuthorizationRequired, SigningStep.AwaitCaller)]
    public void Given_a_signing_under_way_then_its_next_step_is_due_until_its_time_is_up(SigningState state, SigningStep step)
    {
        var record = GivenSigning.In(state);
        var end = Now.AddMinutes(5);
        record.NextStep(Now).ShouldBe(step);
        record.NextStep(end.AddTicks(-1)).ShouldBe(step);
        record.NextStep(end).ShouldBe(SigningStep.Expire);
        record.NextStep(end.AddYears(1)).ShouldBe(SigningStep.Expire);
    }

    [Fact]
    public void Given_what_releases_the_signatures_at_the_provider_then_it_is_sealed()
    {
        var record = GivenSigning.In(SigningState.Prepared);
        var asked = record.AskProvider("transaction-1", Now);
        (asked.Confirmation, asked.Transaction.Subject, asked.Transaction.Value).ShouldBe((1, record.PersonId, "transaction-1"));
        asked.ToString().ShouldNotContain("transaction-1");

        record.Apply(asked);
        record.IsAsked.ShouldBeTrue("whoever finds this without an answer knows that the phone may ring");
        record.NextStep(Now).ShouldBe(SigningStep.AskProvider);
        var awaited = record.AwaitConfirmation("reference-1", Now.AddMinutes(5), new AuthorizationAsked(false, false, "", "https://p/?s=1"), Now);
        awaited.ToString().ShouldNotContain("reference-1");
        awaited.ToString().ShouldNotContain("https://p");
        record.Apply(awaited);
        (record.Transaction, record.ProviderReference).ShouldBe(("transaction-1", "reference-1"));
    }

    [Fact]
    public void Given_what_was_stored_before_there_were_several_confirmations_then_it_is_read_as_one()
    {
        var record = Given.Replay<SignatureRecord>(GivenSigning.Requested() with { Notices = null });
        record.Apply(new SigningPrepared(GivenSigning.Prepared(record), Now, Personal.Of(Given.Owner, "T-old")));
        (record.IsAsked, record.Transaction, record.NextStep(Now)).ShouldBe((true, "T-old", SigningStep.AskProvider));
        record.Apply(new SigningConfirmationAwaited(Personal.Of(Given.Owner, "ref"), Now.AddMinutes(5), Now));
        (record.Confirmation, record.State).ShouldBe((1, SigningState.WaitingForConfirmation));
        record.Apply(new SigningCompleted([GivenSigning.Signed(GivenSigning.Attachment)], Now));
        (record.State, record.SignedFiles.Count).ShouldBe((SigningState.Signed, 1));
    }

    [Theory]
    [MemberData(nameof(Ended))]
    public void Given_an_end_then_a_late_signature_is_looked_for_only_where_one_can_come(SigningState state)
    {
        var record = GivenSigning.In(state);
        var watched = state is SigningState.Expired or SigningState.Cancelled;
        record.NextStep(Now).ShouldBe(watched ? SigningStep.WatchForLateSignature : SigningStep.None);
        record.NextStep(Now + SignatureRecord.LateWatch).ShouldBe(SigningStep.None);
    }

    [Fact]
    public void Given_a_signing_that_never_reached_the_provider_when_cancelled_then_nothing_is_looked_for()
    {
        foreach (var state in new[] { SigningState.Requested, SigningState.Prepared })
        {
            var record = GivenSigning.In(state);
            GivenSigning.TakeAll(record, record.End("SIGNING_CANCELLED", Now));
            record.NextStep(Now).ShouldBe(SigningStep.None);
        }
    }

    [Theory]
    [MemberData(nameof(UnderWay))]
    public void Given_a_signing_under_way_when_a_late_signature_is_recorded_then_it_is_not_late(SigningState state) =>
        Given.FailureOf(() => GivenSigning.In(state).RecordLateSignature(["x"], Now)).ShouldBe(ChangedMeanwhile);

    private static bool Can(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (FailureException)
        {
            return false;
        }
    }
}
