using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Calendar;
using MediatR;

namespace KonTum.Tthc.Application.Reception.StartProcessing;

/// <summary>Begins processing, or goes on after a suspension or without a payment that was asked for.</summary>
[AllowedFor(Role.Officer)]
public sealed record StartProcessing(Guid DossierId, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class StartProcessingHandler(OfficerActs acts, WorkingCalendar calendar) : IRequestHandler<StartProcessing, DossierView>
{
    public Task<DossierView> Handle(StartProcessing request, CancellationToken cancellationToken) => acts.DecideAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, by) => dossier.StartProcessing(by.OfficerId, calendar, by.Now),
        cancellationToken);
}
