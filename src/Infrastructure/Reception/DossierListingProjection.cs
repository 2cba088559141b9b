using JasperFx.Events;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.Storage;
using Marten.Events.Aggregation;

namespace KonTum.Tthc.Infrastructure.Reception;

/// <summary>
/// The line of a dossier in the lists. It takes in every event of the dossier, because each one moves the version that a transition's
/// etag is compared with. Inline: a caller looks at the lists right after the change.
/// </summary>
internal sealed class DossierListingProjection : SingleStreamProjection<DossierListing, Guid>
{
    private readonly NameWords _names;

    public DossierListingProjection(NameWords names)
    {
        _names = names;
        foreach (var type in EventDispatch<Dossier>.EventTypes) IncludeType(type);
    }

    public override DossierListing? Evolve(DossierListing? snapshot, Guid id, IEvent e)
    {
        if (e.Data is DossierOpened opened) return Opened(opened);
        if (snapshot is null) return null;
        // Counted and not taken from the event: an appended event does not know its version before it is stored.
        return Changed(snapshot, e.Data) with { Version = snapshot.Version + 1 };
    }

    private static DossierListing Opened(DossierOpened opened) => new()
    {
        Id = opened.DossierId,
        OwnerId = opened.OwnerId,
        ProcedureCode = opened.ProcedureCode,
        ProcedureName = opened.ProcedureName,
        AgencyCode = opened.Agency.Code,
        State = DossierState.Draft,
        OpenedAt = opened.At,
        Version = 1,
    };

    private DossierListing Changed(DossierListing line, object data) => data switch
    {
        DossierFormFilled e => line with
        {
            OwnerName = new Personal<string>(e.Form.Subject, e.Form.Value?.OwnerName),
            NameWords = _names.Of(e.Form.Value?.OwnerName),
        },
        DossierSubmitted e => line with { Code = e.Code, State = DossierState.Registered, SubmittedAt = e.At },
        DossierAccepted e => line with { State = DossierState.Accepted, Interrupted = null, OfficerId = e.OfficerId, DueAt = e.DueAt },
        ProcessingStarted e => line with { State = DossierState.Processing, Interrupted = null, OfficerId = e.OfficerId, DueAt = e.DueAt },
        PaymentRequestSettled e => line with { State = line.Interrupted ?? line.State, Interrupted = null, DueAt = e.DueAt },
        DossierSupplemented e => line with
        {
            // What was asked for before acceptance leads back to the reception; afterwards it goes on where it was.
            State = line.Interrupted is DossierState.Accepted or DossierState.Processing ? line.Interrupted.Value : DossierState.Supplemented,
            Interrupted = null,
            DueAt = e.DueAt,
        },
        DossierHandedOver e => line with { AgencyCode = e.Agency.Code, OfficerId = e.ToOfficerId },
        AttachmentSigned e => line with { SignedAttachments = [.. line.SignedAttachments.Where(a => a != e.AttachmentId), e.AttachmentId] },
        AttachmentDeleted e => line with { SignedAttachments = [.. line.SignedAttachments.Where(a => a != e.AttachmentId)] },
        StoredDocumentAttached { Kind: AttachmentVersionKind.Signed } e => line with { SignedAttachments = [.. line.SignedAttachments, e.AttachmentId] },
        SupplementRequested => Interrupts(line, DossierState.SupplementRequested),
        PaymentRequested => Interrupts(line, DossierState.PaymentRequested),
        ProcessingSuspended => StandsStill(line, DossierState.Suspended),
        DossierRefused => StandsStill(line, DossierState.Refused),
        ProcessingStopped => StandsStill(line, DossierState.Stopped),
        ProcessingCompleted => StandsStill(line, DossierState.Completed),
        ResultReturned => StandsStill(line, DossierState.Returned),
        DossierWithdrawn => StandsStill(line, DossierState.Withdrawn),
        DraftDiscarded => StandsStill(line, DossierState.Discarded),
        _ => line,
    };

    private static DossierListing Interrupts(DossierListing line, DossierState asking) =>
        StandsStill(line, asking) with { Interrupted = line.State == asking ? line.Interrupted : line.State };

    /// <summary>A state in which no time runs: nothing of it can become overdue.</summary>
    private static DossierListing StandsStill(DossierListing line, DossierState state) => line with { State = state, Interrupted = null, DueAt = null };
}
