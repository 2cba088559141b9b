using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Calendar;
using MediatR;

namespace KonTum.Tthc.Application.Reception.AcceptDossier;

/// <summary>Accepts a dossier: it gets the time at which the result is due.</summary>
[AllowedFor(Role.Officer)]
public sealed record AcceptDossier(Guid DossierId, string? ETag, string? RequestId) : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class AcceptDossierHandler(OfficerActs acts, WorkingCalendar calendar) : IRequestHandler<AcceptDossier, DossierView>
{
    public Task<DossierView> Handle(AcceptDossier request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.Accept(by.OfficerId, procedure.ProcessingDays, calendar, by.Now),
        cancellationToken);
}
