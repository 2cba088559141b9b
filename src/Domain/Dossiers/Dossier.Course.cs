using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>How far a submitted dossier is, from the events of reception and processing.</summary>
public sealed partial class Dossier
{
    /// <summary>Officer who has it; empty while nobody in particular has.</summary>
    public string OfficerId { get; private set; } = "";

    /// <summary>The state that a request for papers or money interrupts; null in every other state.</summary>
    public DossierState? Interrupted { get; private set; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>When the result is due; null before acceptance and while the time stands still.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Since when the time for processing stands still; null while it runs.</summary>
    public Standstill? Standstill { get; private set; }

    /// <summary>When it was completed, refused, stopped, withdrawn or thrown away.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the result was returned.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    /// <summary>What was said last about it to the person.</summary>
    public Personal<string>? Note { get; private set; }

    /// <summary>Result papers.</summary>
    public IReadOnlyList<ResultPaper> Results { get; private set; } = [];

    /// <summary>Whether somebody still waits and the result is overdue.</summary>
    public bool IsOverdueAt(DateTimeOffset time) => DossierStates.IsOpen(State) && DueAt < time;

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierAccepted e)
    {
        WaiveWhatWasAsked();
        (State, Interrupted, OfficerId, AcceptedAt, DueAt) = (DossierState.Accepted, null, e.OfficerId, e.At, e.DueAt);
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierRefused e) => End(DossierState.Refused, e.Reason, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRequested e)
    {
        Interrupt(DossierState.PaymentRequested, e.At);
        Ask(e);
        Note = e.Reason;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRequestSettled e)
    {
        (State, Interrupted) = (Interrupted ?? State, null);
        GoOn(e.DueAt, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingStarted e)
    {
        WaiveWhatWasAsked();
        (State, Interrupted, OfficerId) = (DossierState.Processing, null, e.OfficerId);
        GoOn(e.DueAt, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingSuspended e)
    {
        (State, Note) = (DossierState.Suspended, e.Reason);
        StandStill(e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingStopped e) => End(DossierState.Stopped, e.Reason, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierHandedOver e)
    {
        (Agency, OfficerId, ChangedAt) = (e.Agency, e.ToOfficerId, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ResultPaperAdded e)
    {
        Results = [.. Results, new ResultPaper(
            e.ResultId, e.ResultDefinitionId, [new AttachmentVersion(AttachmentVersionKind.Original, e.FileName, e.File, e.At)]) { Notices = e.Notices ?? [] }];
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ResultPaperSealed e)
    {
        Results = [.. Results.Select(r => r.Id != e.ResultId ? r : r with
        {
            Versions = [.. r.Versions, new AttachmentVersion(AttachmentVersionKind.Signed, e.FileName, e.File, e.At)],
        })];
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ResultPaperRemoved e)
    {
        Results = [.. Results.Where(r => r.Id != e.ResultId)];
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingCompleted e) => End(DossierState.Completed, e.Note, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(ResultReturned e)
    {
        (State, ReturnedAt, ChangedAt) = (DossierState.Returned, e.At, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierWithdrawn e) => End(DossierState.Withdrawn, e.Reason, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(DraftDiscarded e) => End(DossierState.Discarded, null, e.At);

    private void Interrupt(DossierState asking, DateTimeOffset at)
    {
        if (State != asking) (State, Interrupted) = (asking, State);
        StandStill(at);
    }

    private void StandStill(DateTimeOffset at)
    {
        if (DueAt is { } due) (Standstill, DueAt) = (new Standstill(at, due), null);
        ChangedAt = at;
    }

    private void GoOn(DateTimeOffset? dueAt, DateTimeOffset at) => (DueAt, Standstill, ChangedAt) = (dueAt, null, at);

    /// <summary>At its end nothing waits any more: a signature that comes later finds no attachment that waits for it.</summary>
    private void End(DossierState state, Personal<string>? note, DateTimeOffset at)
    {
        (State, Interrupted, Note, EndedAt, ChangedAt) = (state, null, note, at, at);
        (Supplement, Standstill) = (null, null);
        if (AllAttachments().Any(a => a.PendingSigningId is not null))
        {
            ChangeAttachments(at, [.. AllAttachments().Select(a => a.Id)], a => a with { PendingSigningId = null });
        }
    }
}

/// <summary>The time for processing stands still.</summary>
/// <param name="Since">Since when.</param>
/// <param name="DueAt">When the result was due by then.</param>
public sealed record Standstill(DateTimeOffset Since, DateTimeOffset DueAt);
