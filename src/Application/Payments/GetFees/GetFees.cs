using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Payments.GetFees;

/// <summary>What a dossier costs as it is now, what of it was paid, and what is due.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetFees(Guid DossierId) : IQuery<DossierFees>;

internal sealed class GetFeesHandler(IStreamReader streams, IReadLog readLog, IProcedureVersions procedures, ICallerContext callers)
    : IRequestHandler<GetFees, DossierFees>
{
    public async Task<DossierFees> Handle(GetFees request, CancellationToken cancellationToken)
    {
        var dossier = await streams.DossierForMoneyAsync(readLog, request.DossierId, callers.Required(), cancellationToken);
        return dossier.FeesBy(await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken));
    }
}
