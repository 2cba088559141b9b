using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Calendar;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.SupplementDossier;

/// <summary>Hands in what was asked for; every item has been answered.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record SupplementDossier(Guid DossierId, string Note, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class SupplementDossierValidator : AbstractValidator<SupplementDossier>
{
    public SupplementDossierValidator() => this.MayBeRemark(r => r.Note, "note");
}

internal sealed class SupplementDossierHandler(IUnitOfWork work, WorkingCalendar calendar, ICallerContext callers, TimeProvider time)
    : IRequestHandler<SupplementDossier, DossierView>
{
    public async Task<DossierView> Handle(SupplementDossier request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        var now = time.GetUtcNow();
        dossier.Append(dossier.State.HandInSupplement(request.Note, calendar, now));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version, now), cancellationToken);
    }
}
