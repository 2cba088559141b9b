using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>A conversion of an attachment to PDF was asked for; it is in the queue.</summary>
[EventName("attachment_conversion_requested")]
public sealed record AttachmentConversionRequested(string ComponentId, Guid AttachmentId, DateTimeOffset At) : IDomainEvent;

/// <summary>An attachment got a PDF version.</summary>
[EventName("attachment_converted")]
public sealed record AttachmentConverted(
    string ComponentId, Guid AttachmentId, Personal<string> FileName, StoredFile File, int PageCount, DateTimeOffset At) : IDomainEvent;

/// <summary>An attachment could not be converted; the cause is a code of the failure catalogue.</summary>
[EventName("attachment_conversion_failed")]
public sealed record AttachmentConversionFailed(string ComponentId, Guid AttachmentId, string Cause, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// A document from the person's store was attached by reference: the newest version of an attachment or result paper of an earlier dossier.
/// </summary>
/// <param name="ComponentId">The component.</param>
/// <param name="AttachmentId">The new attachment.</param>
/// <param name="SourceDossierId">The dossier that it is from.</param>
/// <param name="SourceId">The attachment or result paper there.</param>
/// <param name="FileName">Name.</param>
/// <param name="File">The same bytes.</param>
/// <param name="Kind">What the version is.</param>
/// <param name="SigningId">The signing that made it, for signed versions of attachments.</param>
/// <param name="At">When.</param>
[EventName("stored_document_attached")]
public sealed record StoredDocumentAttached(
    string ComponentId,
    Guid AttachmentId,
    Guid SourceDossierId,
    Guid SourceId,
    Personal<string> FileName,
    StoredFile File,
    AttachmentVersionKind Kind,
    Guid? SigningId,
    DateTimeOffset At) : IDomainEvent;
