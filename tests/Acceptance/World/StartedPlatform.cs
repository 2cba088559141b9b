using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit.Postgres;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>A whole platform that a few test classes share: a database, a sandbox, one node of the Api. Each test has its own dossier.</summary>
public class StartedPlatform : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-acceptance-");
    private readonly Dictionary<string, ISurface> _surfaces = [];
    private TestDatabase? _database;

    /// <summary>Names of the surfaces, for theories.</summary>
    public static TheoryData<string> Surfaces { get; } = new("gRPC", "REST");

    internal SandboxServer Sandbox { get; private set; } = null!;

    internal OutsideWorld World { get; private set; } = null!;

    internal ApiNode Api { get; private set; } = null!;

    internal string Database => _database!.ConnectionString;

    internal string Folder => _folder.FullName;

    /// <summary>What ./run.sh writes for clients.</summary>
    internal string EndpointsFile => Path.Combine(Folder, "endpoints.json");

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        Sandbox = await SandboxServer.StartAsync(Folder);
        World = new OutsideWorld(Sandbox.Url, Sandbox.Data);
        await StartNodesAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var surface in _surfaces.Values) surface.Dispose();
        if (Api is not null) await Api.DisposeAsync();
        World?.Dispose();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Settings of the Api beside the usual ones.</summary>
    private protected virtual IReadOnlyList<(string Name, string Value)> Settings => [];

    internal ISurface Surface(string name) => _surfaces[name];

    /// <summary>The auditor's replay of a dossier.</summary>
    internal async Task<IReadOnlyList<JsonNode>> EventsAsync(string surface, string dossierId)
    {
        var token = await World.LogInAsync("ngocanh");
        return await Surface(surface).ReadAsync(Calls.ReplayEvents, token, new() { ["dossierId"] = dossierId });
    }

    private protected virtual async Task StartNodesAsync()
    {
        Api = await ApiNode.StartAsync(Folder, "api", Database, Sandbox, more: Settings);
        _surfaces["gRPC"] = new GrpcSurface(Api.Grpc);
        _surfaces["REST"] = new RestSurface(Api.Rest);
        await File.WriteAllTextAsync(EndpointsFile, JsonSerializer.Serialize(new
        {
            rest = Text(Api.Rest),
            grpc = Text(Api.Grpc),
            sandbox = Text(Sandbox.Url),
            phone = Text(new Uri(Sandbox.Url, "phone")),
            openapi = Text(new Uri(Api.Rest, "openapi/v1.json")),
        }));
    }

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}

/// <summary>Nobody touches the switches of its sandbox.</summary>
public sealed class CalmPlatform : StartedPlatform;

/// <summary>Its gateways go down and time runs short; the tests that do so run one after the other.</summary>
public sealed class TroubledPlatform : StartedPlatform;

[CollectionDefinition(Name)]
public sealed class TroubledCollection : ICollectionFixture<TroubledPlatform>
{
    public const string Name = "troubled";
}
