using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Servers;

/// <summary>One program of the platform in a process of its own, on ports that it chooses itself; it dies with the test process.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    // The kernel watches the thread that started a process, so one thread that stays starts them all.
    private static readonly BlockingCollection<Action> Starter = StartThread();

    private readonly Process _process;
    private bool _gone;

    private ServerProcess(Process process, string log)
    {
        _process = process;
        LogFile = log;
    }

    /// <summary>Of the program itself: each step of its start takes the place of the one before.</summary>
    public int Id => _process.Id;

    /// <summary>What it writes.</summary>
    public string LogFile { get; }

    /// <summary>The addresses that it listens on, in its own order.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>The configuration that the tests were built in: .../tests/Acceptance/bin/{configuration}/net10.0/.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A file in the build output of a project under src, in the configuration that the tests were built in.</summary>
    public static string Assembly(string project, string name) =>
        Path.Combine(Repository.Root, "src", project, "bin", Configuration, "net10.0", name);

    /// <summary>Starts a program and returns when it listens on <paramref name="ports"/> ports.</summary>
    public static async Task<ServerProcess> StartAsync(
        string assembly, IReadOnlyDictionary<string, string> environment, string[] arguments, int ports, string log,
        string ready = "Application started")
    {
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", log,
                "setpriv", "--pdeathsig", "KILL", "setsid", "dotnet", assembly, .. arguments,
            ])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        // A process that lives for seconds gains nothing from counting which of its code is hot.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (key, value) in environment) start.Environment[key] = value;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starter.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                started.SetException(e);
            }
        });
        var server = new ServerProcess(await started.Task, log);
        await server.WaitUntilListeningAsync(ports, ready);
        return server;
    }

    /// <summary>kill -9: no goodbye, no clean-up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Dispose(_process);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gone) return;
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        Dispose(_process);
    }

    private void Dispose(Process process)
    {
        process.Dispose();
        _gone = true;
    }

    private Task WaitUntilListeningAsync(int ports, string ready) => Eventually.HoldsAsync(
        () =>
        {
            var text = File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";
            if (_process.HasExited) throw new InvalidOperationException($"The program ended at its start:\n{text}");
            if (!text.Contains(ready, StringComparison.Ordinal)) return false;
            Addresses = [.. Listening().Matches(text).Select(m => new Uri(m.Groups[1].Value))];
            return Addresses.Count == ports;
        },
        $"{ports} addresses in {LogFile}", StartDeadline);

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();

    private static BlockingCollection<Action> StartThread()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in work.GetConsumingEnumerable()) start();
        })
        {
            IsBackground = true,
            Name = "servers",
        }.Start();
        return work;
    }
}
