using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Domain.Signing;

/// <summary>A signing was requested, after everything that can be checked beforehand was checked.</summary>
/// <param name="SigningId">The signing.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="PersonId">Who signs: the subject of the account.</param>
/// <param name="ProfileId">The profile that was used.</param>
/// <param name="Entry">The account that was used.</param>
/// <param name="Provider">Code of the provider.</param>
/// <param name="Kind">Kind of signature.</param>
/// <param name="Certificate">The certificate that was chosen.</param>
/// <param name="Targets">The attachments, each with the place that was found for it.</param>
/// <param name="Image">Picture of the signature.</param>
/// <param name="Description">What the phone shows.</param>
/// <param name="At">When.</param>
/// <param name="MaxDocuments">Most documents of one confirmation, as the provider's limit was then; 0 for all at once.</param>
/// <param name="SignsByItself">The signatures come from the caller (USB token, SIM), not from a provider.</param>
/// <param name="ResumedSigningId">The signing whose unsigned attachments this one takes up; null for none.</param>
/// <param name="Notices">Codes of what the person should know before confirming; null in what was stored before there were any.</param>
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
    DateTimeOffset At,
    int MaxDocuments = 0,
    bool SignsByItself = false,
    Guid? ResumedSigningId = null,
    IReadOnlyList<string>? Notices = null) : IDomainEvent;

/// <summary>The files were prepared: nothing of this is ever computed a second time.</summary>
/// <param name="Files">One for each target, in their order.</param>
/// <param name="At">When.</param>
/// <param name="Transaction">
/// Only in what was stored before <see cref="SigningProviderAsked"/> was an event of its own; null since.
/// </param>
[EventName("signing_prepared")]
public sealed record SigningPrepared(IReadOnlyList<PreparedFile> Files, DateTimeOffset At, Personal<string>? Transaction = null) : IDomainEvent;

/// <summary>
/// The provider is about to be asked for a confirmation; committed before it is, so that after a crash it is known that it may have been.
/// </summary>
/// <param name="Confirmation">Which one, from 1.</param>
/// <param name="Transaction">
/// What the provider knows the confirmation by, obtained before it is asked, so that a repeated question is the same question. Sealed: some
/// providers hand the signatures out to whoever names it, and auditors read the events.
/// </param>
/// <param name="At">When.</param>
[EventName("signing_provider_asked")]
public sealed record SigningProviderAsked(int Confirmation, Personal<string> Transaction, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// The provider took the request: the phone rings, or a PIN or one-time password is waited for. A second one of the same confirmation says
/// that the person gave it. For a token: the signatures are waited for.
/// </summary>
/// <param name="ProviderReference">The provider's own identifiers, kept as they came; sealed like the transaction.</param>
/// <param name="ExpiresAt">When the confirmation runs out.</param>
/// <param name="At">When.</param>
/// <param name="Confirmation">Which one, from 1; 0 in what was stored before there could be several.</param>
/// <param name="Authorization">What the person has to give first; null for nothing.</param>
[EventName("signing_confirmation_awaited")]
public sealed record SigningConfirmationAwaited(
    Personal<string> ProviderReference,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At,
    int Confirmation = 0,
    Personal<AuthorizationAsked>? Authorization = null) : IDomainEvent;

/// <summary>
/// The person has confirmed and the signature values are here; committed before anything is made of them, so that what a person
/// confirmed survives whatever fails later. From here on nobody is asked again.
/// </summary>
/// <param name="Confirmation">Which one, from 1.</param>
/// <param name="Values">The values as they came; not verified yet. Attachments without a value are not in it.</param>
/// <param name="At">When.</param>
[EventName("signing_signatures_received")]
public sealed record SigningSignaturesReceived(int Confirmation, IReadOnlyList<ReceivedSignature> Values, DateTimeOffset At) : IDomainEvent;

/// <summary>
/// What was handed in for a token was refused: not one value was a signature of its file. After <see cref="SignatureRecord.MostRefusals"/>
/// of them the signing ends.
/// </summary>
/// <param name="Confirmation">Which one, from 1.</param>
/// <param name="At">When.</param>
[EventName("signing_signatures_refused")]
public sealed record SigningSignaturesRefused(int Confirmation, DateTimeOffset At) : IDomainEvent;

/// <summary>It is settled for each attachment of a confirmation whether it is signed. What is, is attached in the same commit.</summary>
/// <param name="Confirmation">Which one, from 1.</param>
/// <param name="Signed">Those that are signed.</param>
/// <param name="Failed">Those that are not, each with its cause.</param>
/// <param name="At">When.</param>
[EventName("signing_documents_settled")]
public sealed record SigningDocumentsSettled(
    int Confirmation, IReadOnlyList<SignedTarget> Signed, IReadOnlyList<FailedTarget> Failed, DateTimeOffset At) : IDomainEvent;

/// <summary>It ended with signed attachments: all of them, or some.</summary>
/// <param name="Files">All that are signed.</param>
/// <param name="At">When.</param>
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
/// <param name="Confirmation">The one that was under way, from 1; 0 in what was stored before there could be several.</param>
[EventName("late_signature_recorded")]
public sealed record LateSignatureRecorded(IReadOnlyList<string> SignatureDigests, DateTimeOffset At, int Confirmation = 0) : IDomainEvent;

/// <summary>The certificate that was chosen, as it was when it was chosen.</summary>
/// <param name="SerialNumber">Upper-case hex.</param>
/// <param name="Authority">Common name of the issuer.</param>
/// <param name="Holder">Common name of the subject, and the email address for the signing history.</param>
/// <param name="Chain">DER certificates, the signer's first.</param>
/// <param name="CredentialId">What the provider calls the key; empty where the serial number names it, null in what was stored before.</param>
public sealed record SigningCertificate(
    string SerialNumber,
    string Authority,
    Personal<CertificateHolder> Holder,
    Personal<IReadOnlyList<byte[]>> Chain,
    Personal<string>? CredentialId = null);

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

/// <summary>An attachment that was not signed.</summary>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="Cause">Code of the failure catalogue.</param>
/// <param name="Details">Values for the texts of the failure; never personal data.</param>
public sealed record FailedTarget(Guid AttachmentId, string Cause, IReadOnlyDictionary<string, string> Details);

/// <summary>A raw signature value.</summary>
/// <param name="AttachmentId">Attachment.</param>
/// <param name="Value">As it came: RSA PKCS#1 v1.5, or ECDSA as DER or as r and s side by side.</param>
public sealed record ReceivedSignature(Guid AttachmentId, byte[] Value);

/// <summary>What a provider wants from the person before it signs.</summary>
/// <param name="Pin">The PIN of the credential.</param>
/// <param name="Otp">A one-time password.</param>
/// <param name="Label">What the provider calls them; may be empty.</param>
/// <param name="AuthorizationUri">Its page to open; empty when a PIN or one-time password is wanted.</param>
public sealed record AuthorizationAsked(bool Pin, bool Otp, string Label, string AuthorizationUri);
