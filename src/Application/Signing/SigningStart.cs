using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>What is to be signed, and with what.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Profile">The profile.</param>
/// <param name="CertificateSerialNumber">The chosen certificate.</param>
/// <param name="Targets">The attachments and their places.</param>
/// <param name="TokenCertificateChain">For USB token and SIM; empty otherwise.</param>
/// <param name="ResumedSigningId">The signing whose unsigned attachments these are; null for none.</param>
internal sealed record SigningOrder(
    Guid DossierId,
    SignatureProfile Profile,
    string CertificateSerialNumber,
    IReadOnlyList<TargetPlacement> Targets,
    IReadOnlyList<byte[]> TokenCertificateChain,
    Guid? ResumedSigningId = null);

/// <summary>
/// The way into every ceremony: everything that can be checked is checked before anyone is disturbed, then the request and its row in the
/// schedule are stored in one commit.
/// </summary>
internal sealed class SigningStart(
    IUnitOfWork work,
    CertificateChoice certificates,
    IRemoteSigning remote,
    IDocumentSigner documents,
    IPlacementFinder finder,
    IIdentifiers ids,
    TimeProvider time)
{
    /// <summary>Checks and stores.</summary>
    public async Task<SigningView> StartAsync(SigningOrder order, Caller caller, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(order.DossierId, caller, cancellationToken);
        foreach (var target in order.Targets) dossier.State.MustBeOpenFor(target.ComponentId);
        var entries = order.Profile.Settings?.Entries ?? [];

        var targets = await CheckTargetsAsync(dossier.State, order, cancellationToken);
        var certificate = order.TokenCertificateChain.Count > 0
            ? await certificates.ChooseTokenAsync(entries, order.CertificateSerialNumber, order.TokenCertificateChain, cancellationToken)
            : await certificates.ChooseAsync(caller.Subject, entries, order.CertificateSerialNumber, cancellationToken);
        var traits = remote.TraitsOf(certificate.Entry);
        var limit = Math.Max(1, Math.Min(traits.MaxDocuments, certificate.MaxDocuments ?? traits.MaxDocuments));

        await SupersedeAsync(dossier, order.Targets, cancellationToken);
        var (signingId, now) = (ids.Next(), time.GetUtcNow());
        dossier.Append(dossier.State.StartSigning(signingId, [.. order.Targets.Select(t => t.AttachmentId)], now));

        var notices = certificate.Notices.Select(n => n.Code).ToList();
        if (targets.Count > limit) notices.Add(Failures.SeveralConfirmations.Code);
        var requested = new SigningRequested(
            signingId,
            order.DossierId,
            caller.Subject,
            order.Profile.Id,
            Personal.Of(caller.Subject, certificate.Entry),
            certificate.Entry.Provider,
            certificate.Entry.Kind,
            Describe(certificate, caller),
            targets,
            order.Profile.Image,
            $"Ký số hồ sơ: {dossier.State.ProcedureName}",
            now,
            limit,
            traits.SignsByItself,
            order.ResumedSigningId,
            notices);
        work.Start<SignatureRecord>(signingId, requested);
        work.ScheduleSigning(signingId, now);

        var record = new SignatureRecord();
        record.Apply(requested);
        return await work.CommitAsync(SigningView.Of(record, 1), cancellationToken);
    }

    private static SigningCertificate Describe(CertificateOption certificate, Caller caller)
    {
        var facts = certificate.Facts;
        var email = facts.Email.Length > 0 ? facts.Email : caller.Email;
        return new SigningCertificate(
            facts.SerialNumber,
            facts.Authority,
            Personal.Of(caller.Subject, new CertificateHolder(facts.Holder, email)),
            Personal.Of(caller.Subject, facts.Chain),
            Personal.Of(caller.Subject, certificate.CredentialId));
    }

    /// <summary>Looks at every target, and tells what is wrong with all of them at once; the first is what the answer is called by.</summary>
    private async Task<IReadOnlyList<SigningTarget>> CheckTargetsAsync(Dossier dossier, SigningOrder order, CancellationToken cancellationToken)
    {
        var targets = new List<SigningTarget>(order.Targets.Count);
        var wrong = new List<(string Field, FailureException Failure)>();
        foreach (var (target, n) in order.Targets.Select((t, n) => (t, n)))
        {
            var field = $"targets[{n}]";
            try
            {
                targets.Add(await CheckAsync(dossier, order.Profile, target, cancellationToken));
            }
            catch (FailureException e) when (e.Failure != Failures.ChangedMeanwhile)
            {
                wrong.Add((field + FieldOf(e.Failure, target), e));
            }
        }

        if (wrong.Count == 0) return targets;
        var first = wrong[0].Failure;
        throw new FailureException(
            first.Failure,
            [.. wrong.Select(w => new FieldViolation(w.Field, w.Failure.Failure, w.Failure.Vietnamese, w.Failure.English))],
            [.. first.Details.Select(d => (d.Key, (object)d.Value))]);
    }

    private static string FieldOf(Failure failure, TargetPlacement target) => failure switch
    {
        _ when failure == Failures.ComponentNotFound => ".component_id",
        _ when failure == Failures.PlacementOutsidePages => ".placement.page",
        _ when failure == Failures.PlacementOutsidePage => ".placement",
        _ when failure == Failures.KeywordNotFound && target.Keyword is { Occurrence: > 1 } => ".keyword_placement.occurrence",
        _ when failure == Failures.KeywordNotFound || failure == Failures.KeywordSeveral || failure == Failures.KeywordNoText => ".keyword_placement",
        _ => ".attachment_id",
    };

    private async Task<SigningTarget> CheckAsync(
        Dossier dossier, SignatureProfile profile, TargetPlacement target, CancellationToken cancellationToken)
    {
        var version = dossier.Attachment(target.ComponentId, target.AttachmentId).Newest;
        if (Dossier.IsConvertible(version.File.ContentType)) throw Failures.ConversionNeeded.Because();
        if (version.File.ContentType != FileTypes.Pdf) throw Failures.AttachmentNotPdf.Because();
        var placement = target.Placement
            ?? await FindPlaceAsync(version.File, target.Keyword ?? new KeywordPlace("", 0, 0, 0), profile, cancellationToken);
        await documents.CheckAsync(version.File, placement, cancellationToken);
        return new SigningTarget(target.ComponentId, target.AttachmentId, version.FileName, version.File, placement);
    }

    private async Task<PagePlacement> FindPlaceAsync(
        StoredFile file, KeywordPlace place, SignatureProfile profile, CancellationToken cancellationToken)
    {
        var keyword = place.Keyword.Length > 0 ? place.Keyword : profile.Settings?.LocatorKeyword ?? "";
        var found = await finder.FindAsync(
            file, keyword, place.Width > 0 ? place.Width : KeywordPlace.UsualWidth, place.Height > 0 ? place.Height : KeywordPlace.UsualHeight, cancellationToken);
        if (place.Occurrence > 0 && found.Hits.Count > 0)
        {
            return place.Occurrence <= found.Hits.Count
                ? found.Hits[place.Occurrence - 1].Placement
                : throw Failures.KeywordNotFound.Because();
        }

        return found.Outcome switch
        {
            PlacementOutcome.Found => found.Hits[0].Placement,
            PlacementOutcome.Several => throw Failures.KeywordSeveral.Because(("count", found.Hits.Count)),
            PlacementOutcome.NoText => throw Failures.KeywordNoText.Because(),
            _ => throw Failures.KeywordNotFound.Because(),
        };
    }

    /// <summary>Ends the signings that still wait for one of the attachments: a stale one must never block a new one.</summary>
    private async Task SupersedeAsync(
        IOpenStream<Dossier> dossier, IReadOnlyList<TargetPlacement> targets, CancellationToken cancellationToken)
    {
        var waiting = targets
            .Select(t => dossier.State.Attachment(t.ComponentId, t.AttachmentId).PendingSigningId)
            .OfType<Guid>()
            .Distinct()
            .ToList();
        foreach (var id in waiting)
        {
            var now = time.GetUtcNow();
            var old = await work.FindAsync<SignatureRecord>(id, cancellationToken);
            if (old is { State.HasEnded: false }) SigningEnding.End(old, null, Failures.SigningSuperseded.Code, now);
            if (dossier.State.EndSigning(id, Failures.SigningSuperseded.Code, now) is { } ended) dossier.Append(ended);
        }
    }
}
