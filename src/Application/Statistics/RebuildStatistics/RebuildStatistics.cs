using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Statistics.RebuildStatistics;

/// <summary>Begins to make the figures anew from all events; the old ones are answered meanwhile.</summary>
[AllowedFor(Role.Administrator)]
public sealed record RebuildStatistics : ICommand<bool>;

internal sealed class RebuildStatisticsHandler(IStatistics statistics) : IRequestHandler<RebuildStatistics, bool>
{
    public Task<bool> Handle(RebuildStatistics request, CancellationToken cancellationToken) => statistics.BeginRebuildAsync(cancellationToken);
}
