using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Signing.StartSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.ResumeSigning;

/// <summary>Starts a new signing of what an ended one left unsigned, at the same places with the same certificate.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ResumeSigning(Guid SigningId, string? RequestId) : ICommand<SigningView>, IRepeatable;

internal sealed class ResumeSigningHandler(IUnitOfWork work, IStreamReader streams, SigningStart start, ICallerContext callers)
    : IRequestHandler<ResumeSigning, SigningView>
{
    public Task<SigningView> Handle(ResumeSigning request, CancellationToken cancellationToken) => work.DecideAsync(async () =>
    {
        var caller = callers.Required();
        var ended = (await streams.OwnSigningAsync(request.SigningId, caller, cancellationToken)).State;
        var dossier = await work.OwnDossierAsync(ended.DossierId, caller, cancellationToken);
        IReadOnlyList<TargetPlacement> left = [.. ended.Targets
            .Where(t => ended.SignedFiles.All(f => f.AttachmentId != t.AttachmentId) && IsAsItWas(dossier.State, t))
            .Select(t => new TargetPlacement(t.ComponentId, t.AttachmentId, t.Placement))];
        if (!ended.HasEnded || left.Count == 0) throw Failures.NothingToResume.Because();

        var profile = await streams.OwnProfileAsync(ended.ProfileId, caller, cancellationToken);
        var tokenChain = ended.SignsByItself ? ended.Certificate?.Chain.Value ?? [] : [];
        var order = new SigningOrder(ended.DossierId, profile.State, ended.Certificate!.SerialNumber, left, tokenChain, ended.Id);
        return await start.StartAsync(order, caller, cancellationToken);
    });

    /// <summary>Neither taken away nor signed by another signing since, and not being signed now: that one may still succeed.</summary>
    private static bool IsAsItWas(Dossier dossier, SigningTarget target) =>
        dossier.Components.FirstOrDefault(c => c.Id == target.ComponentId)?.Attachments.FirstOrDefault(a => a.Id == target.AttachmentId)
            is { PendingSigningId: null } attachment
        && attachment.Newest.File.Sha256 == target.File.Sha256;
}
