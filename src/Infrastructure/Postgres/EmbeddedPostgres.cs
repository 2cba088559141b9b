using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>
/// A private PostgreSQL cluster made from the server that is installed on the machine: created on first use, started on a loopback port,
/// recovered after a crash, stopped on disposal.
/// </summary>
/// <remarks>
/// The server is a process of its own that outlives a killed caller; the next start finds it and goes on with it. It listens on
/// 127.0.0.1 alone, every connection needs a password (SCRAM), and pages carry checksums.
/// </remarks>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";
    private const int PortAttempts = 5;

    // A backend that is in the middle of a statement notices the death of its postmaster only afterwards.
    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ClusterLayout _layout;
    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ServerAccount _account = new();
    private readonly PostgresBinaries _binaries;

    private EmbeddedPostgres(ClusterLayout layout, EmbeddedPostgresOptions options, ILogger logger, TimeProvider time)
    {
        _layout = layout;
        _options = options;
        _logger = logger;
        _time = time;
        _binaries = PostgresBinaries.Find(layout.ClusterVersion);
    }

    /// <summary>The loopback port that the server listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The directory that PostgreSQL itself calls its data directory.</summary>
    public string ClusterDirectory => _layout.Cluster;

    /// <summary>Process id of the postmaster, null when the server does not run.</summary>
    public int? ProcessId => ServerProcesses.Postmaster(_layout);

    /// <summary>The application's connection: the role <c>tthc_app</c>, no superuser, in its own database <c>tthc</c>.</summary>
    public string ConnectionString => Connect(AppDatabase.Role, _layout.AppPassword, AppDatabase.Name);

    /// <summary>The superuser's connection to the maintenance database. For set-up and tests that create databases; never for the Api.</summary>
    public string AdminConnectionString => Connect(Superuser, _layout.AdminPassword, "postgres");

    /// <summary>Makes the cluster if there is none, starts it if it does not run, and returns when it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">No server is installed, or it does not start; the message has the reason.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var deadline = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var layout = await ClusterLayout.PrepareAsync(options.DataDirectory, new ServerAccount(), either.Token);
            // Two starts of one directory at the same moment: the second waits and then finds the server running.
            await using var turn = await TakeTurnAsync(layout, time, either.Token);
            var server = new EmbeddedPostgres(layout, options, logger, time);
            await server.BringUpAsync(either.Token);
            return server;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL under {options.DataDirectory} did not answer within {options.StartTimeout.TotalSeconds:0} s. The end of its log:\n" +
                ClusterLayout.Open(options.DataDirectory).LogTail(0), e);
        }
    }

    /// <summary>The cluster of a data directory when its server runs, else null. Changes nothing.</summary>
    public static EmbeddedPostgres? FindRunning(EmbeddedPostgresOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var layout = ClusterLayout.Open(options.DataDirectory);
        if (ServerProcesses.Postmaster(layout) is null || ServerProcesses.ListeningPort(layout) is not { } port)
            return null;

        return new EmbeddedPostgres(layout, options, logger, time) { Port = port };
    }

    /// <summary>Stops the server: open transactions are rolled back, everything committed is on disk. Does nothing when it is stopped.</summary>
    /// <exception cref="EmbeddedPostgresException">The server does not end.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var turn = await TakeTurnAsync(_layout, _time, cancellationToken);
        if (ServerProcesses.Postmaster(_layout) is null)
            return;

        var result = await ControlAsync(["stop", "-m", "fast", "-w", "-t", "60"], cancellationToken);
        if (!result.Succeeded && ServerProcesses.Postmaster(_layout) is not null)
            throw new EmbeddedPostgresException($"PostgreSQL did not stop: {result.Output}");

        LogStopped(_layout.Cluster);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task BringUpAsync(CancellationToken cancellationToken)
    {
        await InitialiseAsync(cancellationToken);
        do
        {
            if (ServerProcesses.Postmaster(_layout) is { } running)
            {
                LogFoundRunning(running, _layout.Cluster);
            }
            else
            {
                await ClearAfterCrashAsync(cancellationToken);
                await LaunchAsync(cancellationToken);
            }
        }
        // A server that was found running may have been about to die.
        while (!await AnswersAsync(cancellationToken));

        _layout.LastPort = Port;
        var passwordIsNew = _layout.AppPassword is null;
        var password = _layout.AppPassword ?? _layout.MakeAppPassword();
        await AppDatabase.EnsureAsync(AdminConnectionString, password, passwordIsNew, _options.Extensions, cancellationToken);
    }

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_layout.ClusterInTheMaking))
            Directory.Delete(_layout.ClusterInTheMaking, recursive: true);
        if (_layout.HasCluster)
            return;

        // Not ours to delete: it may be somebody's data with a missing file.
        if (Directory.Exists(_layout.Cluster))
            SetAside(_layout.Cluster);

        LogCreating(_layout.Cluster, _binaries.MajorVersion);
        var passwordFile = Path.Combine(_layout.ServerHome, "initial.password");
        try
        {
            ClusterLayout.WriteSecret(passwordFile, _layout.MakeAdminPassword());
            await _account.GiveAsync(passwordFile, cancellationToken);
            await _account.CreatePrivateDirectoryAsync(_layout.ClusterInTheMaking, cancellationToken);
            List<string> arguments =
            [
                "-D", _layout.ClusterInTheMaking, "--username", Superuser, "--pwfile", passwordFile,
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", Locale(), "--data-checksums",
            ];
            if (!_options.Durable)
                arguments.Add("--no-sync");

            var result = await _account.RunAsync(_binaries.InitDb, arguments, cancellationToken);
            if (!result.Succeeded)
                throw new EmbeddedPostgresException($"initdb failed: {result.Output}");

            Directory.Move(_layout.ClusterInTheMaking, _layout.Cluster);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>After a crash: waits for what the dead server left running, then removes its pid file, whose number means nothing now.</summary>
    private async Task ClearAfterCrashAsync(CancellationToken cancellationToken)
    {
        var graceEnds = _time.GetUtcNow() + LeftoverGrace;
        while (ServerProcesses.All(_layout) is { Count: > 0 } leftovers)
        {
            LogLeftovers(leftovers.Count, _layout.Cluster);
            // SIGQUIT is PostgreSQL's own word for "drop everything at once"; the data is safe through the write-ahead log.
            if (_time.GetUtcNow() > graceEnds)
                await ServerAccount.ExecuteAsync(
                    "kill", ["-QUIT", .. leftovers.Select(pid => pid.ToString(CultureInfo.InvariantCulture))], cancellationToken);
            await Task.Delay(PollInterval, _time, cancellationToken);
        }

        if (File.Exists(_layout.PidFile))
        {
            LogRecovering(_layout.Cluster);
            File.Delete(_layout.PidFile);
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var preferred = _layout.LastPort ?? _options.PreferredPort;
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Choose(preferred);
            var logStart = _layout.LogLength;
            var result = await ControlAsync(
                ["start", "-w", "-t", "600", "-l", _layout.Log, "-o", ServerArguments(port)], cancellationToken);
            if (result.Succeeded)
            {
                LogStarted(port, _layout.Cluster);
                return;
            }

            var log = _layout.LogTail(logStart);
            // Somebody was faster with the port than we were.
            var portLost = log.Contains("could not bind", StringComparison.Ordinal);
            if (!portLost || attempt == PortAttempts)
                throw new EmbeddedPostgresException($"PostgreSQL did not start: {result.Output}\n{log}");
            preferred = null;
        }
    }

    private string ServerArguments(int port)
    {
        var settings = new Dictionary<string, string>(_options.Settings, StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            // Socket paths are limited to 107 bytes, a data directory is not: loopback TCP alone.
            ["unix_socket_directories"] = "",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["cluster_name"] = "kontum-tthc",
        };
        if (!_options.Durable)
        {
            settings["fsync"] = "off";
            settings["synchronous_commit"] = "off";
            settings["full_page_writes"] = "off";
        }

        // pg_ctl hands this line to a shell.
        return string.Join(' ', settings.Select(s => $"-c '{s.Key}={s.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
    }

    private Task<ToolResult> ControlAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _account.RunAsync(_binaries.PgCtl, [arguments[0], "-D", _layout.Cluster, .. arguments.Skip(1)], cancellationToken);

    /// <summary>Waits until the server takes connections and settles <see cref="Port"/>; false when its postmaster ends instead.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        while (ServerProcesses.Postmaster(_layout) is not null)
        {
            if (ServerProcesses.ListeningPort(_layout) is { } port)
            {
                Port = port;
                try
                {
                    await using var connection = new NpgsqlConnection(AdminConnectionString);
                    await connection.OpenAsync(cancellationToken);
                    return true;
                }
                catch (NpgsqlException e) when (e is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow })
                {
                    LogNotAnsweringYet(port);
                }
            }

            await Task.Delay(PollInterval, _time, cancellationToken);
        }

        return false;
    }

    private string Connect(string user, string? password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = user,
        Password = password ?? throw new EmbeddedPostgresException($"The password file of {user} is missing in {_layout.Home}."),
        Database = database,
        // The maintenance connections are few and short; a pool would keep them open and in the way of DROP DATABASE.
        Pooling = user != Superuser,
    }.ConnectionString;

    private void SetAside(string directory)
    {
        var aside = $"{directory}.broken-{_time.GetUtcNow():yyyyMMddHHmmssfff}";
        LogSetAside(directory, aside);
        Directory.Move(directory, aside);
    }

    // Byte order for sorting, Unicode for letters; always there with glibc 2.35 and later.
    private static string Locale() => Directory.Exists("/usr/lib/locale/C.utf8") ? "C.UTF-8" : "C";

    private static async Task<FileStream> TakeTurnAsync(ClusterLayout layout, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(layout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(layout.Home))
            {
                await Task.Delay(PollInterval, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating a PostgreSQL {Version} cluster in {Cluster}")]
    private partial void LogCreating(string cluster, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL answers on 127.0.0.1:{Port}, cluster {Cluster}")]
    private partial void LogStarted(int port, string cluster);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL runs already as process {ProcessId}, cluster {Cluster}")]
    private partial void LogFoundRunning(int processId, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server of {Cluster} ended without a clean stop; it recovers from its log")]
    private partial void LogRecovering(string cluster);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} processes of the dead server of {Cluster} are still ending")]
    private partial void LogLeftovers(int count, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory} is no complete cluster; moved to {Aside}")]
    private partial void LogSetAside(string directory, string aside);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody answers on port {Port} yet")]
    private partial void LogNotAnsweringYet(int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL stopped, cluster {Cluster}")]
    private partial void LogStopped(string cluster);
}
