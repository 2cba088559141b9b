using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Statistics;

/// <summary>
/// Lets the figures follow the events on one node at a time: the one that holds an advisory lock, for as long as its connection lives. The
/// next node takes over when it goes. Marten's own choice of a node (HotCold) cannot be used: the lock that it takes refuses a data source
/// in the version of DistributedLock.Postgres that this is built with (build/standins/README.md), so no node would ever follow. Two that
/// overlap for a moment, because a connection broke, do no harm: the progress of the subscription is written with a check.
/// </summary>
internal sealed partial class StatisticsFollower(
    IDocumentStore store, NpgsqlDataSource database, TimeProvider time, ILogger<StatisticsFollower> log) : BackgroundService
{
    private const long Lock = 0x54_54_48_43_53_54_41_54; // "TTHCSTAT"

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
                await Task.Delay(Look, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, another try or another node goes on with it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogInterrupted(e);
                await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        // Giving the connection back to the pool frees the lock.
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var take = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Lock } } };
        if (await take.ExecuteScalarAsync(stop) is not true) return;

        using var daemon = await store.BuildProjectionDaemonAsync();
        try
        {
            await daemon.StartAllAsync();
            LogFollows();
            while (true)
            {
                await Task.Delay(Look, time, stop);
                await using var alive = new NpgsqlCommand("select 1", connection);
                await alive.ExecuteNonQueryAsync(stop);
            }
        }
        finally
        {
            await daemon.StopAllAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The figures follow the events on this node.")]
    private partial void LogFollows();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following the events was interrupted; this node or another one goes on.")]
    private partial void LogInterrupted(Exception e);
}
