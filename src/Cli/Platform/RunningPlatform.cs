using System.Diagnostics;
using System.Globalization;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>The parts in the order in which they need each other: PostgreSQL, sandbox, Api. They stop in the opposite order.</summary>
internal sealed class RunningPlatform(PlatformFiles files, string configuration, TextWriter output, TimeProvider time) : IAsyncDisposable
{
    private const int PortAttempts = 3;

    private static readonly Ports Preferred = new(Rest: 5080, Grpc: 5081, Sandbox: 5090);
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Stack<Part> _parts = new();
    private EmbeddedPostgres? _database;

    public async Task<Endpoints> StartAsync(CancellationToken cancellationToken)
    {
        var last = files.ReadPorts() ?? Preferred;
        var processes = new Dictionary<string, int>(StringComparer.Ordinal) { ["up"] = Environment.ProcessId };
        // Already now, so that `tthc down` can end a start that hangs.
        files.Write(processes);

        var database = await StartDatabaseAsync(processes, cancellationToken);

        var sandbox = await StartPartAsync(
            "sandbox", last.Sandbox,
            port => new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Sandbox__DataDirectory"] = Path.Combine(files.Data, "sandbox"),
                ["Sandbox__PublicUrl"] = Loopback(port),
            },
            port => ["--urls", Loopback(port)],
            cancellationToken);
        var sandboxUrl = new Uri(Loopback(sandbox) + "/");
        if (files.ReadPorts() is { } before && before.Sandbox != sandbox)
            await output.WriteLineAsync(
                $"    note: port {before.Sandbox} is taken. The sandbox's certificates still name it for OCSP and CRL: free the port, or " +
                "delete .data/sandbox for new ones.");

        var roots = await DownloadAuthoritiesAsync(sandboxUrl, cancellationToken);
        var connected = new DemonstrationProviders(_http, sandboxUrl, files.Data);
        var providers = await connected.WriteAsync(cancellationToken);
        var exchange = await DemonstrationExchange.SettingsAsync(_http, sandboxUrl, files.Data, cancellationToken);
        var grpc = 0;
        var rest = await StartPartAsync(
            "api", last.Rest,
            port =>
            {
                grpc = LoopbackPort.Choose(last.Grpc);
                // Nobody listens on the REST port yet, so it looks free.
                if (grpc == port)
                    grpc = LoopbackPort.Choose(port + 1);
                var settings = ApiSettings(database, sandboxUrl, roots, providers, port, grpc);
                foreach (var (name, value) in exchange) settings[name] = value;
                settings["Tthc__Portal__FileBaseUrl"] = Loopback(port);
                return settings;
            },
            _ => [],
            cancellationToken);

        await connected.RegisterCallbacksAsync(new Uri(Loopback(rest)), cancellationToken);
        files.Write(new Ports(rest, grpc, sandbox));
        foreach (var part in _parts)
            processes[part.Name] = part.ProcessId;
        files.Write(processes);
        var endpoints = new Endpoints(
            Loopback(rest), Loopback(grpc), Loopback(sandbox), $"{Loopback(sandbox)}/phone", $"{Loopback(rest)}/openapi/v1.json");
        files.Write(endpoints);
        return endpoints;
    }

    /// <summary>Returns only when a part ends that nobody asked to end.</summary>
    /// <exception cref="PartFailedException">A part ended.</exception>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_parts.Select(part => part.Exited(cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        var ended = _parts.First(part => part.HasExited);
        throw new PartFailedException($"The {ended.Name} ended. The end of its log:\n{ended.LogTail()}");
    }

    public async ValueTask DisposeAsync()
    {
        // From now on nobody should find what is about to go.
        File.Delete(files.EndpointsFile);
        while (_parts.TryPop(out var part))
        {
            await part.StopAsync();
            await output.WriteLineAsync($"    {part.Name} stopped");
        }

        if (_database is not null)
        {
            await _database.StopAsync(CancellationToken.None);
            await output.WriteLineAsync("    postgresql stopped");
        }

        files.Forget();
        _http.Dispose();
    }

    private async Task<string> StartDatabaseAsync(Dictionary<string, int> processes, CancellationToken cancellationToken)
    {
        string?[] given = [Environment.GetEnvironmentVariable("ConnectionStrings__Tthc"), Environment.GetEnvironmentVariable("TTHC_POSTGRES")];
        if (given.FirstOrDefault(text => !string.IsNullOrEmpty(text)) is { } connectionString)
        {
            await output.WriteLineAsync("    postgresql  the server of the connection string given");
            return connectionString;
        }

        _database = await EmbeddedPostgres.StartAsync(UpCommand.Database(files), NullLogger.Instance, time, cancellationToken);
        if (_database.ProcessId is { } pid)
            processes["postgresql"] = pid;
        await output.WriteLineAsync($"    postgresql  127.0.0.1:{_database.Port}, private cluster {_database.ClusterDirectory}");
        return _database.ConnectionString;
    }

    private Dictionary<string, string> ApiSettings(
        string database, Uri sandbox, string roots, string providers, int rest, int grpc) => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings__Tthc"] = database,
        ["Tthc__DataDirectory"] = Path.Combine(files.Data, "api"),
        ["Tthc__Identity__Authority"] = sandbox.AbsoluteUri,
        ["Tthc__Identity__Audience"] = "kontum-tthc",
        ["Tthc__Gateways__Vnpt__BaseUrl"] = new Uri(sandbox, "vnpt/sca/sp769").AbsoluteUri,
        ["Tthc__Gateways__Neac__BaseUrl"] = new Uri(sandbox, "neac").AbsoluteUri,
        ["Tthc__Gateways__CredentialsFile"] = Path.Combine(files.Data, "sandbox", "service-provider.json"),
        ["Tthc__Gateways__CatalogueFile"] = providers,
        ["Tthc__Timestamps__Url"] = new Uri(sandbox, "tsa").AbsoluteUri,
        ["Tthc__Trust__RootsFile"] = roots,
        ["Tthc__Revocation__AllowedHosts"] = "127.0.0.1",
        ["Tthc__Webhooks__AllowedHosts"] = "127.0.0.1",
        ["Tthc__Seals__File"] = DemonstrationSeals.FileOf(files.Data),
        ["Tthc__Payments__BaseUrl"] = new Uri(sandbox, "payments").AbsoluteUri,
        ["Tthc__Payments__Credentials"] = "file:" + Path.Combine(files.Data, "sandbox", "clients", "payments.json"),
        // Where the portal of this machine would be; the page of the payment service sends people back to it.
        ["Tthc__Payments__TrustedOrigins"] = "http://127.0.0.1:5173,http://localhost:5173",
        ["Tthc__Storage__ApplySchema"] = "true",
        ["Kestrel__Endpoints__Rest__Url"] = Loopback(rest),
        ["Kestrel__Endpoints__Rest__Protocols"] = "Http1",
        // Without TLS there is no negotiation: a port speaks HTTP/2 or it does not.
        ["Kestrel__Endpoints__Grpc__Url"] = Loopback(grpc),
        ["Kestrel__Endpoints__Grpc__Protocols"] = "Http2",
    };

    /// <summary>Starts a part on the preferred port or a free one and waits for its health; again when somebody was faster with the port.</summary>
    private async Task<int> StartPartAsync(
        string name, int preferred, Func<int, Dictionary<string, string>> environment, Func<int, string[]> arguments,
        CancellationToken cancellationToken)
    {
        var project = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name);
        var assembly = Path.Combine(files.Root, "src", project, "bin", configuration, "net10.0", $"KonTum.Tthc.{project}.dll");
        if (!File.Exists(assembly))
            throw new PartFailedException($"{assembly} is missing; ./run.sh builds it.");

        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Choose(preferred);
            var watch = Stopwatch.StartNew();
            var part = await Part.StartAsync(name, assembly, environment(port), arguments(port), files.Log(name));
            _parts.Push(part);
            if (await IsHealthyAsync(part, port, cancellationToken))
            {
                await output.WriteLineAsync($"    {name,-10}  127.0.0.1:{port}, answers after {watch.Elapsed.TotalSeconds:0.0} s");
                return port;
            }

            var log = part.LogTail();
            _parts.Pop();
            await part.StopAsync();
            if (attempt == PortAttempts || !log.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
                throw new PartFailedException($"The {name} does not start. The end of its log ({files.Log(name)}):\n{log}");
        }
    }

    private async Task<bool> IsHealthyAsync(Part part, int port, CancellationToken cancellationToken)
    {
        var health = new Uri(Loopback(port) + "/health");
        var watch = Stopwatch.StartNew();
        while (!part.HasExited && watch.Elapsed < HealthTimeout)
        {
            try
            {
                // First whose port it is, then whether it is well.
                if (ListeningSockets.Belongs(port, part.ProcessId))
                {
                    using var answer = await _http.GetAsync(health, cancellationToken);
                    if (answer.IsSuccessStatusCode)
                        return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not listening yet, or busy with its first start.
            }

            await Task.Delay(HealthInterval, time, cancellationToken);
        }

        return false;
    }

    private static string Loopback(int port) => $"http://127.0.0.1:{port}";

    /// <summary>Root and issuing authorities: the national gateway hands out certificates without their chain.</summary>
    private async Task<string> DownloadAuthoritiesAsync(Uri sandbox, CancellationToken cancellationToken)
    {
        var path = Path.Combine(files.Data, "trust", "authorities.pem");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bundle = await _http.GetStringAsync(new Uri(sandbox, "pki/bundle.pem"), cancellationToken);
        var own = $"{DemonstrationToken.EnsureAuthority(files.Data, time)}\n{DemonstrationSeals.EnsureAuthority(files.Data, files.Root, time)}";
        await File.WriteAllTextAsync(path, $"{bundle}\n{own}", cancellationToken);
        return path;
    }
}
