using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Domain.Signing;

/// <summary>A signing was requested, after everything that can be checked beforehand was checked.</summary>
[EventName("signing_requested")]
public sealed record SigningRequested(
    Guid SigningId,
    Guid DossierId,
    string PersonId,
    Guid ProfileId,
    Personal<SignatureEntry> Entry,
    string Provider,
    SignatureKind Kind,
    SigningCertificate Certificate,
    IReadOnlyList<SigningTarget> Targets,
    StoredFile? Image,
    string Description,
    DateTimeOffset At) : IDomainEvent;

/// <summary>The files were prepared: nothing of this is ever computed a second time.</summary>
/// <param name="Files">One for each target, in their order.</param>
/// <param name="Transaction">
/// What the provider will know the ceremony by, made before it is asked, so that a repeated question after a crash is the same question.
/// Sealed: some providers hand the signatures out to whoever names it, and auditors read the events.
/// </param>
/// <param name="At">When.</param>
[EventName("signing_prepared")]
public sealed record SigningPrepared(IReadOnlyList<PreparedFile> Files, Personal<string> Transaction, DateTimeOffset At) : IDomainEvent;

/// <summary>The provider took the request; the phone rings.</summary>
/// <param name="ProviderReference">The provider's own identifiers, kept as they came; sealed like the transaction.</param>
/// <param name="ExpiresAt">When the confirmation runs out.</param>
/// <param name="At">When.</param>
[EventName("signing_confirmation_awaited")]
public sealed record SigningConfirmationAwaited(Personal<string> ProviderReference, DateTimeOffset ExpiresAt, DateTimeOffset At) : IDomainEvent;

/// <summary>All targets were signed.</summary>
[EventName("signing_completed")]
public sealed record SigningCompleted(IReadOnlyList<SignedTarget> Files, DateTimeOffset At) : IDomainEvent;

/// <summary>The person rejected it on the phone.</summary>
[EventName("signing_rejected")]
public sealed record SigningRejected(DateTimeOffset At) : IDomainEvent;

/// <summary>The confirmation ran out.</summary>
[EventName("signing_expired")]
public sealed record SigningExpired(DateTimeOffset At) : IDomainEvent;

/// <summary>Something else went wrong.</summary>
/// <param name="Cause">Code of the failure catalogue.</param>
/// <param name="Details">Values for the texts of the failure; never personal data.</param>
/// <param name="At">When.</param>
[EventName("signing_failed")]
public sealed record SigningFailed(string Cause, IReadOnlyDictionary<string, string> Details, DateTimeOffset At) : IDomainEvent;

/// <summary>It was given up; the cause is a code of the failure catalogue: cancelled or superseded.</summary>
[EventName("signing_cancelled")]
public sealed record SigningCancelled(string Cause, DateTimeOffset At) : IDomainEvent;

/// <summary>A signature came after the end. It was recorded and not attached.</summary>
/// <param name="SignatureDigests">SHA-256 of each value that came, lower-case hex.</param>
/// <param name="At">When.</param>
[EventName("late_signature_recorded")]
public sealed record LateSignatureRecorded(IReadOnlyList<string> SignatureDigests, DateTimeOffset At) : IDomainEvent;

/// <summary>The certificate that was chosen, as it was when it was chosen.</summary>
/// <param name="SerialNumber">Upper-case hex.</param>
/// <param name="Authority">Common name of the issuer.</param>
/// <param name="Holder">Common name of the subject, and the email address for the signing history.</param>
/// <param name="Chain">DER certificates, the signer's first.</param>
public sealed record SigningCertificate(
    string SerialNumber, string Authority, Personal<CertificateHolder> Holder, Personal<IReadOnlyList<byte[]>> Chain);

/// <summary>Who holds a certificate.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Email">Email address of the certificate, else of the account that signed; empty if neither has one.</param>
public sealed record CertificateHolder(string Name, string Email);

/// <summary>An attachment to be signed.</summary>
/// <param name="ComponentId">Component.</param>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="FileName">Name of the version that is signed.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Placement">Where the visible signature goes.</param>
public sealed record SigningTarget(
    string ComponentId, Guid AttachmentId, Personal<string> FileName, StoredFile File, PagePlacement Placement);

/// <summary>A prepared file.</summary>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="DocumentId">What the provider and the phone call it: the file name, made unique within the signing.</param>
/// <param name="PreparedSha256">The file with the empty place, in the blob store.</param>
/// <param name="StateSha256">What finishing needs, in the blob store.</param>
/// <param name="DigestToSign">Digest of the signed attributes; SHA-256.</param>
public sealed record PreparedFile(
    Guid AttachmentId, Personal<string> DocumentId, string PreparedSha256, string StateSha256, byte[] DigestToSign);

/// <summary>A signed attachment.</summary>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="FileName">Name of the signed file.</param>
/// <param name="File">Its bytes.</param>
/// <param name="SigningTime">Time of the signature timestamp.</param>
public sealed record SignedTarget(Guid AttachmentId, Personal<string> FileName, StoredFile File, DateTimeOffset SigningTime);
