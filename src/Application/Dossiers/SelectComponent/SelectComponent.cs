using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.SelectComponent;

/// <summary>Ticks or unticks a component of a draft and sets the number of originals and copies.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record SelectComponent(
    Guid DossierId, string ComponentId, bool Selected, int OriginalCount, int CopyCount, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class SelectComponentHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<SelectComponent, DossierView>
{
    public async Task<DossierView> Handle(SelectComponent request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        dossier.Append(dossier.State.Select(
            request.ComponentId, request.Selected, request.OriginalCount, request.CopyCount, time.GetUtcNow()));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
