using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;
using KonTum.Tthc.TestKit.Postgres;

namespace KonTum.Tthc.Acceptance.Tests.Demonstration;

/// <summary>What <c>./run.sh</c> starts: <c>tthc up</c> with every provider, its callbacks and a token, on a database of the tests.</summary>
public sealed class DemonstrationPlatform : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-demonstration-");
    private TestDatabase? _database;
    private ServerProcess? _up;

    /// <summary>The data directory.</summary>
    internal string Data => Path.Combine(_folder.FullName, ".data");

    internal string EndpointsFile => Path.Combine(Data, "endpoints.json");

    internal ISurface Rest { get; private set; } = null!;

    internal OutsideWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        // The root of a working copy of its own, so that it neither meets nor disturbs a platform that runs in this one.
        foreach (var part in (string[])["src", "data"])
            Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, part), Path.Combine(Repository.Root, part));
        _up = await ServerProcess.StartAsync(
            ServerProcess.Assembly("Cli", "tthc.dll"),
            new Dictionary<string, string> { ["ConnectionStrings__Tthc"] = _database.ConnectionString },
            ["up", "--root", _folder.FullName, "--configuration", ServerProcess.Configuration],
            ports: 0, Path.Combine(_folder.FullName, "up.log"), ready: "ready;");
        var endpoints = JsonNode.Parse(await File.ReadAllTextAsync(EndpointsFile))!;
        Rest = new RestSurface(new Uri(endpoints.Text("rest")));
        World = new OutsideWorld(new Uri(endpoints.Text("sandbox") + "/"), Path.Combine(Data, "sandbox"));
    }

    public async ValueTask DisposeAsync()
    {
        Rest?.Dispose();
        World?.Dispose();
        if (_up is not null) await _up.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Runs the tool against it, as a process of its own.</summary>
    internal Task<(int Exit, string Output, string Error)> TthcAsync(params string[] words) => Programs.RunAsync(
        "dotnet", [ServerProcess.Assembly("Cli", "tthc.dll"), .. words], new Dictionary<string, string> { ["TTHC_ENDPOINTS"] = EndpointsFile });
}

[CollectionDefinition(Name)]
public sealed class DemonstrationCollection : ICollectionFixture<DemonstrationPlatform>
{
    public const string Name = "demonstration";
}
