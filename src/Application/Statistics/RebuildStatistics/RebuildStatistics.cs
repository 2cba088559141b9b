using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Statistics.RebuildStatistics;

/// <summary>Begins to make the figures anew from all events; the old ones are answered meanwhile.</summary>
[AllowedFor(Role.Administrator)]
public sealed record RebuildStatistics(string? RequestId) : ICommand<bool>, IRepeatable;

internal sealed class RebuildStatisticsHandler(IStatistics statistics, IUnitOfWork work) : IRequestHandler<RebuildStatistics, bool>
{
    public async Task<bool> Handle(RebuildStatistics request, CancellationToken cancellationToken) =>
        await work.CommitAsync(await statistics.BeginRebuildAsync(cancellationToken), cancellationToken);
}
