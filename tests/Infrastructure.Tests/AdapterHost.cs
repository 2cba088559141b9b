using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Infrastructure.Composition;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Tests;

/// <summary>The adapters as the Api composes them, over a directory of their own; keeps everything that they log.</summary>
public sealed class AdapterHost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly LogRecorder recorder = new();
    private readonly bool ownsDirectory;

    private AdapterHost(string directory, bool ownsDirectory, IDictionary<string, string?> settings, Action<IServiceCollection>? more)
    {
        (Directory, this.ownsDirectory) = (directory, ownsDirectory);
        var all = new Dictionary<string, string?>
        {
            ["Tthc:DataDirectory"] = Directory,
            ["Tthc:Timestamps:Url"] = "http://127.0.0.1:9/tsa",
            ["Tthc:Trust:RootsFile"] = OtherRoots(Directory),
            ["Tthc:Gateways:CredentialsFile"] = Credentials(Directory),
            ["Tthc:Gateways:Vnpt:BaseUrl"] = "http://127.0.0.1:9/vnpt/sca/sp769",
            ["Tthc:Gateways:Neac:BaseUrl"] = "http://127.0.0.1:9/neac",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(recorder));
        more?.Invoke(collection);
        collection.AddTthcAdapters(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        services = collection.BuildServiceProvider();
    }

    public const string SpId = "sp-of-the-tests";
    public const string SpPassword = "password-of-the-tests";

    public string Directory { get; }

    /// <summary>Everything logged so far, one entry a line, exceptions included.</summary>
    public string Log => string.Join('\n', recorder.Lines);

    public static AdapterHost Create(
        IDictionary<string, string?>? settings = null, string? directory = null, Action<IServiceCollection>? more = null) =>
        new(directory ?? System.IO.Directory.CreateTempSubdirectory("tthc-adapters-").FullName, directory is null, settings ?? new Dictionary<string, string?>(), more);

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Does what the program does when it starts: checks the settings, runs what runs at start.</summary>
    public async Task StartAsync()
    {
        services.GetService<IStartupValidator>()?.Validate();
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (ownsDirectory) System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static string Credentials(string directory)
    {
        var path = Path.Combine(directory, "credentials.json");
        if (!File.Exists(path)) File.WriteAllText(path, $$"""{"sp_id":"{{SpId}}","sp_password":"{{SpPassword}}","bearer_token":"token-of-the-tests"}""");
        return path;
    }

    private static string OtherRoots(string directory)
    {
        var path = Path.Combine(directory, "roots.pem");
        if (File.Exists(path)) return path;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Root of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(path, root.ExportCertificatePem());
        return path;
    }

    private sealed class LogRecorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            Lines.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
