using System.Security.Cryptography;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

internal sealed class AdvanceSigningHandler(
    IUnitOfWork work, IRemoteSigning remote, SigningFinish finish, IDocumentSigner documents, SigningPace pace, TimeProvider time)
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
            SigningStep.AskProvider => await TryAsync(signing, AskAsync, cancellationToken),
            SigningStep.Poll => await TryAsync(signing, (s, stop) => PollAsync(s, request, stop), cancellationToken),
            SigningStep.AwaitCaller => new NextLook(signing.State.ExpiresAt),
            SigningStep.Finish => await finish.FinishAsync(signing, cancellationToken),
            SigningStep.Expire => await ExpireAsync(signing, request.Observed, cancellationToken),
            SigningStep.WatchForLateSignature => await WatchForLateSignatureAsync(signing, request.Observed, cancellationToken),
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

        signing.Append(record.Prepare(prepared, time.GetUtcNow()));
        return await work.CommitAsync(After(TimeSpan.Zero), cancellationToken);
    }

    /// <summary>
    /// Asks for the next confirmation. That it is asked is committed first: whoever finds that without an answer knows that the phone may
    /// ring, and lets the adapter find out instead of asking anew.
    /// </summary>
    private async Task<NextLook> AskAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        var record = signing.State;
        var entry = record.Entry!.Value!;
        if (record.SignsByItself)
        {
            var (at, lifetime) = (time.GetUtcNow(), remote.TraitsOf(entry).Lifetime);
            signing.Append(record.AwaitConfirmation("", at + lifetime, authorization: null, at));
            return await work.CommitAsync(new NextLook(record.ExpiresAt), cancellationToken);
        }

        var mayHaveBeenAsked = record.IsAsked;
        if (!mayHaveBeenAsked)
        {
            var transaction = await remote.ReserveTransactionAsync(entry, record.Certificate!.SerialNumber, cancellationToken);
            signing.Append(record.AskProvider(transaction, time.GetUtcNow()));
            await work.CommitAsync(true, cancellationToken);
        }

        var started = await remote.StartAsync(SigningEnding.Ceremony(record, mayHaveBeenAsked).Request, cancellationToken);

        var now = time.GetUtcNow();
        work.Discard();
        var current = await work.FindAsync<SignatureRecord>(record.Id, cancellationToken);
        if (current is null) return Never;
        if (current.State.HasEnded) return AfterEnd(current.State, now, TimeSpan.Zero);
        var authorization = started.Authorization is { } wanted
            ? new AuthorizationAsked(wanted.Pin, wanted.Otp, wanted.Label, wanted.AuthorizationUri)
            : null;
        current.Append(current.State.AwaitConfirmation(started.ProviderReference, now + started.Lifetime, authorization, now));
        return await work.CommitAsync(authorization is null ? Waiting(current.State) : new NextLook(current.State.ExpiresAt), cancellationToken);
    }

    private async Task<NextLook> PollAsync(
        IOpenStream<SignatureRecord> signing, AdvanceSigning request, CancellationToken cancellationToken)
    {
        if (request is { Observed: null, TicketFirst: true } && Waiting(signing.State) is { Ticket: not null } asking)
            return asking with { Due = time.GetUtcNow() };
        try
        {
            var outcome = request.Observed ?? await PollProviderAsync(signing.State, cancellationToken);
            return outcome is RemoteOutcome.Pending ? Waiting(signing.State) : await TakeAsync(signing, outcome, cancellationToken);
        }
        catch (FailureException e) when (e.Failure.Kind == FailureKind.Unavailable)
        {
            return Waiting(signing.State) with { Due = time.GetUtcNow() + pace.RetryDelay };
        }
    }

    /// <summary>Time is up: one last question, then whatever stood in the way is the outcome.</summary>
    private async Task<NextLook> ExpireAsync(
        IOpenStream<SignatureRecord> signing, RemoteOutcome? observed, CancellationToken cancellationToken)
    {
        if (signing.State.State is SigningState.Requested or SigningState.Prepared)
            return await EndAsync(signing, Failures.ProviderUnavailable, cancellationToken);
        if (signing.State.SignsByItself) return await EndAsync(signing, Failures.SigningExpired, cancellationToken);
        try
        {
            var outcome = observed is null or RemoteOutcome.Pending ? await PollProviderAsync(signing.State, cancellationToken) : observed;
            return outcome is RemoteOutcome.Signed or RemoteOutcome.Rejected or RemoteOutcome.Failed
                ? await TakeAsync(signing, outcome, cancellationToken)
                : await EndAsync(signing, Failures.SigningExpired, cancellationToken);
        }
        catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
        {
            // A provider that was never given its PIN has nothing to tell, whatever it answers.
            return e.Failure.Kind == FailureKind.Unavailable || signing.State.State == SigningState.AuthorizationRequired
                ? await EndAsync(signing, Failures.SigningExpired, cancellationToken)
                : await EndAsync(signing, e.Failure, cancellationToken, e.Details);
        }
    }

    /// <summary>
    /// What a person confirmed is written down before anything is made of it: neither the timestamps nor this process need to live for it.
    /// </summary>
    private async Task<NextLook> TakeAsync(IOpenStream<SignatureRecord> signing, RemoteOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not RemoteOutcome.Signed signed)
            return await EndAsync(signing, SigningEnding.CauseOf(outcome) ?? Failures.ProviderFailed, cancellationToken);
        signing.Append(signing.State.Receive(SigningEnding.Values(signing.State, signed), time.GetUtcNow()));
        return await work.CommitAsync(After(TimeSpan.Zero), cancellationToken);
    }

    private async Task<NextLook> EndAsync(
        IOpenStream<SignatureRecord> signing,
        Failure cause,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? details = null)
    {
        var now = time.GetUtcNow();
        work.Discard();
        var current = await work.FindAsync<SignatureRecord>(signing.State.Id, cancellationToken);
        if (current is null) return Never;

        // Cancelled or superseded while this step ran: a signature that came in that moment is a late one.
        if (current.State.HasEnded) return AfterEnd(current.State, now, TimeSpan.Zero);

        // Nor does what this step saw count when somebody else has seen more: the signature may be here.
        if (current.Version > signing.Version) return After(TimeSpan.Zero);
        var dossier = await work.FindAsync<Dossier>(current.State.DossierId, cancellationToken);
        SigningEnding.End(current, dossier, cause.Code, now, details);
        return await work.CommitAsync(AfterEnd(current.State, now, pace.LateInterval), cancellationToken);
    }

    /// <summary>What is left to do for a signing that has ended without a signature.</summary>
    private NextLook AfterEnd(SignatureRecord ended, DateTimeOffset now, TimeSpan delay) =>
        ended.NextStep(now) == SigningStep.WatchForLateSignature ? After(delay) : Never;

    private async Task<NextLook> WatchForLateSignatureAsync(
        IOpenStream<SignatureRecord> signing, RemoteOutcome? observed, CancellationToken cancellationToken)
    {
        if (signing.State.Entry?.Value is null) return Never;
        try
        {
            switch (observed is RemoteOutcome.Signed ? observed : await PollProviderAsync(signing.State, cancellationToken))
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
        catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
        {
            return Never; // a clear answer, and it is no signature
        }
    }

    private Task<RemoteOutcome> PollProviderAsync(SignatureRecord record, CancellationToken cancellationToken) =>
        remote.PollAsync(SigningEnding.Ceremony(record), cancellationToken);

    /// <summary>The next question to the provider, with all that it takes to ask it.</summary>
    private NextLook Waiting(SignatureRecord record)
    {
        PollPace asked;
        try
        {
            asked = pace.PollInterval is { } set ? new PollPace(set, set * 5) : remote.TraitsOf(record.Entry!.Value!).Pace;
        }
        catch (FailureException)
        {
            // Taken out of the catalogue meanwhile; asking says so.
            return After(pace.RetryDelay);
        }

        return new NextLook(time.GetUtcNow() + asked.First, new PollTicket(SigningEnding.Ceremony(record), record.ExpiresAt!.Value, asked));
    }

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
