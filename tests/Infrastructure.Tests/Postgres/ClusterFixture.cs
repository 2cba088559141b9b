using KonTum.Tthc.Infrastructure.Postgres;
using KonTum.Tthc.TestKit.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Postgres;

/// <summary>A directory for one cluster, and the acts on it that the tests repeat.</summary>
public sealed class ClusterFixture : IAsyncDisposable
{
    private ClusterFixture(string directory) => Directory = directory;

    public string Directory { get; }

    public EmbeddedPostgresOptions Options => new() { DataDirectory = Directory, Durable = false };

    public static async Task<ClusterFixture> CreateAsync() => new(await ScratchClusters.ClaimAsync());

    public Task<EmbeddedPostgres> StartAsync() => StartAsync(Options);

    public Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) => EmbeddedPostgres.StartAsync(
        options with { DataDirectory = Directory }, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    public EmbeddedPostgres? FindRunning() => EmbeddedPostgres.FindRunning(Options, NullLogger.Instance, TimeProvider.System);

    public static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<T?> ScalarAsync<T>(string connectionString, string query)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(query, connection);
        return (T?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await ScratchClusters.DiscardAsync(Directory);

    // Without a pool: these tests end servers, and a pool hands out connections to the dead one.
    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
