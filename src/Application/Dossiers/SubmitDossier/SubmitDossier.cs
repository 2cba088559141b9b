using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.SubmitDossier;

/// <summary>Submits a complete draft and gives it its code.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record SubmitDossier(Guid DossierId, string? ETag, string? RequestId) : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class SubmitDossierHandler(IUnitOfWork work, FilingDesk desk, FilingQuota quota, ICallerContext callers, TimeProvider time)
    : IRequestHandler<SubmitDossier, DossierView>
{
    public Task<DossierView> Handle(SubmitDossier request, CancellationToken cancellationToken) =>
        work.DecideAsync(request.ETag, () => SubmitAsync(request, cancellationToken));

    private async Task<DossierView> SubmitAsync(SubmitDossier request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        var rules = await desk.RulesOfAsync(dossier.State, cancellationToken);

        // Asked before the agency's numbers are held: nobody waits for a draft that is refused.
        _ = dossier.State.Submit("", rules, time.GetUtcNow());
        await quota.MaySubmitAsync(callers.Required(), dossier.State.OwnerId, cancellationToken);

        var agency = dossier.State.Agency.Code;
        var drawn = await work.DrawNumberAsync(agency, cancellationToken);
        if (dossier.State.TrimForm(rules, drawn.At) is { } trimmed) dossier.Append(trimmed);
        var code = DossierCode.Make(agency, DossierCode.DayOf(drawn.At), drawn.Number);
        dossier.Append(dossier.State.Submit(code, rules, drawn.At));
        return await work.CommitAsync(await desk.ViewAsync(dossier.State, dossier.Version, cancellationToken), cancellationToken);
    }
}
