namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>A node of the Api with gates on all its sides. It can die at any moment, and be started again behind the same gates.</summary>
internal sealed class GuardedNode : IAsyncDisposable
{
    /// <summary>Nobody waits longer than this for what a dead node held.</summary>
    private static readonly (string, string)[] ShortLeases = [("Tthc__Signing__NodeLease", "00:00:03")];

    private readonly PostgresGate _postgres;
    private readonly Traps _traps;
    private ApiNode? _running;
    private HttpGate? _door;
    private int _starts;

    public GuardedNode(string name, string database, Traps traps)
    {
        Name = name;
        _traps = traps;
        _postgres = new PostgresGate(database, this, traps);
    }

    public string Name { get; }

    public bool IsRunning => _running is not null;

    /// <summary>What citizens call.</summary>
    public RestSurface Surface { get; private set; } = null!;

    public async Task StartAsync(string folder, SandboxServer sandbox)
    {
        if (_door is null)
        {
            _door = await HttpGate.StartAsync(_traps, _ => this, (trap, side, call, _) =>
                trap.Catches<CitizenCall>(side, place =>
                    call.Request.Method == "POST" && call.Request.Path.Value!.EndsWith(place.Path, StringComparison.Ordinal)));
            Surface = new RestSurface(_door.Url);
        }

        // The start of a node is most of what a point costs: a schema that is there is not compared once more.
        (string, string)[] settings = [.. ShortLeases, ("Tthc__Storage__ApplySchema", _starts == 0 ? "true" : "false")];
        var node = await ApiNode.StartAsync(folder, $"api-{Name}-{++_starts}", _postgres.ConnectionString, sandbox, more: settings);
        _door.Target = node.Rest;
        _running = node;
    }

    /// <summary>kill -9; nothing when it is dead already.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } node) await node.KillAsync();
    }

    /// <summary>Whether the process of this node holds the socket.</summary>
    public bool Calls(int port) => _running is { } node && LocalSockets.Holds(node.ProcessId, port);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } node) await node.DisposeAsync();
        Surface?.Dispose();
        if (_door is not null) await _door.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
