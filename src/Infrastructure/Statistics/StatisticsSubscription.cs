using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Marten.Subscriptions;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>
/// Follows the events, on one node at a time (Marten's daemon leads), and keeps the figures. What it writes is committed with its own
/// progress: no event counts twice, none is left out.
/// </summary>
internal sealed class StatisticsSubscription : SubscriptionBase
{
    /// <summary>Its name in Marten's table of progress.</summary>
    public const string ShardName = "Statistics:All";

    private readonly StatisticsBatch _batch;
    private readonly Func<NpgsqlDataSource> _database;

    public StatisticsSubscription(StatisticsBatch batch, Func<NpgsqlDataSource> database)
    {
        (_batch, _database) = (batch, database);
        Name = "Statistics";
        foreach (var type in StatisticsBatch.EventTypes) IncludeType(type);
    }

    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        await using var connection = await _database().OpenConnectionAsync(cancellationToken);
        const string dossiers = $"{StoreConfiguration.Schema}.{StatisticsTables.Dossiers}";
        if (await _batch.TakeInAsync(page.Events, connection, dossiers, cancellationToken) is { } change)
        {
            operations.QueueSqlCommand(StatisticsSql.Put(dossiers, "?"), change.Facts);
            operations.QueueSqlCommand(StatisticsSql.Add($"{StoreConfiguration.Schema}.{StatisticsTables.Figures}", "?"), change.Sums);
        }

        return NullChangeListener.Instance;
    }
}
