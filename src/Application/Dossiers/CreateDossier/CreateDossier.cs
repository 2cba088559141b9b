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

/// <summary>
/// Opens a draft for the newest version of a procedure at one of its agencies: a person for themselves, or an officer of that agency for
/// somebody who is at the counter or wrote by post.
/// </summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record CreateDossier(string ProcedureCode, string AgencyCode, string? RequestId) : ICommand<DossierView>, IRepeatable
{
    /// <summary>How it is filed.</summary>
    public IntakeChannel Channel { get; init; } = IntakeChannel.Online;
}

internal sealed class CreateDossierValidator : AbstractValidator<CreateDossier>
{
    public CreateDossierValidator()
    {
        this.MustBeText(r => r.ProcedureCode, "procedure_code", 50);
        this.MustBeText(r => r.AgencyCode, "agency_code", 50);
        RuleFor(r => r.Channel).Must(Enum.IsDefined).WithState(_ => Failures.Malformed.At("intake_channel", ("expected", "IntakeChannel")));
    }
}

internal sealed class CreateDossierHandler(
    IUnitOfWork work,
    IReadRepositoryBase<PublishedProcedure> procedures,
    IAgencies agencies,
    FilingQuota quota,
    FilingDesk desk,
    ICallerContext callers,
    IIdentifiers ids,
    TimeProvider time)
    : IRequestHandler<CreateDossier, DossierView>
{
    public async Task<DossierView> Handle(CreateDossier request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        MustFile(caller, request);
        if (request.Channel == IntakeChannel.Online) await quota.MayOpenAsync(caller, cancellationToken);
        var procedure = await procedures.FirstOrDefaultAsync(new ProcedureByCode(request.ProcedureCode), cancellationToken)
            ?? throw Failures.ProcedureNotFound.Because();
        if (!procedure.InForce) throw Failures.ProcedureNotInForce.Because();

        MustBeInForce(request.AgencyCode);
        var id = ids.Next();
        var owner = request.Channel == IntakeChannel.Online ? caller.Subject : CounterFiling.OwnerOf(id);
        var opened = Dossier.Open(
            id, owner, procedure.Definition, procedure.VersionNumber, request.AgencyCode, time.GetUtcNow()) with { Channel = request.Channel };

        work.Start<Dossier>(opened.DossierId, opened);
        var dossier = new Dossier();
        dossier.Apply(opened);
        return await work.CommitAsync(await desk.ViewAsync(dossier, 1, cancellationToken), cancellationToken);
    }

    /// <summary>A version can be older than the merger of an agency that it names; whoever took over is named.</summary>
    private void MustBeInForce(string agencyCode)
    {
        var agency = agencies.Find(agencyCode) ?? throw Failures.Invalid(Failures.AgencyNotCompetent.At("agency_code"));
        if (agency.IsInForce(DossierCode.DayOf(time.GetUtcNow()))) return;
        throw Failures.Invalid(agencies.Find(agency.SuccessorCode) is { } successor
            ? Failures.AgencyEnded.At("agency_code", ("value", agency.Name), ("successor", $"{successor.Name} ({successor.Code})"))
            : Failures.AgencyNotInForce.At("agency_code", ("value", agency.Name)));
    }

    /// <summary>Online is for the person; at the counter and by post is for officers, at their own agency only.</summary>
    private static void MustFile(Caller caller, CreateDossier request)
    {
        var allowed = request.Channel == IntakeChannel.Online
            ? caller.Is(Role.Citizen) || caller.Is(Role.System)
            : caller.Is(Role.Officer) && caller.AgencyCode == request.AgencyCode;
        if (!allowed) throw Failures.Forbidden.Because();
    }
}
