using System.Security.Cryptography;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;

namespace KonTum.Tthc.TestKit.Postgres;

/// <summary>Where the tests' PostgreSQL comes from.</summary>
public enum TestServerKind
{
    /// <summary>The server that <c>TTHC_TEST_POSTGRES</c> names.</summary>
    Given,

    /// <summary>A container that this process started (<c>TTHC_TEST_CONTAINERS=1</c>).</summary>
    Container,

    /// <summary>A private cluster that this process started.</summary>
    PrivateCluster,
}

/// <summary>One PostgreSQL for all tests of a process, started when the first test asks for it and gone when the process ends.</summary>
internal sealed class TestServer
{
    private static readonly Lazy<Task<TestServer>> Instance = new(StartAsync);

    private readonly string _admin;
    private readonly Func<Task> _stop;

    private TestServer(TestServerKind kind, string admin, Func<Task> stop)
    {
        Kind = kind;
        _admin = admin;
        _stop = stop;
    }

    public static Task<TestServer> Shared => Instance.Value;

    public TestServerKind Kind { get; }

    /// <summary>Distinguishes what this process makes on a server that others use too.</summary>
    public string Prefix { get; } = $"tthc_test_{RandomNumberGenerator.GetHexString(10, lowercase: true)}";

    /// <summary>The role that the tests' databases belong to: as little privileged as the Api's.</summary>
    private string? AppRole { get; set; }

    private string AppPassword { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"CREATE DATABASE {name}{(AppRole is null ? "" : $" OWNER {AppRole}")}", cancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(_admin) { Database = name, Pooling = true };
        if (AppRole is not null)
        {
            connection.Username = AppRole;
            connection.Password = AppPassword;
        }

        return connection.ConnectionString;
    }

    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);

    private static async Task<TestServer> StartAsync()
    {
        var server = await LaunchAsync();
        try
        {
            await server.CreateAppRoleAsync();
        }
        catch
        {
            await server._stop();
            throw;
        }

        // The only hook that every runner leaves us, whether it ends by itself or is told to.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.StopAsync().GetAwaiter().GetResult();
        return server;
    }

    private static async Task<TestServer> LaunchAsync()
    {
        if (Environment.GetEnvironmentVariable("TTHC_TEST_POSTGRES") is { Length: > 0 } given)
            return new TestServer(
                TestServerKind.Given, new NpgsqlConnectionStringBuilder(given) { Pooling = false }.ConnectionString, () => Task.CompletedTask);

        if (Environment.GetEnvironmentVariable("TTHC_TEST_CONTAINERS") == "1")
        {
            var image = Environment.GetEnvironmentVariable("TTHC_TEST_POSTGRES_IMAGE") is { Length: > 0 } named ? named : "postgres:15";
            var container = new PostgreSqlBuilder(image).Build();
            await container.StartAsync();
            var admin = new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { Pooling = false }.ConnectionString;
            return new TestServer(TestServerKind.Container, admin, async () => await container.DisposeAsync());
        }

        var directory = await ScratchClusters.ClaimAsync();
        var cluster = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = directory,
                Durable = false,
                Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
            },
            NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        return new TestServer(TestServerKind.PrivateCluster, cluster.AdminConnectionString, () => ScratchClusters.DiscardAsync(directory));
    }

    private async Task CreateAppRoleAsync()
    {
        // A given server may give us no more than the right to create databases; then the tests work as that user.
        if (await ScalarAsync("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is not true)
            return;

        await ExecuteAsync(
            $"CREATE ROLE {Prefix} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{AppPassword}'", CancellationToken.None);
        AppRole = Prefix;
    }

    private async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (Kind == TestServerKind.Given)
        {
            foreach (var name in await LeftDatabasesAsync())
                await DropDatabaseAsync(name, CancellationToken.None);
            if (AppRole is not null)
                await ExecuteAsync($"DROP ROLE IF EXISTS {AppRole}", CancellationToken.None);
        }

        await _stop();
    }

    private async Task<IReadOnlyList<string>> LeftDatabasesAsync()
    {
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", connection)
        {
            Parameters = { new NpgsqlParameter { Value = Prefix } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task<object?> ScalarAsync(string query)
    {
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
