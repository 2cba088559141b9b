using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Signing;

public sealed partial class SignatureRecord
{
    /// <summary>How long after its end a signing is watched for a late signature.</summary>
    public static readonly TimeSpan LateWatch = TimeSpan.FromMinutes(10);

    /// <summary>How long a confirmation may stay without having reached the provider.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long finishing is tried after the signature values came: the person has done their part, and a time-stamping authority that is
    /// silent for an afternoon shall not cost it.
    /// </summary>
    public static readonly TimeSpan FinishLimit = TimeSpan.FromHours(24);

    /// <summary>How often signatures of a token may be refused; checking them costs more than making them up.</summary>
    public const int MostRefusals = 5;

    /// <summary>Ends of a confirmation after which the phone may still ring.</summary>
    private static readonly HashSet<string> MayStillRing =
    [
        Failures.Failures.SigningExpired.Code, Failures.Failures.SigningCancelled.Code, SigningSuperseded.Code,
        ProviderUnavailable.Code, SigningStartUnknown.Code, SigningAnswerLost.Code,
    ];

    /// <summary>
    /// Whether it ended here while the phone may still ring: it ran out, was given up, or was sent to a provider that never answered
    /// whether it took it.
    /// </summary>
    private bool MayStillBeConfirmed => HasEnded && Transaction.Length > 0 && ReceivedAt is null && MayStillRing.Contains(confirmationCause);

    /// <summary>The confirmation that is under way, or the next one while none is.</summary>
    private int Current => State == SigningState.Requested || (State == SigningState.Prepared && !IsAsked) ? Confirmation + 1 : Confirmation;

    /// <summary>What it needs next.</summary>
    public SigningStep NextStep(DateTimeOffset now) => State switch
    {
        SigningState.Requested => now < startBy ? SigningStep.Prepare : SigningStep.Expire,
        SigningState.Prepared => now < startBy ? SigningStep.AskProvider : SigningStep.Expire,
        SigningState.WaitingForConfirmation or SigningState.AuthorizationRequired when now >= ExpiresAt => SigningStep.Expire,
        SigningState.WaitingForConfirmation => SignsByItself ? SigningStep.AwaitCaller : SigningStep.Poll,
        SigningState.AuthorizationRequired => SigningStep.AwaitCaller,
        SigningState.Finishing => SigningStep.Finish,
        _ when MayStillBeConfirmed && !LateSignatureSeen && now < ChangedAt + LateWatch => SigningStep.WatchForLateSignature,
        _ => SigningStep.None,
    };

    /// <summary>Decides that the files are prepared.</summary>
    public SigningPrepared Prepare(IReadOnlyList<PreparedFile> files, DateTimeOffset now)
    {
        MustBe(State == SigningState.Requested);
        return new SigningPrepared(files, now);
    }

    /// <summary>Decides that the provider is asked for the next confirmation; to be committed before it is.</summary>
    public SigningProviderAsked AskProvider(string transaction, DateTimeOffset now)
    {
        MustBe(State == SigningState.Prepared && !IsAsked && !SignsByItself);
        return new SigningProviderAsked(Current, Personal.Of(PersonId, transaction), now);
    }

    /// <summary>Decides that the phone rings, that the provider waits for what the person has to give, or that a token's signatures are waited for.</summary>
    public SigningConfirmationAwaited AwaitConfirmation(
        string providerReference, DateTimeOffset expiresAt, AuthorizationAsked? authorization, DateTimeOffset now)
    {
        MustBe(State == SigningState.Prepared && IsAsked != SignsByItself);
        return new SigningConfirmationAwaited(
            Personal.Of(PersonId, providerReference),
            expiresAt,
            now,
            Current,
            authorization is null ? null : Personal.Of(PersonId, authorization));
    }

    /// <summary>Decides that the person has given what the provider wanted, and that its answer is waited for.</summary>
    public SigningConfirmationAwaited Authorize(DateTimeOffset now)
    {
        MustBe(State == SigningState.AuthorizationRequired);
        return new SigningConfirmationAwaited(Personal.Of(PersonId, ProviderReference), ExpiresAt!.Value, now, Confirmation);
    }

    /// <summary>Decides that the signature values are here; to be committed before anything is made of them.</summary>
    /// <param name="values">The values by attachment; what does not belong to the confirmation is left out.</param>
    /// <param name="now">The time.</param>
    public SigningSignaturesReceived Receive(IReadOnlyDictionary<Guid, byte[]> values, DateTimeOffset now)
    {
        MustBe(State is SigningState.WaitingForConfirmation or SigningState.AuthorizationRequired);
        var received = DocumentsOf(Confirmation)
            .Where(d => values.ContainsKey(d.Target.AttachmentId))
            .Select(d => new ReceivedSignature(d.Target.AttachmentId, values[d.Target.AttachmentId]));
        return new SigningSignaturesReceived(Confirmation, [.. received], now);
    }

    /// <summary>Decides that nothing of what was handed in for a token is a signature.</summary>
    public SigningSignaturesRefused RefuseSignatures(DateTimeOffset now)
    {
        MustBe(SignsByItself && State == SigningState.WaitingForConfirmation);
        return new SigningSignaturesRefused(Confirmation, now);
    }

    /// <summary>
    /// Decides what became of each attachment of the confirmation, and with it whether the signing has ended: with the last confirmation, or
    /// with one that signed nothing, because the person is not asked again where nothing comes of it.
    /// </summary>
    public IReadOnlyList<IDomainEvent> Settle(IReadOnlyList<SignedTarget> signed, IReadOnlyList<FailedTarget> failed, DateTimeOffset now)
    {
        MustBe(State == SigningState.Finishing);
        var settled = signed.Select(s => s.AttachmentId).Concat(failed.Select(f => f.AttachmentId)).Order();
        if (!settled.SequenceEqual(DocumentsOf(Confirmation).Select(d => d.Target.AttachmentId).Order()))
            throw new ArgumentException("Each attachment of the confirmation is either signed or not.", nameof(signed));

        var events = new List<IDomainEvent> { new SigningDocumentsSettled(Confirmation, signed, failed, now) };
        IReadOnlyList<SignedTarget> all = [.. SignedFiles, .. signed];
        if (all.Count == 0) events.Add(new SigningFailed(failed[0].Cause, failed[0].Details, now));
        else if (signed.Count == 0 || Confirmation == ConfirmationCount) events.Add(new SigningCompleted(all, now));
        return events;
    }

    /// <summary>
    /// Decides that it ends, by the code of the cause: without a signature as a whole, or with the signatures of earlier confirmations, and
    /// then the attachments of the one under way have the cause.
    /// </summary>
    /// <param name="cause">Code of the failure catalogue.</param>
    /// <param name="now">The time.</param>
    /// <param name="details">Values for the texts of the failure; never personal data.</param>
    public IReadOnlyList<IDomainEvent> End(string cause, DateTimeOffset now, IReadOnlyDictionary<string, string>? details = null)
    {
        MustBe(true);
        if (SignedFiles.Count == 0) return [EndWithNothing(cause, now, details)];
        var failed = DocumentsOf(Current).Select(d => new FailedTarget(d.Target.AttachmentId, cause, details ?? NoDetails));
        return [new SigningDocumentsSettled(Current, [], [.. failed], now), new SigningCompleted(SignedFiles, now)];
    }

    /// <summary>Decides to record a signature that came after the end; once.</summary>
    public LateSignatureRecorded RecordLateSignature(IReadOnlyList<string> digests, DateTimeOffset now)
    {
        if (!HasEnded) throw ChangedMeanwhile.Because();
        return State != SigningState.Signed && !LateSignatureSeen
            ? new LateSignatureRecorded(digests, now, Confirmation)
            : throw SigningEnded.Because();
    }

    private static IDomainEvent EndWithNothing(string cause, DateTimeOffset now, IReadOnlyDictionary<string, string>? details) => cause switch
    {
        _ when cause == Failures.Failures.SigningRejected.Code => new SigningRejected(now),
        _ when cause == Failures.Failures.SigningExpired.Code => new SigningExpired(now),
        _ when cause == Failures.Failures.SigningCancelled.Code || cause == SigningSuperseded.Code => new SigningCancelled(cause, now),
        _ => new SigningFailed(cause, details ?? NoDetails, now),
    };

    private void MustBe(bool right)
    {
        if (HasEnded) throw SigningEnded.Because();
        if (!right) throw ChangedMeanwhile.Because();
    }
}
