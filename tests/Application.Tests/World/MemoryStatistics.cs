using KonTum.Tthc.Application.Statistics;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>No figures at all; they are tested on PostgreSQL, where they are made.</summary>
internal sealed class MemoryStatistics(TimeProvider time) : IStatistics
{
    public Task<StatisticsReading> ReadAsync(StatisticsQuestion question, CancellationToken cancellationToken) =>
        Task.FromResult(new StatisticsReading([], time.GetUtcNow()));

    public Task<bool> BeginRebuildAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
