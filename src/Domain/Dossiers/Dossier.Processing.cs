using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What an agency decides about a submitted dossier: reception, processing, result.</summary>
public sealed partial class Dossier
{
    /// <summary>Decides to accept it: it gets the time at which the result is due.</summary>
    /// <param name="officerId">Who decides.</param>
    /// <param name="processingDays">Working days that the procedure gives.</param>
    /// <param name="calendar">Counts them.</param>
    /// <param name="now">The time.</param>
    public DossierAccepted Accept(string officerId, int processingDays, WorkingCalendar calendar, DateTimeOffset now)
    {
        MustAllow(DossierAct.Accept);
        return new DossierAccepted(officerId, calendar.DueAfter(now, processingDays), processingDays, now);
    }

    /// <summary>Decides to refuse it.</summary>
    public DossierRefused Refuse(string officerId, string reason, DateTimeOffset now)
    {
        MustAllow(DossierAct.Refuse);
        return new DossierRefused(officerId, Personal.Of(OwnerId, reason), now);
    }

    /// <summary>Decides to begin processing, or to go on with it. What stood still is added to the time that it may take.</summary>
    public ProcessingStarted StartProcessing(string officerId, WorkingCalendar calendar, DateTimeOffset now)
    {
        MustAllow(DossierAct.StartProcessing);
        return new ProcessingStarted(officerId, DueAfterStandstill(calendar, now), now);
    }

    /// <summary>Decides to suspend processing; its time stands still.</summary>
    public ProcessingSuspended Suspend(string officerId, string reason, DateTimeOffset now)
    {
        MustAllow(DossierAct.SuspendProcessing);
        return new ProcessingSuspended(officerId, Personal.Of(OwnerId, reason), now);
    }

    /// <summary>Decides to end processing for good without a result.</summary>
    public ProcessingStopped Stop(string officerId, string reason, DateTimeOffset now)
    {
        MustAllow(DossierAct.StopProcessing);
        return new ProcessingStopped(officerId, Personal.Of(OwnerId, reason), now);
    }

    /// <summary>Decides to ask for payment of what is due, and of one more fee where there is one.</summary>
    /// <param name="officerId">Who decides.</param>
    /// <param name="extraAmount">One more fee in đồng; 0 for none.</param>
    /// <param name="reason">What it is for.</param>
    /// <param name="fees">What it costs as it is now.</param>
    /// <param name="now">The time.</param>
    public PaymentRequested RequestPayment(string officerId, long extraAmount, string reason, DossierFees fees, DateTimeOffset now)
    {
        MustAllow(DossierAct.RequestPayment);
        if (extraAmount < 0 || extraAmount > Fees.LargestAmount - fees.Total)
        {
            throw Invalid(OutOfRange.At("amount", ("range", $"0–{Fees.LargestAmount - fees.Total}")));
        }

        // What was paid too much already counts for the new fee.
        return fees.Total + extraAmount > fees.Paid
            ? new PaymentRequested(officerId, extraAmount, Personal.Of(OwnerId, reason), now)
            : throw NothingToPay.Because();
    }

    /// <summary>
    /// Decides that the payment that was asked for is there; null while something is due or when none was asked for. To be asked in the same
    /// commit as <see cref="FeesPaid"/>, after that was taken in.
    /// </summary>
    public PaymentRequestSettled? SettlePayment(DossierFees fees, WorkingCalendar calendar, DateTimeOffset now) =>
        fees.Due == 0 && Allows(DossierAct.SettlePayment) ? new PaymentRequestSettled(DueAfterStandstill(calendar, now), now) : null;

    /// <summary>Decides to hand it over. The agency must have been found competent.</summary>
    /// <param name="officerId">Who decides.</param>
    /// <param name="agency">The agency that has it afterwards; null when it stays.</param>
    /// <param name="toOfficerId">The officer who has it afterwards; empty for nobody in particular.</param>
    /// <param name="note">What is to be said to whoever takes it.</param>
    /// <param name="now">The time.</param>
    public DossierHandedOver HandOver(string officerId, Agency? agency, string toOfficerId, string note, DateTimeOffset now)
    {
        MustAllow(DossierAct.HandOver);
        var to = agency ?? Agency;
        return to.Code == Agency.Code && toOfficerId == OfficerId
            ? throw Invalid(AlreadyThere.At(agency is null ? "officer_id" : "agency_code"))
            : new DossierHandedOver(officerId, to, toOfficerId, Personal.Of(OwnerId, note), now);
    }

    /// <summary>Decides to end processing: the result papers are there and sealed.</summary>
    public ProcessingCompleted Complete(
        string officerId, IReadOnlyList<ResultDefinition> expected, string note, DateTimeOffset now)
    {
        MustAllow(DossierAct.CompleteProcessing);
        if (expected.Count > 0 && Results.Count == 0) throw ResultMissing.Because();
        var open = Results.Where(r => !r.IsSealed).Select(r => ResultNotSealed.At($"results[{r.Id}]")).ToList();
        return open.Count == 0
            ? new ProcessingCompleted(officerId, Personal.Of(OwnerId, note), now)
            : throw new FailureException(ResultNotSealed, open);
    }

    /// <summary>Decides to return the result: nothing is due any more.</summary>
    public ResultReturned Return(string officerId, ReturnChannel channel, DossierFees fees, DateTimeOffset now)
    {
        MustAllow(DossierAct.ReturnResult);
        fees.MustBePaid();
        return new ResultReturned(officerId, channel, now);
    }

    /// <summary>Decides that the owner withdraws it; a draft is thrown away.</summary>
    public IDomainEvent Withdraw(string reason, DateTimeOffset now)
    {
        if (State == DossierState.Draft) return Discard(abandoned: false, now);
        MustAllow(DossierAct.Withdraw);
        return string.IsNullOrWhiteSpace(reason)
            ? throw Invalid(Required.At("reason"))
            : new DossierWithdrawn(Personal.Of(OwnerId, reason), now);
    }

    /// <summary>Decides to throw a draft away.</summary>
    /// <param name="abandoned">Whether the platform does it, because nobody touched it for long.</param>
    /// <param name="now">The time.</param>
    public DraftDiscarded Discard(bool abandoned, DateTimeOffset now)
    {
        MustAllow(DossierAct.Discard);
        return new DraftDiscarded(abandoned, now);
    }

    /// <summary>
    /// Whether an act is this account's to do, whatever the state: that of the owner, or that of an officer of the agency that has the
    /// dossier now. Nobody else is told that it exists.
    /// </summary>
    /// <param name="act">What is to be done.</param>
    /// <param name="subject">The account.</param>
    /// <param name="officerOf">Agency that it is an officer of; null if none.</param>
    public bool MayBeDoneBy(DossierAct act, string subject, string? officerOf)
    {
        var parties = DossierChart.PartiesOf(act);
        return (parties.Contains(DossierParty.Owner) && OwnerId == subject)
            || (parties.Contains(DossierParty.Officer) && IsAt(officerOf));
    }

    /// <summary>Whether an agency has it now; nobody but the owner has what was never submitted.</summary>
    public bool IsAt(string? agencyCode) => SubmittedAt is not null && Agency.Code == agencyCode;

    /// <summary>Whether the state allows something.</summary>
    public bool Allows(DossierAct act) => DossierChart.Find(State, Interrupted, act) is not null;

    /// <summary>Refuses what the state does not allow, and says what it allows to those who asked.</summary>
    public void MustAllow(DossierAct act)
    {
        if (Allows(act)) return;
        var possible = DossierChart.PartiesOf(act)
            .Where(p => p != DossierParty.Platform)
            .SelectMany(p => DossierChart.Possible(State, Interrupted, p))
            .Distinct().ToList();
        throw DossierStateNotAllowed.Because(
            ("state", DossierStates.CodeOf(State)),
            ("state_vi", DossierStates.NameOf(State)),
            ("act", act),
            ("act_vi", DossierActs.NameOf(act)),
            ("possible", possible.Count == 0 ? "nothing" : string.Join(", ", possible.Select(DossierActs.MethodOf))),
            ("possible_vi", possible.Count == 0 ? "không có thao tác nào" : string.Join(", ", possible.Select(DossierActs.NameOf))));
    }

    /// <summary>When it is due once time goes on: later by the working time that stood still.</summary>
    private DateTimeOffset? DueAfterStandstill(WorkingCalendar calendar, DateTimeOffset now) => Standstill is { } stood
        ? calendar.AddWorkingTime(stood.DueAt, calendar.WorkingTimeBetween(stood.Since, now))
        : DueAt;
}
