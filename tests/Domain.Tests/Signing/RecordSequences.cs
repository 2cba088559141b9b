using FsCheck.Xunit;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Signing;

/// <summary>What can be asked of a signing.</summary>
public enum SigningAct
{
    Prepare,
    Await,
    Complete,
    Reject,
    Expire,
    Fail,
    Cancel,
    Supersede,
    Late,
}

/// <summary>Whatever is asked in whatever order: the record moves along the chart and nowhere else.</summary>
public sealed class RecordSequences
{
    /// <summary>The chart, written down a second time.</summary>
    private static readonly Dictionary<(SigningState, SigningAct), SigningState> Chart = MakeChart();

    [Property(MaxTest = 500)]
    public void The_record_moves_along_the_chart_and_nowhere_else(SigningAct[] acts, byte[] seconds)
    {
        var events = new List<IDomainEvent> { GivenSigning.Requested() };
        var record = Given.Replay<SignatureRecord>(events);
        var model = SigningState.Requested;
        var late = false;
        foreach (var (act, n) in acts.Select((a, n) => (a, n)))
        {
            var now = record.ChangedAt.AddSeconds(n < seconds.Length ? seconds[n] : 1);
            var before = Given.Picture(record);
            var decided = Decide(record, act, now);
            Given.Picture(record).ShouldBe(before, "a decision changes nothing");

            var allowed = Chart.TryGetValue((model, act), out var next) && !(act == SigningAct.Late && late);
            (decided is not null).ShouldBe(allowed, $"{act} when {model}");
            if (decided is null) continue;

            decided.At.ShouldBe(now);
            late |= act == SigningAct.Late;
            model = next;
            Given.Take(record, decided);
            events.Add(decided);
            record.State.ShouldBe(model);
            record.HasEnded.ShouldBe(model >= SigningState.Signed);
            record.LateSignatureSeen.ShouldBe(late);
            (record.SignedFiles.Count > 0).ShouldBe(model == SigningState.Signed);
            (record.Cause.Length > 0).ShouldBe(model > SigningState.Signed);
            (record.NextStep(now) is SigningStep.Prepare or SigningStep.AskProvider or SigningStep.Poll or SigningStep.Expire)
                .ShouldBe(!record.HasEnded, "what is under way has a next step, what has ended has none");
            record.NextStep(now.AddHours(1)).ShouldBe(record.HasEnded ? SigningStep.None : SigningStep.Expire, "nothing lasts for ever");
        }

        Given.Picture(Given.Replay<SignatureRecord>(events)).ShouldBe(Given.Picture(record), "replaying gives the same record");
        events.Count(e => e is SigningCompleted or SigningRejected or SigningExpired or SigningFailed or SigningCancelled)
            .ShouldBeLessThanOrEqualTo(1, "it ends once");
    }

    [Fact]
    public void The_chart_reaches_every_state() =>
        Chart.Values.Append(SigningState.Requested).Distinct().ShouldBe(Enum.GetValues<SigningState>(), ignoreOrder: true);

    private static Dictionary<(SigningState, SigningAct), SigningState> MakeChart()
    {
        var chart = new Dictionary<(SigningState, SigningAct), SigningState>
        {
            [(SigningState.Requested, SigningAct.Prepare)] = SigningState.Prepared,
            [(SigningState.Prepared, SigningAct.Await)] = SigningState.WaitingForConfirmation,
            [(SigningState.WaitingForConfirmation, SigningAct.Complete)] = SigningState.Signed,
        };
        foreach (var state in new[] { SigningState.Requested, SigningState.Prepared, SigningState.WaitingForConfirmation })
        {
            chart[(state, SigningAct.Reject)] = SigningState.Rejected;
            chart[(state, SigningAct.Expire)] = SigningState.Expired;
            chart[(state, SigningAct.Fail)] = SigningState.Failed;
            chart[(state, SigningAct.Cancel)] = SigningState.Cancelled;
            chart[(state, SigningAct.Supersede)] = SigningState.Cancelled;
        }

        foreach (var state in new[] { SigningState.Rejected, SigningState.Expired, SigningState.Failed, SigningState.Cancelled })
        {
            chart[(state, SigningAct.Late)] = state;
        }

        return chart;
    }

    private static IDomainEvent? Decide(SignatureRecord record, SigningAct act, DateTimeOffset now)
    {
        try
        {
            return act switch
            {
                SigningAct.Prepare => record.Prepare(GivenSigning.Prepared, "T1", now),
                SigningAct.Await => record.AwaitConfirmation("ref", now.AddMinutes(5), now),
                SigningAct.Complete => record.Complete(GivenSigning.Signed, now),
                SigningAct.Reject => record.End("SIGNING_REJECTED", now),
                SigningAct.Expire => record.End("SIGNING_EXPIRED", now),
                SigningAct.Fail => record.End("SIGNATURE_MISMATCH", now),
                SigningAct.Cancel => record.End("SIGNING_CANCELLED", now),
                SigningAct.Supersede => record.End("SIGNING_SUPERSEDED", now),
                _ => record.RecordLateSignature(["x"], now),
            };
        }
        catch (FailureException)
        {
            return null;
        }
    }
}
