using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit.Postgres;
using Npgsql;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>Two nodes of the Api on one database, with gates between them and everything else.</summary>
public sealed class KilledNodes : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-kill-");
    private readonly List<GuardedNode> _nodes = [];
    private readonly List<Line> _table = [];
    private TestDatabase _database = null!;
    private SandboxServer _sandbox = null!;
    private HttpGate _world = null!;
    private JsonNode? _profile;

    internal Traps Traps { get; } = new();

    internal OutsideWorld World { get; private set; } = null!;

    internal IReadOnlyList<GuardedNode> Nodes => _nodes;

    /// <summary>The questions for signatures that arrived outside.</summary>
    internal IEnumerable<PassedCall> SignCalls => _world.Passed;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        // All nodes call the world at one address, which is also the one in the certificates; who calls, the kernel knows.
        _world = await HttpGate.StartAsync(
            Traps,
            call => _nodes.Find(n => n.Calls(call.Connection.RemotePort)),
            (trap, side, call, answer) => trap.Catches<WorldCall>(side, place =>
                call.Request.Path.Value!.Contains(place.Path, StringComparison.Ordinal)
                && !(place.Path.EndsWith("/sign", StringComparison.Ordinal) && !call.Request.Path.Value!.EndsWith(place.Path, StringComparison.Ordinal))
                && (side == Side.Before || answer.Contains(place.Answer, StringComparison.Ordinal))),
            path => path.EndsWith("/sign_v2/sign", StringComparison.Ordinal));
        _sandbox = await SandboxServer.StartAsync(_folder.FullName, _world.Url);
        _world.Target = _sandbox.OwnUrl;
        World = new OutsideWorld(_sandbox.OwnUrl, _sandbox.Data);
        foreach (var name in new[] { "a", "b" }) _nodes.Add(new GuardedNode(name, _database.ConnectionString, Traps));
        await _nodes[0].StartAsync(_folder.FullName, _sandbox); // it makes the schema
        await _nodes[1].StartAsync(_folder.FullName, _sandbox);
    }

    public async ValueTask DisposeAsync()
    {
        Traps.Set = null;
        if (_table.Count > 0) Console.WriteLine(Table());
        foreach (var node in _nodes) await node.DisposeAsync();
        World?.Dispose();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        if (_world is not null) await _world.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal Task StartAsync(GuardedNode node) => node.StartAsync(_folder.FullName, _sandbox);

    internal async Task<Applicant> CitizenAsync(GuardedNode node) =>
        new(node.Surface, World, await World.PersonAsync("minh"), await World.LogInAsync("minh"));

    /// <summary>The citizen's signature with the account of this authority; configured once.</summary>
    internal async Task<string> ProfileAsync(Applicant citizen, Account account) =>
        (_profile ??= await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");

    internal async Task<IReadOnlyList<JsonNode>> EventsAsync(GuardedNode node, string dossierId) => await node.Surface.ReadAsync(
        Calls.ReplayEvents, await World.LogInAsync("ngocanh"), new() { ["dossierId"] = dossierId });

    /// <summary>What the schedule still says of a signing.</summary>
    internal async Task<bool> IsScheduledAsync(string signingId)
    {
        await using var database = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = database.CreateCommand("select exists(select 1 from tthc.signing_work where signing_id = $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = Guid.Parse(signingId) });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The file of a blob.</summary>
    internal string Blob(string sha256) => Path.Combine(_folder.FullName, "api", "blobs", sha256[..2], sha256[2..4], sha256);

    internal void Note(KillPoint point, string killed, TimeSpan took, string outcome)
    {
        lock (_table) _table.Add(new Line(point, killed, Traps.EndedBy, took, outcome));
    }

    private string Table()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"point",-62} {"killed",-6} {"ended by",-8} {"seconds",7}  outcome");
        foreach (var line in _table.OrderBy(l => KillPoint.All.ToList().IndexOf(l.Point)))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{line.Point,-62} {line.Killed,-6} {line.EndedBy,-8} {line.Took.TotalSeconds,7:0.0}  {line.Outcome}");
        }

        return text.ToString();
    }

    private sealed record Line(KillPoint Point, string Killed, string EndedBy, TimeSpan Took, string Outcome);
}
