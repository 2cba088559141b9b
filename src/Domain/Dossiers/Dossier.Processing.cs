using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What happens to a dossier after it was submitted: reception, processing, result.</summary>
public sealed partial class Dossier
{
    /// <summary>Officer who has it; empty while nobody in particular has.</summary>
    public string OfficerId { get; private set; } = "";

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>When the result is due; null before acceptance and while the time stands still.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When it was completed, refused, stopped or withdrawn.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What was said last about it to the person.</summary>
    public Personal<string>? Note { get; private set; }

    /// <summary>What is asked for; null when nothing is.</summary>
    public SupplementRequested? Supplement { get; private set; }

    /// <summary>Result papers.</summary>
    public IReadOnlyList<ResultPaper> Results { get; private set; } = [];

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierAccepted e)
    {
        (State, OfficerId, AcceptedAt, DueAt) = (DossierState.Accepted, e.OfficerId, e.At, e.DueAt);
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierRefused e) => End(DossierState.Refused, e.Reason, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SupplementRequested e)
    {
        (State, Supplement, Note, ChangedAt) = (DossierState.SupplementRequested, e, e.Note, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierSupplemented e)
    {
        State = AcceptedAt is null ? DossierState.Supplemented : DossierState.Processing;
        (Supplement, DueAt, Note, ChangedAt) = (null, e.DueAt, e.Note, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(PaymentRequested e)
    {
        (State, Note, ChangedAt) = (DossierState.PaymentRequested, e.Reason, e.At);
        Ask(e);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingStarted e)
    {
        (State, OfficerId, DueAt, ChangedAt) = (DossierState.Processing, e.OfficerId, e.DueAt, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcessingSuspended e)
    {
        (State, Note, ChangedAt) = (DossierState.Suspended, e.Reason, e.At);
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
            e.ResultId, e.ResultDefinitionId, [new AttachmentVersion(AttachmentVersionKind.Original, e.FileName, e.File, e.At)])];
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
        (State, ChangedAt) = (DossierState.Returned, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierWithdrawn e) => End(DossierState.Withdrawn, e.Reason, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(DraftDiscarded e) => End(DossierState.Discarded, null, e.At);

    private void End(DossierState state, Personal<string>? note, DateTimeOffset at) =>
        (State, Note, Supplement, EndedAt, ChangedAt) = (state, note, null, at, at);
}

/// <summary>A paper that the person gets, with its versions, oldest first: as uploaded, sealed.</summary>
public sealed record ResultPaper(Guid Id, string ResultDefinitionId, IReadOnlyList<AttachmentVersion> Versions)
{
    /// <summary>The version that counts.</summary>
    public AttachmentVersion Newest => Versions[^1];

    /// <summary>Whether the agency's seal is on it.</summary>
    public bool IsSealed => Newest.Kind == AttachmentVersionKind.Signed;
}
