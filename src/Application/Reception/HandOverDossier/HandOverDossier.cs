using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.HandOverDossier;

/// <summary>Hands a dossier over to another officer of the agency or to another agency, which alone sees it from then on.</summary>
[AllowedFor(Role.Officer)]
public sealed record HandOverDossier(Guid DossierId, string AgencyCode, string OfficerId, string Note, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class HandOverDossierValidator : AbstractValidator<HandOverDossier>
{
    public HandOverDossierValidator()
    {
        this.MayBeText(r => r.AgencyCode, "agency_code", 50);
        this.MayBeText(r => r.OfficerId, "officer_id", 200);
        this.MayBeRemark(r => r.Note, "note");
        RuleFor(r => r).Must(r => !string.IsNullOrEmpty(r.AgencyCode) || !string.IsNullOrEmpty(r.OfficerId)).WithState(_ => Failures.Required.At("agency_code"));
    }
}

internal sealed class HandOverDossierHandler(OfficerActs acts, IAgencies agencies) : IRequestHandler<HandOverDossier, DossierView>
{
    public Task<DossierView> Handle(HandOverDossier request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.HandOver(
            by.OfficerId, FindCompetent(request.AgencyCode, procedure, by.Now), request.OfficerId, request.Note, by.Now),
        cancellationToken);

    /// <summary>
    /// One of the procedure's own agencies, or any other one in force: which one is competent for a step (NĐ 118/2025, filing regardless of
    /// boundaries) is for the officer to say. Null when the agency stays.
    /// </summary>
    private Agency? FindCompetent(string code, ProcedureDefinition procedure, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(code)) return null;
        if (agencies.Find(code) is { } known)
        {
            return known.IsInForce(DossierCode.DayOf(now)) ? new Agency(known.Code, known.Name) : throw NotCompetent();
        }

        return procedure.Agencies.FirstOrDefault(a => a.Code == code) ?? throw NotCompetent();
    }

    private static FailureException NotCompetent() => Failures.Invalid(Failures.AgencyCannotTake.At("agency_code"));
}
