using FsCheck.Xunit;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Signing;

/// <summary>What can be asked of a signing.</summary>
public enum SigningAct
{
    Prepare,
    Ask,
    Await,
    AwaitPin,
    Authorize,
    Receive,
    SettleAll,
    SettleSome,
    SettleNone,
    Reject,
    Expire,
    Fail,
    Cancel,
    Supersede,
    Late,
}

/// <summary>Whatever is asked in whatever order: the record moves along the chart and nowhere else, and nothing is lost or done twice.</summary>
public sealed class RecordSequences
{
    [Property(MaxTest = 500)]
    public void The_record_moves_along_the_chart_and_nowhere_else(SigningAct[] acts, byte[] seconds, byte targets, byte limit, bool token) =>
        Run(acts, seconds, 1 + (targets % 6), limit % 4, token);

    /// <summary>Random acts seldom get far; these go forward and put something else in between now and then.</summary>
    [Property(MaxTest = 500)]
    public void So_it_does_on_its_way_to_the_end(SigningAct[] between, byte[] when, byte targets, byte limit, bool token)
    {
        SigningAct[] round = [SigningAct.Ask, SigningAct.Await, SigningAct.Receive, SigningAct.SettleAll];
        SigningAct[] way = [SigningAct.Prepare, .. Enumerable.Repeat(round, 6).SelectMany(r => r)];
        var acts = way.SelectMany((act, n) => n < when.Length && n < between.Length && when[n] % 4 == 0 ? [between[n], act] : new[] { act });
        Run([.. acts], when, 1 + (targets % 6), limit % 4, token).HasEnded.ShouldBeTrue("every way leads to an end");
    }

    [Fact]
    public void The_acts_reach_every_state()
    {
        var reached = new HashSet<SigningState>();
        foreach (var last in Enum.GetValues<SigningAct>())
        {
            SigningAct[] way = [SigningAct.Prepare, SigningAct.Ask, last == SigningAct.Authorize ? SigningAct.AwaitPin : SigningAct.Await, SigningAct.Receive];
            for (var n = 0; n <= way.Length; n++)
            {
                reached.Add(Run([.. way.Take(n), last], [], 2, 0, token: false).State);
                reached.Add(Run([.. way.Take(n)], [], 2, 0, token: false).State);
            }
        }

        reached.ShouldBe(Enum.GetValues<SigningState>(), ignoreOrder: true);
    }

    private static SignatureRecord Run(SigningAct[] acts, byte[] seconds, int targets, int limit, bool token)
    {
        var events = new List<IDomainEvent> { GivenSigning.Requested(targets, limit, token) };
        var record = Given.Replay<SignatureRecord>(events);
        foreach (var (act, n) in acts.Select((a, n) => (a, n)))
        {
            var now = record.ChangedAt.AddSeconds(n < seconds.Length ? seconds[n] : 1);
            var (before, ended, asked) = (Given.Picture(record), record.HasEnded, record.IsAsked);
            var allowed = IsAllowed(record, act);
            var decided = Decide(record, act, now);
            Given.Picture(record).ShouldBe(before, "a decision changes nothing");
            (decided.Count > 0).ShouldBe(allowed, $"{act} when {record.State}, asked {asked}");
            foreach (var e in decided)
            {
                e.At.ShouldBe(now);
                Given.Take(record, e);
                events.Add(e);
            }

            if (ended) decided.ShouldAllBe(e => e is LateSignatureRecorded, "what has ended stays ended");
            Check(record, now);
        }

        Given.Picture(Given.Replay<SignatureRecord>(events)).ShouldBe(Given.Picture(record), "replaying gives the same record");
        events.Count(e => e is SigningCompleted or SigningRejected or SigningExpired or SigningFailed or SigningCancelled)
            .ShouldBe(record.HasEnded ? 1 : 0, "it ends once");
        events.OfType<LateSignatureRecorded>().Count().ShouldBeLessThanOrEqualTo(1);
        var signed = events.OfType<SigningDocumentsSettled>().SelectMany(s => s.Signed).Select(s => s.AttachmentId).ToList();
        signed.Distinct().Count().ShouldBe(signed.Count, "each attachment is signed at most once");
        signed.ShouldBe(record.SignedFiles.Select(f => f.AttachmentId));
        events.OfType<SigningProviderAsked>().Select(a => a.Confirmation).ShouldBe(
            Enumerable.Range(1, events.OfType<SigningProviderAsked>().Count()), "one question for each confirmation, one after the other");
        return record;
    }

    private static void Check(SignatureRecord record, DateTimeOffset now)
    {
        var (signed, failed) = (record.SignedFiles.Select(f => f.AttachmentId), record.FailedTargets.Select(f => f.AttachmentId));
        signed.Intersect(failed).ShouldBeEmpty();
        signed.Concat(failed).Except(record.Targets.Select(t => t.AttachmentId)).ShouldBeEmpty();
        if (record.State == SigningState.Signed) signed.Count().ShouldBe(record.Targets.Count);
        if (record.State == SigningState.PartlySigned) signed.Count().ShouldBeInRange(1, record.Targets.Count - 1);
        if (record.HasEnded && record.State is not (SigningState.Signed or SigningState.PartlySigned)) signed.ShouldBeEmpty();
        (record.Cause.Length > 0).ShouldBe(record.HasEnded && record.State != SigningState.Signed);
        record.Confirmation.ShouldBeInRange(0, record.ConfirmationCount);

        var step = record.NextStep(now);
        (step is not (SigningStep.None or SigningStep.WatchForLateSignature)).ShouldBe(
            !record.HasEnded, "what is under way has a next step, what has ended has none");
        record.NextStep(now.AddHours(1)).ShouldBe(
            record.HasEnded ? SigningStep.None : record.State == SigningState.Finishing ? SigningStep.Finish : SigningStep.Expire, "nothing lasts for ever");
    }

    /// <summary>The chart, written down a second time.</summary>
    private static bool IsAllowed(SignatureRecord record, SigningAct act) => (act, record.State) switch
    {
        (SigningAct.Late, var state) => record.HasEnded && state != SigningState.Signed && !record.LateSignatureSeen,
        _ when record.HasEnded => false,
        (SigningAct.Reject or SigningAct.Expire or SigningAct.Fail or SigningAct.Cancel or SigningAct.Supersede, _) => true,
        (SigningAct.Prepare, SigningState.Requested) => true,
        (SigningAct.Ask, SigningState.Prepared) => !record.IsAsked && !record.SignsByItself,
        (SigningAct.Await or SigningAct.AwaitPin, SigningState.Prepared) => record.IsAsked || record.SignsByItself,
        (SigningAct.Authorize, SigningState.AuthorizationRequired) => true,
        (SigningAct.Receive, SigningState.WaitingForConfirmation or SigningState.AuthorizationRequired) => true,
        (SigningAct.SettleAll or SigningAct.SettleSome or SigningAct.SettleNone, SigningState.Finishing) => true,
        _ => false,
    };

    private static IReadOnlyList<IDomainEvent> Decide(SignatureRecord record, SigningAct act, DateTimeOffset now)
    {
        var underWay = record.State == SigningState.Finishing ? GivenSigning.UnderWay(record) : [];
        try
        {
            return act switch
            {
                SigningAct.Prepare => [record.Prepare(GivenSigning.Prepared(record), now)],
                SigningAct.Ask => [record.AskProvider("T", now)],
                SigningAct.Await => [record.AwaitConfirmation("ref", now.AddMinutes(5), null, now)],
                SigningAct.AwaitPin => [record.AwaitConfirmation("ref", now.AddMinutes(5), GivenSigning.Pin, now)],
                SigningAct.Authorize => [record.Authorize(now)],
                SigningAct.Receive => [record.Receive(GivenSigning.Values, now)],
                SigningAct.SettleAll => record.Settle([.. underWay.Select(GivenSigning.Signed)], [], now),
                SigningAct.SettleSome => record.Settle(
                    [.. underWay.Take(1).Select(GivenSigning.Signed)], [.. underWay.Skip(1).Select(a => GivenSigning.NotSigned(a))], now),
                SigningAct.SettleNone => record.Settle([], [.. underWay.Select(a => GivenSigning.NotSigned(a))], now),
                SigningAct.Reject => record.End("SIGNING_REJECTED", now),
                SigningAct.Expire => record.End("SIGNING_EXPIRED", now),
                SigningAct.Fail => record.End("SIGNATURE_MISMATCH", now),
                SigningAct.Cancel => record.End("SIGNING_CANCELLED", now),
                SigningAct.Supersede => record.End("SIGNING_SUPERSEDED", now),
                _ => [record.RecordLateSignature(["x"], now)],
            };
        }
        catch (FailureException)
        {
            return [];
        }
    }
}
