using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>An officer accepted the dossier; the person gets a receipt.</summary>
/// <param name="OfficerId">Subject of the officer.</param>
/// <param name="DueAt">When the result is due.</param>
/// <param name="ProcessingDays">The working days that it was computed from.</param>
/// <param name="At">When.</param>
[EventName("dossier_accepted")]
public sealed record DossierAccepted(string OfficerId, DateTimeOffset DueAt, int ProcessingDays, DateTimeOffset At) : IDomainEvent;

/// <summary>An officer refused to accept the dossier.</summary>
[EventName("dossier_refused")]
public sealed record DossierRefused(string OfficerId, Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>An officer asked for more, item by item.</summary>
[EventName("supplement_requested")]
public sealed record SupplementRequested(
    string OfficerId, IReadOnlyList<SupplementItem> Items, Personal<string> Note, DateOnly Deadline, DateTimeOffset At) : IDomainEvent;

/// <summary>One thing that was asked for: a component or a field of the form.</summary>
/// <param name="ComponentId">The component; empty for a field.</param>
/// <param name="Field">Path of the field; empty for a component.</param>
/// <param name="Note">What is wrong with it.</param>
public sealed record SupplementItem(string ComponentId, string Field, Personal<string> Note);

/// <summary>The person handed in what was asked for. The due time moved by the time that it took.</summary>
[EventName("dossier_supplemented")]
public sealed record DossierSupplemented(Personal<string> Note, DateTimeOffset? DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>An officer asked for payment. <c>ExtraAmount</c> in đồng is what comes on top of the procedure's fees; 0 if nothing.</summary>
[EventName("payment_requested")]
public sealed record PaymentRequested(string OfficerId, long ExtraAmount, Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>Everything that was asked for was paid: the dossier is where it was. The due time moved by the time that it took.</summary>
[EventName("payment_request_settled")]
public sealed record PaymentRequestSettled(DateTimeOffset? DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>Processing began, or went on after a suspension or a payment. The due time moved by the time that stood still.</summary>
[EventName("processing_started")]
public sealed record ProcessingStarted(string OfficerId, DateTimeOffset? DueAt, DateTimeOffset At) : IDomainEvent;

/// <summary>Processing was suspended; its time stands still.</summary>
[EventName("processing_suspended")]
public sealed record ProcessingSuspended(string OfficerId, Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>Processing ended for good without a result.</summary>
[EventName("processing_stopped")]
public sealed record ProcessingStopped(string OfficerId, Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The dossier was handed over to another officer or agency.</summary>
[EventName("dossier_handed_over")]
public sealed record DossierHandedOver(
    string OfficerId, Agency Agency, string ToOfficerId, Personal<string> Note, DateTimeOffset At) : IDomainEvent;

/// <summary>A result paper was put to the dossier.</summary>
[EventName("result_paper_added")]
public sealed record ResultPaperAdded(
    string OfficerId,
    Guid ResultId,
    string ResultDefinitionId,
    Personal<string> FileName,
    StoredFile File,
    DateTimeOffset At,
    IReadOnlyList<string>? Notices = null) : IDomainEvent;

/// <summary>The agency's seal was put on a result paper.</summary>
[EventName("result_paper_sealed")]
public sealed record ResultPaperSealed(Guid ResultId, Personal<string> FileName, StoredFile File, DateTimeOffset At) : IDomainEvent;

/// <summary>A result paper was taken away before processing was completed. Its bytes stay as long as any event names them.</summary>
[EventName("result_paper_removed")]
public sealed record ResultPaperRemoved(string OfficerId, Guid ResultId, DateTimeOffset At) : IDomainEvent;

/// <summary>Processing was completed with all its result papers.</summary>
[EventName("processing_completed")]
public sealed record ProcessingCompleted(string OfficerId, Personal<string> Note, DateTimeOffset At) : IDomainEvent;

/// <summary>The result was returned to the person.</summary>
[EventName("result_returned")]
public sealed record ResultReturned(string OfficerId, ReturnChannel Channel, DateTimeOffset At) : IDomainEvent;

/// <summary>The person withdrew the dossier.</summary>
[EventName("dossier_withdrawn")]
public sealed record DossierWithdrawn(Personal<string> Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>A draft was thrown away by its owner, or because nobody touched it for long.</summary>
/// <param name="Abandoned">Whether the platform did it.</param>
/// <param name="At">When.</param>
[EventName("draft_discarded")]
public sealed record DraftDiscarded(bool Abandoned, DateTimeOffset At) : IDomainEvent;

/// <summary>How a result is returned; the numbers are those of the contract.</summary>
public enum ReturnChannel
{
    /// <summary>Trực tuyến.</summary>
    Online = 1,

    /// <summary>Tại quầy.</summary>
    Counter = 2,

    /// <summary>Bưu chính công ích.</summary>
    Post = 3,
}
