using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Domain.Signing;

/// <summary>
/// A signing (lần ký): one ceremony for one or many attachments, with one confirmation on the phone or with as few as the provider's limit
/// allows, one after the other. Terminal states absorb: once it has ended, nothing makes it anything else.
/// </summary>
public sealed partial class SignatureRecord
{
    private static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

    /// <summary>Why the last confirmation did not lead to a signature; empty otherwise.</summary>
    private string confirmationCause = "";

    /// <summary>Until when the provider must have taken the confirmation that is next.</summary>
    private DateTimeOffset startBy;

    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>Who signs: the subject of the account.</summary>
    public string PersonId { get; private set; } = "";

    /// <summary>The profile that was used.</summary>
    public Guid ProfileId { get; private set; }

    /// <summary>The account that was used; its value is gone once the person's data has been erased.</summary>
    public Personal<SignatureEntry>? Entry { get; private set; }

    /// <summary>Code of the provider.</summary>
    public string Provider { get; private set; } = "";

    /// <summary>Kind of signature.</summary>
    public SignatureKind Kind { get; private set; }

    /// <summary>The certificate that was chosen.</summary>
    public SigningCertificate? Certificate { get; private set; }

    /// <summary>The attachments.</summary>
    public IReadOnlyList<SigningTarget> Targets { get; private set; } = [];

    /// <summary>Picture of the signature.</summary>
    public StoredFile? Image { get; private set; }

    /// <summary>What the phone shows.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Most documents of one confirmation; 0 for all at once.</summary>
    public int MaxDocuments { get; private set; }

    /// <summary>The signatures come from the caller (USB token, SIM), not from a provider.</summary>
    public bool SignsByItself { get; private set; }

    /// <summary>The signing whose unsigned attachments this one takes up; null for none.</summary>
    public Guid? ResumedSigningId { get; private set; }

    /// <summary>Codes of what the person should know before confirming.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Where it stands.</summary>
    public SigningState State { get; private set; }

    /// <summary>The prepared files; empty before.</summary>
    public IReadOnlyList<PreparedFile> Prepared { get; private set; } = [];

    /// <summary>The confirmation that is under way or was the last, from 1; 0 before the first.</summary>
    public int Confirmation { get; private set; }

    /// <summary>How many confirmations it takes.</summary>
    public int ConfirmationCount => MaxDocuments <= 0 ? 1 : Math.Max(1, (Targets.Count + MaxDocuments - 1) / MaxDocuments);

    /// <summary>
    /// Whether the provider was, or may have been, asked for the confirmation that is under way: the answer of one that was asked in
    /// <see cref="SigningState.Prepared"/> may have been lost.
    /// </summary>
    public bool IsAsked { get; private set; }

    /// <summary>What the provider knows the confirmation by; empty before, and once the person's data has been erased.</summary>
    public string Transaction { get; private set; } = "";

    /// <summary>The provider's own identifiers.</summary>
    public string ProviderReference { get; private set; } = "";

    /// <summary>When the confirmation runs out; null while none is under way.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>What the person has to give to the provider; null for nothing, and once the person's data has been erased.</summary>
    public AuthorizationAsked? Authorization { get; private set; }

    /// <summary>The signature values of the confirmation that is being finished.</summary>
    public IReadOnlyList<ReceivedSignature> Received { get; private set; } = [];

    /// <summary>When they came; null before.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>How often signatures of a token were refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>The signed files; empty before.</summary>
    public IReadOnlyList<SignedTarget> SignedFiles { get; private set; } = [];

    /// <summary>The attachments that were tried and not signed.</summary>
    public IReadOnlyList<FailedTarget> FailedTargets { get; private set; } = [];

    /// <summary>Code of the failure catalogue when it ended without a signature, or not with all; empty otherwise.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Values for the texts of the cause; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> CauseDetails { get; private set; } = NoDetails;

    /// <summary>Whether a late signature has been recorded.</summary>
    public bool LateSignatureSeen { get; private set; }

    /// <summary>When it was requested.</summary>
    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => State is SigningState.Signed or SigningState.PartlySigned
        or SigningState.Rejected or SigningState.Expired or SigningState.Failed or SigningState.Cancelled;

    /// <summary>The confirmation that a target belongs to, from 1.</summary>
    /// <param name="index">Place of the target in <see cref="Targets"/>.</param>
    public int ConfirmationOf(int index) => MaxDocuments <= 0 ? 1 : (index / MaxDocuments) + 1;

    /// <summary>The targets of a confirmation with their prepared files.</summary>
    public IReadOnlyList<(SigningTarget Target, PreparedFile Prepared)> DocumentsOf(int confirmation) =>
        [.. Targets.Zip(Prepared).Where((_, n) => ConfirmationOf(n) == confirmation)];

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningRequested e)
    {
        (Id, DossierId, PersonId, ProfileId) = (e.SigningId, e.DossierId, e.PersonId, e.ProfileId);
        (Entry, Provider, Kind, Certificate) = (e.Entry, e.Provider, e.Kind, e.Certificate);
        (Targets, Image, Description) = (e.Targets, e.Image, e.Description);
        (MaxDocuments, SignsByItself, ResumedSigningId, Notices) = (e.MaxDocuments, e.SignsByItself, e.ResumedSigningId, e.Notices ?? []);
        (State, RequestedAt, ChangedAt) = (SigningState.Requested, e.At, e.At);
        startBy = e.At + StartLimit;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningPrepared e)
    {
        (State, Prepared, ChangedAt) = (SigningState.Prepared, e.Files, e.At);
        if (e.Transaction is null) return;
        (Confirmation, IsAsked, Transaction) = (1, true, e.Transaction.Value ?? "");
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningProviderAsked e) =>
        (Confirmation, IsAsked, Transaction, ChangedAt) = (e.Confirmation, true, e.Transaction.Value ?? "", e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningConfirmationAwaited e)
    {
        State = e.Authorization is null ? SigningState.WaitingForConfirmation : SigningState.AuthorizationRequired;
        (Confirmation, ExpiresAt, ChangedAt) = (Math.Max(1, e.Confirmation), e.ExpiresAt, e.At);
        (ProviderReference, Authorization) = (e.ProviderReference.Value ?? "", e.Authorization?.Value);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningSignaturesReceived e) =>
        (State, Received, ReceivedAt, ExpiresAt, Authorization, ChangedAt) = (SigningState.Finishing, e.Values, e.At, null, null, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningSignaturesRefused e) => (Refusals, ChangedAt) = (Refusals + 1, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningDocumentsSettled e)
    {
        (Confirmation, ChangedAt) = (e.Confirmation, e.At);
        SignedFiles = [.. SignedFiles, .. e.Signed];
        FailedTargets = [.. FailedTargets, .. e.Failed];
        if (e.Signed.Count == 0) confirmationCause = e.Failed.Count > 0 ? e.Failed[0].Cause : "";

        // The end follows in the same commit; what was asked is kept, because a signature may come late.
        if (e.Signed.Count == 0 || e.Confirmation >= ConfirmationCount) return;

        State = SigningState.Prepared;
        (IsAsked, Transaction, ProviderReference, Received, ReceivedAt) = (false, "", "", [], null);
        startBy = e.At + StartLimit;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningCompleted e)
    {
        (SignedFiles, ExpiresAt, Authorization, ChangedAt) = (e.Files, null, null, e.At);
        State = e.Files.Count < Targets.Count ? SigningState.PartlySigned : SigningState.Signed;
        if (State == SigningState.Signed) return;
        Cause = Failures.Failures.SigningPartly.Code;
        CauseDetails = new Dictionary<string, string>
        {
            ["signed"] = e.Files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["total"] = Targets.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningRejected e) => EndAs(SigningState.Rejected, Failures.Failures.SigningRejected.Code, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningExpired e) => EndAs(SigningState.Expired, Failures.Failures.SigningExpired.Code, e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningFailed e)
    {
        EndAs(SigningState.Failed, e.Cause, e.At);
        CauseDetails = e.Details ?? NoDetails; // null in what was stored before the event had details
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningCancelled e) => EndAs(SigningState.Cancelled, e.Cause, e.At);

    /// <summary>Takes in an event. The end stays the end, and so does its time.</summary>
    public void Apply(LateSignatureRecorded e) => LateSignatureSeen = true;

    private void EndAs(SigningState state, string cause, DateTimeOffset at) =>
        (State, Cause, confirmationCause, Authorization, ChangedAt) = (state, cause, cause, null, at);
}
