using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Signing;

/// <summary>Where a signing stands.</summary>
public enum SigningState
{
    /// <summary>Requested; the files are not prepared yet.</summary>
    Requested = 1,

    /// <summary>Prepared; the provider has not been asked, or its answer was not recorded.</summary>
    Prepared = 2,

    /// <summary>The phone rings.</summary>
    WaitingForConfirmation = 3,

    /// <summary>Signed.</summary>
    Signed = 4,

    /// <summary>Rejected on the phone.</summary>
    Rejected = 5,

    /// <summary>Not confirmed in time.</summary>
    Expired = 6,

    /// <summary>Something else went wrong.</summary>
    Failed = 7,

    /// <summary>Given up or superseded.</summary>
    Cancelled = 8,
}

/// <summary>What a signing needs next.</summary>
public enum SigningStep
{
    /// <summary>Nothing, ever.</summary>
    None,

    /// <summary>Prepare the files.</summary>
    Prepare,

    /// <summary>Ask the provider.</summary>
    AskProvider,

    /// <summary>Ask the provider whether the person has confirmed.</summary>
    Poll,

    /// <summary>Time is up: ask one last time, then let it expire.</summary>
    Expire,

    /// <summary>It ended without a signature; look whether one comes late.</summary>
    WatchForLateSignature,
}

/// <summary>
/// A signing (lần ký): one ceremony for one or many attachments with one confirmation on the phone. Terminal states absorb: once it has
/// ended, nothing makes it anything else.
/// </summary>
public sealed class SignatureRecord
{
    /// <summary>How long after its end a signing is watched for a late signature.</summary>
    public static readonly TimeSpan LateWatch = TimeSpan.FromMinutes(10);

    /// <summary>How long a signing may stay without having reached the provider.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

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

    /// <summary>Where it stands.</summary>
    public SigningState State { get; private set; }

    /// <summary>The prepared files; empty before.</summary>
    public IReadOnlyList<PreparedFile> Prepared { get; private set; } = [];

    /// <summary>What the provider knows it by; empty before, and once the person's data has been erased.</summary>
    public string Transaction { get; private set; } = "";

    /// <summary>The provider's own identifiers.</summary>
    public string ProviderReference { get; private set; } = "";

    /// <summary>When the confirmation runs out; null before the phone rings.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The signed files; empty before.</summary>
    public IReadOnlyList<SignedTarget> SignedFiles { get; private set; } = [];

    /// <summary>Code of the failure catalogue when it ended without a signature; empty otherwise.</summary>
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
    public bool HasEnded => State >= SigningState.Signed;

    /// <summary>
    /// Whether it ended here while the phone may still ring: it ran out, was given up, or was sent to a provider that never answered
    /// whether it took it.
    /// </summary>
    private bool MayStillBeConfirmed => Transaction.Length > 0
        && (State is SigningState.Expired or SigningState.Cancelled
            || (State == SigningState.Failed && Cause == Failures.Failures.ProviderUnavailable.Code));

    /// <summary>What it needs next.</summary>
    public SigningStep NextStep(DateTimeOffset now) => State switch
    {
        SigningState.Requested => now < RequestedAt + StartLimit ? SigningStep.Prepare : SigningStep.Expire,
        SigningState.Prepared => now < RequestedAt + StartLimit ? SigningStep.AskProvider : SigningStep.Expire,
        SigningState.WaitingForConfirmation => now < ExpiresAt ? SigningStep.Poll : SigningStep.Expire,
        _ when MayStillBeConfirmed && !LateSignatureSeen && now < ChangedAt + LateWatch => SigningStep.WatchForLateSignature,
        _ => SigningStep.None,
    };

    /// <summary>Decides that the files are prepared.</summary>
    public SigningPrepared Prepare(IReadOnlyList<PreparedFile> files, string transaction, DateTimeOffset now)
    {
        MustBe(SigningState.Requested);
        return new SigningPrepared(files, Personal.Of(PersonId, transaction), now);
    }

    /// <summary>Decides that the phone rings.</summary>
    public SigningConfirmationAwaited AwaitConfirmation(string providerReference, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        MustBe(SigningState.Prepared);
        return new SigningConfirmationAwaited(Personal.Of(PersonId, providerReference), expiresAt, now);
    }

    /// <summary>Decides that all targets are signed.</summary>
    public SigningCompleted Complete(IReadOnlyList<SignedTarget> files, DateTimeOffset now)
    {
        MustBe(SigningState.WaitingForConfirmation);
        return new SigningCompleted(files, now);
    }

    /// <summary>Decides that it ends without a signature, by the code of the cause.</summary>
    /// <param name="cause">Code of the failure catalogue.</param>
    /// <param name="now">The time.</param>
    /// <param name="details">Values for the texts of the failure; never personal data.</param>
    public IDomainEvent End(string cause, DateTimeOffset now, IReadOnlyDictionary<string, string>? details = null)
    {
        if (HasEnded) throw SigningEnded.Because();
        return cause switch
        {
            _ when cause == Failures.Failures.SigningRejected.Code => new SigningRejected(now),
            _ when cause == Failures.Failures.SigningExpired.Code => new SigningExpired(now),
            _ when cause == Failures.Failures.SigningCancelled.Code || cause == SigningSuperseded.Code => new SigningCancelled(cause, now),
            _ => new SigningFailed(cause, details ?? NoDetails, now),
        };
    }

    /// <summary>Decides to record a signature that came after the end; once.</summary>
    public LateSignatureRecorded RecordLateSignature(IReadOnlyList<string> digests, DateTimeOffset now)
    {
        if (!HasEnded) throw ChangedMeanwhile.Because();
        return State != SigningState.Signed && !LateSignatureSeen
            ? new LateSignatureRecorded(digests, now)
            : throw SigningEnded.Because();
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningRequested e)
    {
        (Id, DossierId, PersonId, ProfileId) = (e.SigningId, e.DossierId, e.PersonId, e.ProfileId);
        (Entry, Provider, Kind, Certificate) = (e.Entry, e.Provider, e.Kind, e.Certificate);
        (Targets, Image, Description) = (e.Targets, e.Image, e.Description);
        (State, RequestedAt, ChangedAt) = (SigningState.Requested, e.At, e.At);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningPrepared e) =>
        (State, Prepared, Transaction, ChangedAt) = (SigningState.Prepared, e.Files, e.Transaction.Value ?? "", e.At);

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningConfirmationAwaited e)
    {
        (State, ExpiresAt, ChangedAt) = (SigningState.WaitingForConfirmation, e.ExpiresAt, e.At);
        ProviderReference = e.ProviderReference.Value ?? "";
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(SigningCompleted e) => (State, SignedFiles, ChangedAt) = (SigningState.Signed, e.Files, e.At);

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

    private void EndAs(SigningState state, string cause, DateTimeOffset at) => (State, Cause, ChangedAt) = (state, cause, at);

    private void MustBe(SigningState state)
    {
        if (HasEnded) throw SigningEnded.Because();
        if (State != state) throw ChangedMeanwhile.Because();
    }
}
