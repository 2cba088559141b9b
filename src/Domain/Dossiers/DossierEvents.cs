using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>A draft was opened. It carries what the procedure's version says, so that later versions do not change it.</summary>
[EventName("dossier_opened")]
public sealed record DossierOpened(
    Guid DossierId,
    string OwnerId,
    string ProcedureCode,
    int ProcedureVersion,
    string ProcedureName,
    Agency Agency,
    IReadOnlyList<ComponentDefinition> Components,
    IReadOnlyList<string> DossierTypes,
    DateTimeOffset At,
    IntakeChannel Channel = IntakeChannel.Online) : IDomainEvent;

/// <summary>Form fields were filled. The form is the whole form afterwards; the names tell which fields changed.</summary>
[EventName("dossier_form_filled")]
public sealed record DossierFormFilled(Personal<DossierForm> Form, IReadOnlyList<string> ChangedFields, DateTimeOffset At) : IDomainEvent;

/// <summary>A component was ticked or unticked.</summary>
[EventName("component_selected")]
public sealed record ComponentSelected(string ComponentId, bool Selected, int OriginalCount, int CopyCount, DateTimeOffset At) : IDomainEvent;

/// <summary>A file was attached. Its bytes are in the blob store under their SHA-256.</summary>
[EventName("attachment_uploaded")]
public sealed record AttachmentUploaded(
    string ComponentId,
    Guid AttachmentId,
    Personal<string> FileName,
    StoredFile File,
    DateTimeOffset At,
    IReadOnlyList<string>? Notices = null) : IDomainEvent;

/// <summary>A file was taken off the draft. Its bytes stay as long as any event names them.</summary>
[EventName("attachment_deleted")]
public sealed record AttachmentDeleted(string ComponentId, Guid AttachmentId, DateTimeOffset At) : IDomainEvent;

/// <summary>A signing of attachments began.</summary>
[EventName("attachment_signing_started")]
public sealed record AttachmentSigningStarted(Guid SigningId, IReadOnlyList<Guid> AttachmentIds, DateTimeOffset At) : IDomainEvent;

/// <summary>A signing of attachments ended without a signature; the outcome is a code of the failure catalogue.</summary>
[EventName("attachment_signing_ended")]
public sealed record AttachmentSigningEnded(Guid SigningId, IReadOnlyList<Guid> AttachmentIds, string Outcome, DateTimeOffset At) : IDomainEvent;

/// <summary>An attachment got a signed version.</summary>
[EventName("attachment_signed")]
public sealed record AttachmentSigned(
    string ComponentId, Guid AttachmentId, Guid SigningId, Personal<string> FileName, StoredFile File, DateTimeOffset At) : IDomainEvent;

/// <summary>The dossier was submitted and has its code.</summary>
[EventName("dossier_submitted")]
public sealed record DossierSubmitted(string Code, DateTimeOffset At) : IDomainEvent;

/// <summary>Bytes in the blob store.</summary>
/// <param name="Sha256">SHA-256, lower-case hex; the address.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ContentType">Media type recognised from the content.</param>
public sealed record StoredFile(string Sha256, long Size, string ContentType);

/// <summary>How a dossier was filed; the numbers are those of the national list.</summary>
public enum IntakeChannel
{
    /// <summary>Trực tiếp.</summary>
    Counter = 1,

    /// <summary>Trực tuyến.</summary>
    Online = 2,

    /// <summary>Bưu chính công ích.</summary>
    Post = 3,
}
