using Ardalis.Specification;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>The inbox of an agency by state, oldest submission first; what PostgreSQL filters is tested on PostgreSQL.</summary>
internal sealed class MemoryInbox(IReadRepositoryBase<DossierListing> dossiers) : IInbox
{
    public async Task<IReadOnlyList<InboxLine>> ListAsync(
        InboxFilter filter, InboxPosition? after, int take, CancellationToken cancellationToken) =>
        [.. (await OfAsync(filter.AgencyCode, cancellationToken))
            .Where(d => filter.States.Count == 0 || filter.States.Contains(d.State))
            .Select(d => new InboxLine(d, new InboxPosition(d.SubmittedAt!.Value, d.Id)))
            .OrderBy(l => l.Position.Time).ThenBy(l => l.Position.DossierId)
            .SkipWhile(l => after is not null && l.Position != after)
            .Skip(after is null ? 0 : 1)
            .Take(take)];

    public async Task<InboxTotals> CountAsync(
        string agencyCode, DateTimeOffset now, DateTimeOffset soonUntil, CancellationToken cancellationToken)
    {
        var own = await OfAsync(agencyCode, cancellationToken);
        return new InboxTotals(
            own.GroupBy(d => d.State).ToDictionary(g => g.Key, g => g.LongCount()),
            own.Count(d => d.DueAt < now),
            own.Count(d => d.DueAt >= now && d.DueAt < soonUntil));
    }

    private async Task<List<DossierListing>> OfAsync(string agencyCode, CancellationToken cancellationToken) =>
        [.. (await dossiers.ListAsync(new Everything(), cancellationToken)).Where(d => d.AgencyCode == agencyCode && d.SubmittedAt is not null)];

    private sealed class Everything : Specification<DossierListing>;
}
