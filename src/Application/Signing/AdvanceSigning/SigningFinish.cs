using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

/// <summary>
/// Makes the signed files of signature values that are here. Nobody is asked again: what may pass is tried again for a day, and what will
/// not pass is the outcome of that attachment alone.
/// </summary>
internal sealed class SigningFinish(IUnitOfWork work, IDocumentSigner documents, SigningPace pace, TimeProvider time)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

    /// <summary>Finishes the confirmation, and the signing with the last one.</summary>
    public async Task<NextLook> FinishAsync(IOpenStream<SignatureRecord> signing, CancellationToken cancellationToken)
    {
        var record = signing.State;
        var signed = new List<SignedTarget>();
        var failed = new List<FailedTarget>();
        foreach (var (target, prepared) in record.DocumentsOf(record.Confirmation))
        {
            try
            {
                signed.Add(await FinishAsync(record, target, prepared, cancellationToken));
            }
            catch (FailureException e) when (e.Failure.Kind == FailureKind.Unavailable && !IsOverdue(record, SignatureRecord.FinishLimit))
            {
                return new NextLook(time.GetUtcNow() + Backoff(record));
            }
            catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
            {
                failed.Add(new FailedTarget(target.AttachmentId, e.Failure.Code, e.Details));
            }
            catch (Exception e) when (e is not (FailureException or OperationCanceledException) && IsOverdue(record, PatienceWith(e)))
            {
                // The worker has logged and repeated it all this time; the person must get their dossier back.
                failed.Add(new FailedTarget(target.AttachmentId, Failures.Unexpected.Code, NoDetails));
            }
        }

        return await SettleAsync(signing, signed, failed, cancellationToken);
    }

    private async Task<SignedTarget> FinishAsync(
        SignatureRecord record, SigningTarget target, PreparedFile prepared, CancellationToken cancellationToken)
    {
        var value = record.Received.FirstOrDefault(r => r.AttachmentId == target.AttachmentId)?.Value
            ?? throw Failures.SignatureMissing.Because();
        var file = await documents.FinishAsync(prepared, value, cancellationToken);
        var name = Attachment.SignedName(target.FileName.Value ?? "tep.pdf");
        return new SignedTarget(target.AttachmentId, Personal.Of(record.PersonId, name), file.File, file.SigningTime);
    }

    /// <summary>
    /// One commit for the signing and the dossier; of all that try, the version of the stream lets one through. The dossier is loaded as
    /// late as possible: a person who goes on filling the form meanwhile shall not cost a second round of timestamps.
    /// </summary>
    private async Task<NextLook> SettleAsync(
        IOpenStream<SignatureRecord> signing, List<SignedTarget> signed, List<FailedTarget> failed, CancellationToken cancellationToken)
    {
        var (record, now) = (signing.State, time.GetUtcNow());
        var dossier = await work.FindAsync<Dossier>(record.DossierId, cancellationToken);
        foreach (var file in signed.ToList())
        {
            try
            {
                if (dossier is null) throw Failures.SigningTargetGone.Because();
                var component = record.Targets.First(t => t.AttachmentId == file.AttachmentId).ComponentId;
                dossier.Append(dossier.State.AttachSignature(component, file.AttachmentId, record.Id, file.FileName.Value!, file.File, now));
            }
            catch (FailureException e) when (e.Failure == Failures.SigningTargetGone)
            {
                signed.Remove(file);
                failed.Add(new FailedTarget(file.AttachmentId, e.Failure.Code, NoDetails));
            }
        }

        foreach (var settled in record.Settle(signed, failed, now)) signing.Append(settled);
        if (record.HasEnded && dossier?.State.EndSigning(record.Id, record.Cause, now) is { } freed) dossier.Append(freed);
        return await work.CommitAsync(record.HasEnded ? new NextLook((DateTimeOffset?)null) : new NextLook(now), cancellationToken);
    }

    /// <summary>A blob that is gone does not come back; a full disk or a database that is away may.</summary>
    private static TimeSpan PatienceWith(Exception fault) =>
        fault is FileNotFoundException ? SignatureRecord.LateWatch : SignatureRecord.FinishLimit;

    private bool IsOverdue(SignatureRecord record, TimeSpan limit) => time.GetUtcNow() >= record.ReceivedAt + limit;

    /// <summary>A quarter of the time that it has taken so far: soon at first, seldom later, and nothing to be counted anywhere.</summary>
    private TimeSpan Backoff(SignatureRecord record)
    {
        var delay = (time.GetUtcNow() - record.ReceivedAt!.Value) / 4;
        return delay < pace.RetryDelay ? pace.RetryDelay : delay > LongestDelay ? LongestDelay : delay;
    }
}
