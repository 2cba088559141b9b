using KonTum.Tthc.Domain.Signing;
using Shouldly;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Signing;

/// <summary>Given where a signing stands, when something is decided, then this event or this failure.</summary>
public sealed class RecordDecisions
{
    private static readonly DateTimeOffset Now = Given.Now;

    public static TheoryData<SigningState> Ended =>
        [SigningState.Signed, SigningState.Rejected, SigningState.Expired, SigningState.Failed, SigningState.Cancelled];

    public static TheoryData<SigningState> UnderWay =>
        [SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation];

    [Fact]
    public void Given_a_request_then_everything_that_was_checked_is_kept()
    {
        var requested = GivenSigning.Requested();
        var record = Given.Replay<SignatureRecord>(requested);

        (record.Id, record.DossierId, record.PersonId, record.Provider).ShouldBe(
            (requested.SigningId, requested.DossierId, Given.Owner, "VNPT-CA"));
        record.Targets.ShouldBe(requested.Targets);
        (record.State, record.HasEnded, record.RequestedAt, record.ExpiresAt).ShouldBe((SigningState.Requested, false, Now, null));
    }

    [Fact]
    public void Given_each_state_then_only_its_own_next_step_can_be_decided()
    {
        foreach (var state in Enum.GetValues<SigningState>())
        {
            var record = GivenSigning.In(state);
            Can(() => record.Prepare(GivenSigning.Prepared, "T1", Now)).ShouldBe(state == SigningState.Requested, $"prepare when {state}");
            Can(() => record.AwaitConfirmation("r", Now, Now)).ShouldBe(state == SigningState.Prepared, $"await when {state}");
            Can(() => record.Complete(GivenSigning.Signed, Now)).ShouldBe(state == SigningState.WaitingForConfirmation, $"complete when {state}");
            Can(() => record.End("SIGNING_CANCELLED", Now)).ShouldBe(state < SigningState.Signed, $"end when {state}");
            Can(() => record.RecordLateSignature(["x"], Now)).ShouldBe(state > SigningState.Signed, $"late when {state}");
        }
    }

    [Theory]
    [MemberData(nameof(Ended))]
    public void Given_an_end_when_anything_is_decided_then_it_has_ended(SigningState state)
    {
        var record = GivenSigning.In(state);
        record.State.ShouldBe(state);
        record.HasEnded.ShouldBeTrue();
        foreach (var act in new Action[]
        {
            () => record.Prepare(GivenSigning.Prepared, "T1", Now),
            () => record.AwaitConfirmation("r", Now, Now),
            () => record.Complete(GivenSigning.Signed, Now),
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
        foreach (var before in new[] { SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation })
        {
            var record = GivenSigning.In(before);
            var ended = record.End(cause, Now);
            ended.ShouldBeOfType(type);
            Given.Take(record, ended);
            (record.State, record.Cause, record.HasEnded).ShouldBe((state, cause, true));
        }
    }

    [Fact]
    public void Given_a_failure_with_values_when_it_ends_so_then_the_texts_can_be_filled()
    {
        var record = GivenSigning.In(SigningState.Requested);
        Given.Take(record, record.End("PLACEMENT_PAGE_NOT_FOUND", Now, new Dictionary<string, string> { ["pages"] = "2" }));
        All[record.Cause].Texts(record.CauseDetails).English.ShouldBe("The file has no such page; it has 2 pages.");
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
        var requested = GivenSigning.In(SigningState.Requested);
        var prepared = requested.Prepare([], "transaction-1", Now);
        (prepared.Transaction.Subject, prepared.Transaction.Value).ShouldBe((requested.PersonId, "transaction-1"));
        prepared.ToString().ShouldNotContain("transaction-1");

        requested.Apply(prepared);
        var awaited = requested.AwaitConfirmation("reference-1", Now.AddMinutes(5), Now);
        awaited.ToString().ShouldNotContain("reference-1");
        requested.Apply(awaited);
        (requested.Transaction, requested.ProviderReference).ShouldBe(("transaction-1", "reference-1"));
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
        var record = GivenSigning.In(SigningState.Requested);
        Given.Take(record, record.End("SIGNING_CANCELLED", Now));
        record.NextStep(Now).ShouldBe(SigningStep.None);
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
        catch (KonTum.Tthc.Domain.Failures.FailureException)
        {
            return false;
        }
    }
}
