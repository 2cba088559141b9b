using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Signing of its attachments.</summary>
public sealed partial class Dossier
{
    /// <summary>Decides to begin a signing. Signings that still wait for one of the attachments must have been ended first.</summary>
    public AttachmentSigningStarted StartSigning(Guid signingId, IReadOnlyList<Guid> attachmentIds, DateTimeOffset now)
    {
        if (State != DossierState.SupplementRequested) MustBeDraft();
        var attachments = AllAttachments().Where(a => attachmentIds.Contains(a.Id)).ToList();
        if (attachments.Count == 0 || attachments.Count != attachmentIds.Count) throw AttachmentNotFound.Because();
        foreach (var component in Components.Where(c => c.Attachments.Any(attachments.Contains))) MustBeOpenFor(component.Id);
        return attachments.TrueForAll(a => a.PendingSigningId is null)
            ? new AttachmentSigningStarted(signingId, attachmentIds, now)
            : throw SigningPending.Because();
    }

    /// <summary>Decides that a signing ended without a signature; null when this dossier no longer waits for it.</summary>
    public AttachmentSigningEnded? EndSigning(Guid signingId, string outcome, DateTimeOffset now)
    {
        var waiting = AllAttachments().Where(a => a.PendingSigningId == signingId).Select(a => a.Id).ToList();
        return waiting.Count == 0 ? null : new AttachmentSigningEnded(signingId, waiting, outcome, now);
    }

    /// <summary>Decides to add the signed version of an attachment that waits for this signing.</summary>
    public AttachmentSigned AttachSignature(
        string componentId, Guid attachmentId, Guid signingId, string fileName, StoredFile file, DateTimeOffset now) =>
        AllAttachments().Any(a => a.Id == attachmentId && a.PendingSigningId == signingId)
            ? new AttachmentSigned(componentId, attachmentId, signingId, Personal.Of(OwnerId, fileName), file, now)
            : throw SigningTargetGone.Because();

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigningStarted e) => ChangeAttachments(e.At, e.AttachmentIds, a => a with { PendingSigningId = e.SigningId });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigningEnded e) => ChangeAttachments(e.At, e.AttachmentIds, a => a with { PendingSigningId = null });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentSigned e)
    {
        Answer(e.AttachmentId);
        ChangeAttachments(e.At, [e.AttachmentId], a => a with
        {
            PendingSigningId = null,
            Versions = [.. a.Versions, new AttachmentVersion(AttachmentVersionKind.Signed, e.FileName, e.File, e.At, e.SigningId)],
        });
    }
}
