using System.Security.Cryptography;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

/// <summary>
/// Takes a signing one step further; the worker's use case. Each step reads the state, does one thing in the world, and commits what
/// came of it, so that a process that dies between two steps loses nothing and repeats at most one harmless question.
/// </summary>
/// <param name="SigningId">The signing.</param>
/// <param name="Observed">
/// What the worker was answered when it asked the provider with the ticket of the last look; null when the step asks for itself.
/// </param>
[PlatformOnly]
public sealed record AdvanceSigning(Guid SigningId, RemoteOutcome? Observed = null) : ICommand<NextLook>;

/// <summary>When the worker shall look again.</summary>
/// <param name="Due">The time; null for never.</param>
/// <param name="Ticket">With it the worker asks the provider itself, and takes the next step only when the answer is not "pending".</param>
public sealed record NextLook(DateTimeOffset? Due, PollTicket? Ticket = null);

/// <summary>What a node keeps in memory while a phone rings, so that a question to the provider reads nothing from the database.</summary>
/// <param name="Ceremony">What is asked about.</param>
/// <param name="ExpiresAt">When the confirmation runs out and the next step is due whatever the provider says.</param>
/// <param name="Pace">How often it is asked.</param>
public sealed record PollTicket(RemoteCeremony Ceremony, DateTimeOffset ExpiresAt, PollPace Pace);

/// <summary>How the worker paces itself; configuration section "Tthc:Signing".</summary>
public sealed record SigningPace
{
    /// <summary>
    /// Signings that a node advances at once; each holds up to two of its database connections for the length of one step.
    /// </summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Between two questions to the provider while the phone rings (integrators use 2 to 3 seconds).</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After a provider or the time-stamping authority did not answer.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks for a late signature.</summary>
    public TimeSpan LateInterval { get; init; } = TimeSpan.FromSeconds(30);
}

internal sealed class AdvanceSigningHandler(
    IUnitOfWork work, IRemoteSigning remote, IDocumentSigner documents, SigningPace pace, TimeProvider time)
    : IRequestHandler<AdvanceSigning, NextLook>
{
    private static readonly NextLook Never = new((DateTimeOffset?)null);

    public async Task<NextLook> Handle(AdvanceSigning request, CancellationToken cancellationToken)
    {
        var signing = await work.FindAsync<SignatureRecord>(request.SigningId, cancellationToken);
        if (signing is null) return Never;
        if (signing.State is { HasEnded: false } and ({ Entry.Value: null } or { Certificate.Chain.Value: null }))
        {
            // The person's data was erased while the signing was under way: nothing is left to sign with.
            return await EndAsync(signing, Failures.SigningCancelled, cancellationToken);
        }

        return signing.State.NextStep(time.GetUtcNow()) switch
        {
            SigningStep.Prepare => await TryAsync(signing, PrepareAsync, cancellationToken),
            SigningStep.AskProvider => await TryAsync(signing, AskProviderAsync, cancellationToken),
            SigningStep.Poll => await TryAsync(signing, (s, c) => PollAsync(s, request.Observed, c), cancellationToken),
            SigningStep.Expire => await ExpireAsync(signing, cancellationToken),
            SigningStep.WatchForLateSignature => await WatchForLateSignatureAsync(signing, cancellationToken),
            _ => Never,
        };
    }

    /// <summary>Runs a step; what may pass is tried again later, what will not pass ends the signing with its reason.</summary>
    private async Task<NextLook> TryAsync(
        IOpenStream<SignatureRecord> signing,
        Func<IOpenStream<SignatureRecord>, CancellationToken, Task<NextLook>> step,
        CancellationToken cancellationToken)
    {
        try
        {
            return await step(signing, cancellationToken);
        }
        catch (FailureException e) when (e.Failure.Kind == FailureKind.Unavailable)
        {
            return After(pace.RetryDelay);
        }
        catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
        {
            return await EndAsync(signing, e.Failure, cancellationToken, e.Details);
        }
    }

    private async Task<NextLook> PrepareAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        var record = signing.State;
        var certificate = record.Certificate!;
        var transaction = await remote.ReserveTransactionAsync(record.Entry!.Value!, certificate.SerialNumber, cancellationToken);

        var now = time.GetUtcNow();
        var lines = VisibleText.Lines(certificate.Holder.Value?.Name ?? "", certificate.Authority, now);
        var documentIds = DocumentIds(record.Targets);
        var prepared = new List<PreparedFile>(record.Targets.Count);
        foreach (var (target, documentId) in record.Targets.Zip(documentIds))
        {
            var document = await documents.PrepareAsync(
                new DocumentToPrepare(target.File, target.Placement, certificate.Chain.Value!, lines, record.Image, now),
                cancellationToken);
            prepared.Add(new PreparedFile(
                target.AttachmentId,
                Personal.Of(record.PersonId, documentId),
                document.PreparedSha256,
                document.StateSha256,
                document.DigestToSign));
        }

        signing.Append(record.Prepare(prepared, transaction, time.GetUtcNow()));
        return await work.CommitAsync(After(TimeSpan.Zero), cancellationToken);
    }

    private async Task<NextLook> AskProviderAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        var record = signing.State;
        var started = await remote.StartAsync(Request(record), cancellationToken);

        var now = time.GetUtcNow();
        signing.Append(record.AwaitConfirmation(started.ProviderReference, now + started.Lifetime, now));
        return await work.CommitAsync(Waiting(signing.State), cancellationToken);
    }

    private async Task<NextLook> PollAsync(
        IOpenStream<SignatureRecord> signing, RemoteOutcome? observed, CancellationToken cancellationToken)
    {
        var outcome = observed ?? await AskOutcomeAsync(signing.State, cancellationToken);
        return outcome switch
        {
            RemoteOutcome.Pending => Waiting(signing.State),
            RemoteOutcome.Signed signed => await FinishAsync(signing, signed.Signatures, cancellationToken),
            RemoteOutcome.Rejected => await EndAsync(signing, Failures.SigningRejected, cancellationToken),
            RemoteOutcome.Expired => await EndAsync(signing, Failures.SigningExpired, cancellationToken),
            RemoteOutcome.Failed failed => await EndAsync(signing, failed.Cause, cancellationToken),
            _ => await EndAsync(signing, Failures.ProviderFailed, cancellationToken),
        };
    }

    /// <summary>Time is up: one last question, then whatever stood in the way is the outcome.</summary>
    private async Task<NextLook> ExpireAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        if (signing.State.State != SigningState.WaitingForConfirmation)
        {
            return await EndAsync(signing, Failures.ProviderUnavailable, cancellationToken);
        }

        try
        {
            return await AskOutcomeAsync(signing.State, cancellationToken) switch
            {
                RemoteOutcome.Signed signed => await FinishAsync(signing, signed.Signatures, cancellationToken),
                RemoteOutcome.Rejected => await EndAsync(signing, Failures.SigningRejected, cancellationToken),
                RemoteOutcome.Failed failed => await EndAsync(signing, failed.Cause, cancellationToken),
                _ => await EndAsync(signing, Failures.SigningExpired, cancellationToken),
            };
        }
        catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
        {
            var silent = e.Failure.Kind == FailureKind.Unavailable && e.Failure != Failures.TimestampUnavailable;
            return silent
                ? await EndAsync(signing, Failures.SigningExpired, cancellationToken)
                : await EndAsync(signing, e.Failure, cancellationToken, e.Details);
        }
        catch (Exception e) when (
            e is not (FailureException or OperationCanceledException) && time.GetUtcNow() >= signing.State.ExpiresAt + SignatureRecord.LateWatch)
        {
            // The worker has logged and repeated it all this time. A lost blob does not come back; the person must get their dossier back.
            return await EndAsync(signing, Failures.Unexpected, cancellationToken);
        }
    }

    private async Task<NextLook> FinishAsync(
        IOpenStream<SignatureRecord> signing, IReadOnlyDictionary<string, byte[]> signatures, CancellationToken cancellationToken)
    {
        var record = signing.State;
        var signedTargets = new List<SignedTarget>(record.Targets.Count);
        foreach (var (target, prepared) in record.Targets.Zip(record.Prepared))
        {
            var documentId = prepared.DocumentId.Value ?? target.AttachmentId.ToString("N");
            if (!signatures.TryGetValue(documentId, out var raw)) throw Failures.SignatureMismatch.Because();

            var signed = await documents.FinishAsync(prepared, raw, cancellationToken);
            var name = Attachment.SignedName(target.FileName.Value ?? "tep.pdf");
            signedTargets.Add(new SignedTarget(target.AttachmentId, Personal.Of(record.PersonId, name), signed.File, signed.SigningTime));
        }

        // Loaded as late as possible: a person who goes on filling the form meanwhile shall not cost a second round of timestamps.
        var dossier = await work.FindAsync<Dossier>(record.DossierId, cancellationToken)
            ?? throw Failures.SigningTargetGone.Because();
        foreach (var (target, signed) in record.Targets.Zip(signedTargets))
        {
            dossier.Append(dossier.State.AttachSignature(
                target.ComponentId, target.AttachmentId, record.Id, signed.FileName.Value!, signed.File, time.GetUtcNow()));
        }

        signing.Append(record.Complete(signedTargets, time.GetUtcNow()));
        return await work.CommitAsync(Never, cancellationToken);
    }

    private async Task<NextLook> EndAsync(
        IOpenStream<SignatureRecord> signing,
        Failure cause,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? details = null)
    {
        var record = signing.State;
        var now = time.GetUtcNow();
        work.Discard();
        var current = await work.FindAsync<SignatureRecord>(record.Id, cancellationToken);
        if (current is null) return Never;

        // Cancelled or superseded while this step ran: a signature that came in that moment is a late one.
        if (current.State.HasEnded) return AfterEnd(current.State, now, TimeSpan.Zero);
        current.Append(current.State.End(cause.Code, now, details));
        var dossier = await work.FindAsync<Dossier>(record.DossierId, cancellationToken);
        if (dossier?.State.EndSigning(record.Id, cause.Code, now) is { } ended) dossier.Append(ended);

        return await work.CommitAsync(AfterEnd(current.State, now, pace.LateInterval), cancellationToken);
    }

    /// <summary>What is left to do for a signing that has ended without a signature.</summary>
    private NextLook AfterEnd(SignatureRecord ended, DateTimeOffset now, TimeSpan delay) =>
        ended.NextStep(now) == SigningStep.WatchForLateSignature ? After(delay) : Never;

    private async Task<NextLook> WatchForLateSignatureAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        if (signing.State.Entry?.Value is null) return Never;
        try
        {
            switch (await AskOutcomeAsync(signing.State, cancellationToken))
            {
                case RemoteOutcome.Signed late:
                    var digests = late.Signatures.Values.Select(s => Convert.ToHexStringLower(SHA256.HashData(s))).ToList();
                    signing.Append(signing.State.RecordLateSignature(digests, time.GetUtcNow()));
                    return await work.CommitAsync(Never, cancellationToken);
                case RemoteOutcome.Pending:
                    return After(pace.LateInterval);
                default:
                    return Never;
            }
        }
        catch (FailureException e) when (e.Failure.Kind == FailureKind.Unavailable)
        {
            return After(pace.LateInterval);
        }
    }

    private NextLook Waiting(SignatureRecord record) => After(pace.PollInterval) with
    {
        Ticket = new PollTicket(
            new RemoteCeremony(Request(record), record.ProviderReference), record.ExpiresAt!.Value, new PollPace(pace.PollInterval, pace.PollInterval * 5)),
    };

    private Task<RemoteOutcome> AskOutcomeAsync(SignatureRecord record, CancellationToken cancellationToken) =>
        remote.PollAsync(new RemoteCeremony(Request(record), record.ProviderReference), cancellationToken);

    private static RemoteSigningRequest Request(SignatureRecord record) => new(
        record.PersonId,
        record.Entry!.Value!,
        record.Certificate!.SerialNumber,
        "",
        record.Certificate.Chain.Value?[0] ?? [],
        record.Transaction,
        record.Description,
        [.. record.Prepared.Select(p => new RemoteDocument(p.DocumentId.Value ?? p.AttachmentId.ToString("N"), p.DigestToSign))]);

    /// <summary>What the phone calls the files: their names, made unique within the signing.</summary>
    private static IReadOnlyList<string> DocumentIds(IReadOnlyList<SigningTarget> targets)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var ids = new List<string>(targets.Count);
        foreach (var target in targets)
        {
            var name = target.FileName.Value ?? "tep.pdf";
            var id = name;
            for (var n = 2; !taken.Add(id); n++) id = $"{name} ({n})";
            ids.Add(id);
        }

        return ids;
    }

    private NextLook After(TimeSpan delay) => new(time.GetUtcNow() + delay);
}
