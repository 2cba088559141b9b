using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.CreateDossier;

/// <summary>Opens a draft for the newest version of a procedure at one of its agencies.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record CreateDossier(string ProcedureCode, string AgencyCode, string? RequestId) : ICommand<DossierView>, IRepeatable;

internal sealed class CreateDossierValidator : AbstractValidator<CreateDossier>
{
    public CreateDossierValidator()
    {
        this.MustBeText(r => r.ProcedureCode, "procedure_code", 50);
        this.MustBeText(r => r.AgencyCode, "agency_code", 50);
    }
}

internal sealed class CreateDossierHandler(
    IUnitOfWork work,
    IReadRepositoryBase<PublishedProcedure> procedures,
    IAgencies agencies,
    ICallerContext callers,
    IIdentifiers ids,
    TimeProvider time)
    : IRequestHandler<CreateDossier, DossierView>
{
    public async Task<DossierView> Handle(CreateDossier request, CancellationToken cancellationToken)
    {
        var procedure = await procedures.FirstOrDefaultAsync(new ProcedureByCode(request.ProcedureCode), cancellationToken)
            ?? throw Failures.ProcedureNotFound.Because();
        // A version can be older than the merger of an agency that it names.
        if (!agencies.IsInForce(request.AgencyCode, DossierCode.DayOf(time.GetUtcNow())))
        {
            throw Failures.Invalid(Failures.AgencyNotCompetent.At("agency_code"));
        }

        var opened = Dossier.Open(
            ids.Next(), callers.Required().Subject, procedure.Definition, procedure.Version, request.AgencyCode, time.GetUtcNow());

        work.Start<Dossier>(opened.DossierId, opened);
        var dossier = new Dossier();
        dossier.Apply(opened);
        return await work.CommitAsync(DossierView.Of(dossier, 1), cancellationToken);
    }
}
