namespace KonTum.Tthc.TestKit.Postgres;

/// <summary>
/// A fresh, empty database on the tests' PostgreSQL, owned by a role that is no superuser. Make one for each test class: tests then share
/// nothing, whatever order they run in.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static int _count;

    private readonly TestServer _server;

    private TestDatabase(TestServer server, string name, string connectionString)
    {
        _server = server;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>Name of the database.</summary>
    public string Name { get; }

    /// <summary>Connection string of the application's role.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the server came from.</summary>
    public TestServerKind Server => _server.Kind;

    /// <summary>Creates a database; the first call of a process starts the server (2 to 3 s for a private cluster).</summary>
    public static async Task<TestDatabase> CreateAsync(CancellationToken cancellationToken = default)
    {
        var server = await TestServer.Shared.WaitAsync(cancellationToken);
        var name = $"{server.Prefix}_{Interlocked.Increment(ref _count)}";
        return new TestDatabase(server, name, await server.CreateDatabaseAsync(name, cancellationToken));
    }

    /// <summary>Drops the database, connections that are still open included.</summary>
    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(Name, CancellationToken.None);
}
