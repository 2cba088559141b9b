using JasperFx.Events;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>
/// Makes the figures anew beside those that are read: all events up to where the others are go into tables of this connection's own; then,
/// while the others' writer waits for a moment, the rest is taken in and the rows change places in one transaction. Whoever reads meanwhile
/// reads the old figures, whole. If this node dies, its tables and its turn go with its connection, and the old figures stay.
/// </summary>
internal sealed partial class StatisticsRebuild(
    IDocumentStore store,
    NpgsqlDataSource database,
    StatisticsBatch batch,
    IHostApplicationLifetime? lifetime,
    ILogger<StatisticsRebuild> log)
{
    private const string Schema = StoreConfiguration.Schema;
    private const string NewDossiers = "statistics_dossiers_anew";
    private const string NewFigures = "statistics_figures_anew";

    /// <summary>Events taken in at once.</summary>
    private const int Run = 2_000;

    private static readonly string[] EventNames =
        [.. StoreConfiguration.EventTypes().Where(t => StatisticsBatch.EventTypes.Contains(t.Type)).Select(t => t.Name)];

    private const string LockSql = "select pg_try_advisory_lock(hashtext('tthc.statistics.rebuild'))";

    private const string TablesSql = $"""
        create temp table {NewDossiers} (like {Schema}.{StatisticsTables.Dossiers} including all);
        create temp table {NewFigures} (like {Schema}.{StatisticsTables.Figures} including all);
        """;

    private const string ProgressSql =
        $"select coalesce(max(last_seq_id), 0) from {Schema}.mt_event_progression where name = '{StatisticsSubscription.ShardName}'";

    // The writer's own transaction takes a row lock first and these tables then; readers take nothing that this excludes.
    private const string HoldWriterSql =
        $"lock table {Schema}.{StatisticsTables.Dossiers}, {Schema}.{StatisticsTables.Figures} in exclusive mode";

    private const string ChangePlacesSql = $"""
        delete from {Schema}.{StatisticsTables.Dossiers};
        insert into {Schema}.{StatisticsTables.Dossiers} select * from {NewDossiers};
        delete from {Schema}.{StatisticsTables.Figures};
        insert into {Schema}.{StatisticsTables.Figures} select * from {NewFigures};
        """;

    /// <summary>Begins in the background; false when it is under way already.</summary>
    public async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await TakeTurnAsync(cancellationToken);
        if (connection is null) return false;
        _ = Task.Run(() => RunLoggedAsync(connection), CancellationToken.None);
        return true;
    }

    /// <summary>Does it, and answers when it is done; false when it is under way already.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var connection = await TakeTurnAsync(cancellationToken);
        if (connection is null) return false;
        await RunAndLeaveAsync(connection, cancellationToken);
        return true;
    }

    /// <summary>The connection that has the turn; null when another one has.</summary>
    private async Task<NpgsqlConnection?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var turn = new NpgsqlCommand(LockSql, connection);
            if ((bool)(await turn.ExecuteScalarAsync(cancellationToken))!) return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private async Task RunLoggedAsync(NpgsqlConnection connection)
    {
        try
        {
            await RunAndLeaveAsync(connection, lifetime?.ApplicationStopping ?? CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    private async Task RunAndLeaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (connection)
        {
            try
            {
                await RunAsync(connection, cancellationToken);
            }
            finally
            {
                // The pool cleans a connection only when somebody takes it again; the turn must not last until then.
                await ExecuteAsync(connection, "select pg_advisory_unlock_all(); discard temp", CancellationToken.None);
            }
        }
    }

    private async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, TablesSql, cancellationToken);
        var taken = await TakeInAsync(connection, 0, await ReadProgressAsync(connection, cancellationToken), cancellationToken);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, HoldWriterSql, cancellationToken);
        var last = await TakeInAsync(connection, taken, await ReadProgressAsync(connection, cancellationToken), cancellationToken);
        await ExecuteAsync(connection, ChangePlacesSql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogDone(last);
    }

    private async Task<long> TakeInAsync(NpgsqlConnection connection, long after, long until, CancellationToken cancellationToken)
    {
        while (after < until)
        {
            IReadOnlyList<IEvent> events;
            await using (var session = store.QuerySession())
            {
                var from = after;
                events = await session.Events.QueryAllRawEvents()
                    .Where(e => e.AnyTenant() && e.Sequence > from && e.Sequence <= until && e.EventTypeName.IsOneOf(EventNames))
                    .OrderBy(e => e.Sequence).Take(Run).ToListAsync(cancellationToken);
            }

            if (await batch.TakeInAsync(events, connection, NewDossiers, cancellationToken) is { } change)
            {
                await ExecuteAsync(connection, StatisticsSql.Put(NewDossiers, "$1"), cancellationToken, change.Facts);
                await ExecuteAsync(connection, StatisticsSql.Add(NewFigures, "$1"), cancellationToken, change.Sums);
            }

            after = events.Count < Run ? until : events[^1].Sequence;
        }

        return until;
    }

    private static async Task<long> ReadProgressAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ProgressSql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, string? json = null)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        if (json is not null) command.Parameters.Add(new NpgsqlParameter { Value = json });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The figures were made anew up to event {Sequence}.")]
    private partial void LogDone(long sequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The figures could not be made anew; the old ones stay.")]
    private partial void LogFailed(Exception exception);
}
