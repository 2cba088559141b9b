using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.StartSigning;

/// <summary>
/// Starts a signing. Everything that can be checked is checked before the phone rings; preparing and asking the provider are the
/// worker's, so no request waits for either.
/// </summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ProfileId">The profile.</param>
/// <param name="CertificateSerialNumber">The chosen certificate.</param>
/// <param name="Targets">The attachments and where their visible signatures go.</param>
/// <param name="RequestId">Identifier of the request.</param>
/// <param name="TokenCertificateChain">For USB token and SIM: DER, the signer's first; null or empty otherwise.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record StartSigning(
    Guid DossierId,
    Guid ProfileId,
    string CertificateSerialNumber,
    IReadOnlyList<TargetPlacement> Targets,
    string? RequestId,
    IReadOnlyList<byte[]>? TokenCertificateChain = null)
    : ICommand<SigningView>, IRepeatable;

/// <summary>An attachment and where its visible signature goes: a place, or a keyword when the place is null.</summary>
public sealed record TargetPlacement(string ComponentId, Guid AttachmentId, PagePlacement? Placement, KeywordPlace? Keyword = null);

/// <summary>A place beside a keyword.</summary>
/// <param name="Keyword">The words; empty takes the locator keyword of the profile.</param>
/// <param name="Occurrence">Which hit, from 1; 0 when there must be one only.</param>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
public sealed record KeywordPlace(string Keyword, int Occurrence, double Width, double Height);

internal sealed class StartSigningValidator : AbstractValidator<StartSigning>
{
    public StartSigningValidator(Limits limits)
    {
        this.MustBeText(r => r.CertificateSerialNumber, "certificate_serial_number", 100);
        RuleFor(r => r.Targets.Count)
            .InclusiveBetween(1, limits.MaxTargetsPerSigning)
            .WithState(_ => Failures.OutOfRange.At("targets", ("range", $"1–{limits.MaxTargetsPerSigning}")));
        RuleFor(r => r.Targets).Custom((targets, context) =>
        {
            // Of too many, only the first are looked at: a request of a megabyte holds half a million, and an answer would hold thrice that.
            var looked = targets.Take(limits.MaxTargetsPerSigning);
            foreach (var violation in looked.SelectMany((t, i) => (t.Placement ?? new PagePlacement(0, 0, 0, 0, 0)).FindViolations($"targets[{i}].placement")))
            {
                context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = violation });
            }

            var repeated = targets.GroupBy(t => t.AttachmentId).Any(g => g.Count() > 1);
            if (repeated) context.AddFailure(new FluentValidation.Results.ValidationFailure { CustomState = Failures.TargetRepeated.At("targets") });
        });
    }
}

internal sealed class StartSigningHandler(
    IUnitOfWork work,
    IStreamReader streams,
    CertificateChoice certificates,
    IDocumentSigner documents,
    ICallerContext callers,
    IIdentifiers ids,
    TimeProvider time) : IRequestHandler<StartSigning, SigningView>
{
    public Task<SigningView> Handle(StartSigning request, CancellationToken cancellationToken) =>
        work.DecideAsync(() => StartAsync(request, cancellationToken));

    private async Task<SigningView> StartAsync(StartSigning request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await work.OwnDossierAsync(request.DossierId, caller, cancellationToken);
        var profile = await streams.OwnProfileAsync(request.ProfileId, caller, cancellationToken);
        var signingId = ids.Next();
        dossier.State.MustBeDraft();

        var targets = await CheckTargetsAsync(dossier.State, request.Targets, cancellationToken);
        var certificate = await certificates.ChooseAsync(
            caller.Subject, profile.State.Settings?.Entries ?? [], request.CertificateSerialNumber, cancellationToken);

        await SupersedeAsync(dossier, request.Targets, cancellationToken);
        var now = time.GetUtcNow();
        dossier.Append(dossier.State.StartSigning(signingId, [.. request.Targets.Select(t => t.AttachmentId)], now));

        var requested = new SigningRequested(
            signingId,
            request.DossierId,
            caller.Subject,
            request.ProfileId,
            Personal.Of(caller.Subject, certificate.Entry),
            certificate.Entry.Provider,
            certificate.Entry.Kind,
            Describe(certificate.Facts, caller),
            targets,
            profile.State.Image,
            $"Ký số hồ sơ: {dossier.State.ProcedureName}",
            now);
        work.Start<SignatureRecord>(signingId, requested);
        work.ScheduleSigning(signingId, now);

        var record = new SignatureRecord();
        record.Apply(requested);
        return await work.CommitAsync(SigningView.Of(record, 1), cancellationToken);
    }

    private static SigningCertificate Describe(CertificateFacts facts, Caller caller)
    {
        var email = facts.Email.Length > 0 ? facts.Email : caller.Email;
        return new SigningCertificate(
            facts.SerialNumber,
            facts.Authority,
            Personal.Of(caller.Subject, new CertificateHolder(facts.Holder, email)),
            Personal.Of(caller.Subject, facts.Chain));
    }

    private async Task<IReadOnlyList<SigningTarget>> CheckTargetsAsync(
        Dossier dossier, IReadOnlyList<TargetPlacement> asked, CancellationToken cancellationToken)
    {
        var targets = new List<SigningTarget>(asked.Count);
        foreach (var target in asked)
        {
            var version = dossier.Attachment(target.ComponentId, target.AttachmentId).Newest;
            if (version.File.ContentType != FileTypes.Pdf) throw Failures.AttachmentNotPdf.Because();
            await documents.CheckAsync(version.File, target.Placement!, cancellationToken);
            targets.Add(new SigningTarget(target.ComponentId, target.AttachmentId, version.FileName, version.File, target.Placement!));
        }

        return targets;
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
            if (old is { State.HasEnded: false }) old.Append(old.State.End(Failures.SigningSuperseded.Code, now));
            if (dossier.State.EndSigning(id, Failures.SigningSuperseded.Code, now) is { } ended) dossier.Append(ended);
        }
    }
}
