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

internal sealed class SubmitDossierHandler(IUnitOfWork work, IDossierNumbers numbers, ICallerContext callers, TimeProvider time)
    : IRequestHandler<SubmitDossier, DossierView>
{
    public async Task<DossierView> Handle(SubmitDossier request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        var now = time.GetUtcNow();

        // Ask before a number is drawn: an incomplete draft must not leave a hole in the day's numbers.
        _ = dossier.State.Submit("", now);

        var day = DossierCode.DayOf(now);
        var agency = dossier.State.Agency.Code;
        var number = await numbers.NextAsync(agency, day, cancellationToken);
        dossier.Append(dossier.State.Submit(DossierCode.Make(agency, day, number), now));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
