using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.UpdateDossier;

/// <summary>Fills the named fields of a draft's form; all of them when none is named.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Form">New values.</param>
/// <param name="Fields">Names as the contract spells them, for example "owner_name".</param>
/// <param name="ETag">The etag last seen.</param>
/// <param name="RequestId">The request id.</param>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record UpdateDossier(Guid DossierId, DossierForm Form, IReadOnlyList<string> Fields, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class UpdateDossierHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<UpdateDossier, DossierView>
{
    public async Task<DossierView> Handle(UpdateDossier request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);

        var before = dossier.State.Form ?? new DossierForm();
        var after = FormFields.Take(before, request.Form, request.Fields);
        dossier.Append(dossier.State.Fill(after, FormFields.Difference(before, after), time.GetUtcNow()));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
