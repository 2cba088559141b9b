using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.LookUpDossier;

/// <summary>Where a dossier stands, for anybody who has its code: states and dates, nothing about the person.</summary>
[AllowedForEveryone]
public sealed record LookUpDossier(string Code) : IQuery<DossierProgress>;

/// <summary>
/// Where a dossier stands. There is no place in it for anything about the person, nor for a reason or a note; nor for the procedure: codes count up, and who tries them
/// must not learn what somebody applied for.
/// </summary>
/// <param name="Code">Its code.</param>
/// <param name="State">Where it stands.</param>
/// <param name="SubmittedAt">When it was submitted.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="DueAt">When the result is due.</param>
/// <param name="EndedAt">When it was completed, refused, stopped or withdrawn.</param>
/// <param name="Steps">The states that it came to, oldest first.</param>
public sealed record DossierProgress(
    string Code,
    DossierState State,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<DossierStep> Steps);

/// <summary>A state that a dossier came to.</summary>
public sealed record DossierStep(DossierState State, DateTimeOffset At);

internal sealed class DossierByCode : Specification<DossierListing>
{
    public DossierByCode(string code) => Query.Where(d => d.Code == code);
}

internal sealed class LookUpDossierHandler(IReadRepositoryBase<DossierListing> dossiers, IStreamReader streams)
    : IRequestHandler<LookUpDossier, DossierProgress>
{
    public async Task<DossierProgress> Handle(LookUpDossier request, CancellationToken cancellationToken)
    {
        // As people type it from paper.
        var code = (request.Code ?? "").Trim().ToUpperInvariant();
        if (!DossierCode.IsValid(code)) throw Failures.Invalid(Failures.Malformed.At("code", ("expected", "000.21.24.H34-261123-0001")));

        var listing = await dossiers.FirstOrDefaultAsync(new DossierByCode(code), cancellationToken) ?? throw Failures.DossierNotFound.Because();
        var versions = await streams.ReadVersionsAsync<Dossier, DossierProgress>(
            listing.Id, 0, (dossier, _) => ProgressOf(dossier), cancellationToken) ?? throw Failures.DossierNotFound.Because();
        return versions[^1] with { Steps = StepsOf(versions) };
    }

    private static DossierProgress ProgressOf(Dossier dossier) => new(
        dossier.Code,
        dossier.State,
        dossier.SubmittedAt ?? default,
        dossier.AcceptedAt,
        dossier.DueAt,
        dossier.EndedAt,
        [new DossierStep(dossier.State, dossier.ChangedAt)]);

    /// <summary>Where the state changed, from the submission on: what happened in the draft is nobody's business.</summary>
    private static IReadOnlyList<DossierStep> StepsOf(IEnumerable<DossierProgress> versions)
    {
        var steps = new List<DossierStep>();
        foreach (var step in versions.Where(v => v.Code.Length > 0).Select(v => v.Steps[0]))
        {
            if (steps.Count == 0 || steps[^1].State != step.State) steps.Add(step);
        }

        return steps;
    }
}
