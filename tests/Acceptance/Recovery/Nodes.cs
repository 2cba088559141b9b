using KonTum.Tthc.TestKit.Postgres;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>A database and a data directory of one test, and the nodes that come and go on them.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-nodes-");
    private readonly TestDatabase _database;
    private readonly CalmPlatform _platform;
    private readonly Uri? _gateway;
    private readonly List<(ApiNode Api, ISurface Surface)> _running = [];
    private int _count;

    private Nodes(TestDatabase database, CalmPlatform platform, Uri? gateway)
    {
        _database = database;
        _platform = platform;
        _gateway = gateway;
    }

    public static async Task<Nodes> PrepareAsync(CalmPlatform platform, Uri? gateway = null) =>
        new(await TestDatabase.CreateAsync(TestContext.Current.CancellationToken), platform, gateway);

    public string Database => _database.ConnectionString;

    /// <summary>REST address of the node that was started last.</summary>
    public Uri Rest => _running[^1].Api.Rest;

    /// <summary>Starts a node and logs the citizen in on it.</summary>
    public async Task<Applicant> StartAsync(params (string Name, string Value)[] settings)
    {
        var node = await ApiNode.StartAsync(
            _folder.FullName, $"api-{++_count}", _database.ConnectionString, _platform.Sandbox, _gateway, settings);
        var surface = new GrpcSurface(node.Grpc);
        _running.Add((node, surface));
        return new Applicant(
            surface, _platform.World, await _platform.World.PersonAsync("minh"), await _platform.World.LogInAsync("minh"));
    }

    /// <summary>The data directory of the nodes.</summary>
    public string Data => Path.Combine(_folder.FullName, "api");

    /// <summary>What the node that was started first has written so far, by line.</summary>
    public IReadOnlyList<string> ReadLog() => _running[0].Api.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>kill -9 of the node that was started first.</summary>
    public async Task KillFirstAsync()
    {
        var (node, surface) = _running[0];
        _running.RemoveAt(0);
        await node.KillAsync();
        surface.Dispose();
    }

    public async Task<IReadOnlyList<string>> EventTypesAsync(string dossierId)
    {
        var token = await _platform.World.LogInAsync("ngocanh");
        var events = await _running[0].Surface.ReadAsync(Calls.ReplayEvents, token, new() { ["dossierId"] = dossierId });
        return [.. events.Select(e => e.Text("type"))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, surface) in _running)
        {
            surface.Dispose();
            await node.DisposeAsync();
        }

        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
