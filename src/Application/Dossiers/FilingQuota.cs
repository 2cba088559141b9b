using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>
/// How much one person may file. A submission sends mail and SMS to addresses that nobody has checked, at the province's cost and in its
/// name: without a bound, one account floods any telephone. Internal systems file for many and are bound by their operators.
/// </summary>
internal sealed class FilingQuota(IReadRepositoryBase<DossierListing> dossiers, Limits limits, TimeProvider time)
{
    /// <summary>Refuses one more draft than a person may have.</summary>
    public async Task MayOpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Is(Role.System)) return;
        if (await dossiers.FirstOrDefaultAsync(new LastDraft(caller.Subject, limits.MaxOpenDrafts), cancellationToken) is not null)
            throw Failures.TooManyDrafts.Because(("limit", limits.MaxOpenDrafts));
    }

    /// <summary>Refuses one more submission than a person may make within a day.</summary>
    public async Task MaySubmitAsync(Caller caller, string ownerId, CancellationToken cancellationToken)
    {
        if (caller.Is(Role.System)) return;
        var since = time.GetUtcNow().AddDays(-1);
        if (await dossiers.FirstOrDefaultAsync(new LastSubmitted(ownerId, since, limits.MaxSubmittedADay), cancellationToken) is not null)
            throw Failures.TooManySubmissions.Because(("limit", limits.MaxSubmittedADay));
    }
}

/// <summary>The draft of an owner that reaches a number; none when there are fewer.</summary>
internal sealed class LastDraft : Specification<DossierListing>
{
    public LastDraft(string ownerId, int number) => Query
        .Where(d => d.OwnerId == ownerId && d.State == DossierState.Draft)
        .OrderBy(d => d.OpenedAt).ThenBy(d => d.Id).Skip(number - 1).Take(1);
}

/// <summary>The dossier of an owner, submitted since a time, that reaches a number; none when there are fewer.</summary>
internal sealed class LastSubmitted : Specification<DossierListing>
{
    public LastSubmitted(string ownerId, DateTimeOffset since, int number) => Query
        .Where(d => d.OwnerId == ownerId && d.SubmittedAt >= since)
        .OrderBy(d => d.SubmittedAt).ThenBy(d => d.Id).Skip(number - 1).Take(1);
}
