using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers.UploadAttachment;

/// <summary>Where a file is to go, and what it is said to be.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="FileName">Name of the file.</param>
/// <param name="Sha256">What the client says the digest is; empty if it says nothing.</param>
internal sealed record AttachmentTarget(Guid DossierId, string ComponentId, string FileName, string Sha256);

/// <summary>
/// The one way for a file into a dossier, however it came: looked into and scanned before it has an address, stored before the event
/// names it. What is refused leaves no bytes behind.
/// </summary>
internal sealed class AttachmentIntake(
    IUnitOfWork work,
    IStreamReader streams,
    IProcedureVersions procedures,
    IBlobStore blobs,
    FileJudge judge,
    IDocumentConverter converter,
    UploadAllowance allowance,
    IIdentifiers ids,
    Limits limits,
    TimeProvider time)
{
    private static readonly StoredFile NotThereYet = new("", 0, "");

    /// <summary>Asks first, so that nobody uploads 25 MB to a dossier that is not theirs or takes no more files.</summary>
    public async Task<AttachmentRules> AskAsync(AttachmentTarget target, Caller caller, CancellationToken cancellationToken)
    {
        var seen = await streams.ReadAsync<Dossier>(target.DossierId, cancellationToken);
        if (seen is null || !DossierAccess.Owns(caller, seen.State)) throw Failures.DossierNotFound.Because();
        var procedure = await procedures.GetAsync(seen.State.ProcedureCode, seen.State.ProcedureVersion, cancellationToken);
        var rules = AttachmentRules.Of(procedure, target.ComponentId, limits.MaxAttachmentsPerComponent);
        _ = seen.State.Attach(target.ComponentId, Guid.Empty, target.FileName, NotThereYet, time.GetUtcNow(), rules);
        return rules;
    }

    /// <summary>Takes the file in.</summary>
    public async Task<AttachmentView> AttachAsync(
        AttachmentTarget target, Stream content, Caller caller, CancellationToken cancellationToken)
    {
        var rules = await AskAsync(target, caller, cancellationToken);
        await using var staged = await blobs.StageAsync(content, limits.MaxAttachmentBytes, cancellationToken);
        var (file, notices) = await judge.JudgeAsync(staged, target.Sha256, rules, cancellationToken);
        allowance.Take(caller, file.Size);
        await staged.KeepAsync(cancellationToken);

        // The dossier may have changed while the bytes came in over a slow line; what counts is how it is now.
        var attachmentId = ids.Next();
        return await work.DecideAsync(async () =>
        {
            var dossier = await work.OwnDossierAsync(target.DossierId, caller, cancellationToken);
            dossier.Append(dossier.State.Attach(
                target.ComponentId, attachmentId, target.FileName.Normalize(), file, time.GetUtcNow(), rules, notices.Count == 0 ? null : notices));
            if (converter.IsAvailable && Dossier.IsConvertible(file.ContentType)
                && dossier.State.RequestConversion(target.ComponentId, attachmentId, time.GetUtcNow()) is { } conversion)
            {
                dossier.Append(conversion);
            }

            return await work.CommitAsync(
                AttachmentView.Of(dossier.State.Attachment(target.ComponentId, attachmentId)), cancellationToken);
        });
    }
}
