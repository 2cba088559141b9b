using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.GetDossier;

/// <summary>Gets a dossier that the caller may see.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetDossier(Guid DossierId) : IQuery<DossierView>;

internal sealed class GetDossierHandler(
    IStreamReader streams, IReadLog readLog, FilingDesk desk, IConversionQueue queue, ISealingQueue seals, ICallerContext callers, TimeProvider time)
    : IRequestHandler<GetDossier, DossierView>
{
    public async Task<DossierView> Handle(GetDossier request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await streams.VisibleDossierAsync(readLog, request.DossierId, caller, "dossier", cancellationToken);
        var view = DossierView.For(caller, dossier.State, dossier.Version, time.GetUtcNow());
        view = await queue.PlaceAsync(await desk.WithStepsAsync(view, dossier.State, cancellationToken), cancellationToken);
        return await seals.TellTroubleAsync(view, cancellationToken);
    }
}
