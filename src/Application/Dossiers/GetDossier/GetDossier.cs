using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.GetDossier;

/// <summary>Gets a dossier that the caller may see.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetDossier(Guid DossierId) : IQuery<DossierView>;

internal sealed class GetDossierHandler(IStreamReader streams, IReadLog readLog, IConversionQueue queue, ICallerContext callers)
    : IRequestHandler<GetDossier, DossierView>
{
    public async Task<DossierView> Handle(GetDossier request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(readLog, request.DossierId, callers.Required(), "dossier", cancellationToken);
        return await queue.PlaceAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
