using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>A part of the platform that does not start or ends unasked; the message carries the end of its log.</summary>
internal sealed class PartFailedException(string message) : Exception(message);

/// <summary>One server process of the platform.</summary>
/// <remarks>
/// It gets a session of its own, so that Ctrl-C reaches only the supervisor, which stops the parts in order; and it is told to end when
/// the supervisor dies in whatever way.
/// </remarks>
internal sealed class Part
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    // A "parent death signal" is sent when the *thread* that started the process ends, so one thread that lives as long as this
    // program starts them all.
    private static readonly BlockingCollection<Action> Starter = StartThread();

    private readonly Process _process;
    private readonly string _log;

    private Part(string name, Process process, string log)
    {
        Name = name;
        _process = process;
        _log = log;
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Ends when the process ends.</summary>
    public Task Exited(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public static async Task<Part> StartAsync(
        string name, string assembly, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, string log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", log,
                "setpriv", "--pdeathsig", "TERM", "setsid", "dotnet", assembly, .. arguments,
            ])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starter.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new PartFailedException($"{name} did not start."));
            }
            catch (Exception e) when (e is PartFailedException or System.ComponentModel.Win32Exception)
            {
                started.SetException(e);
            }
        });
        return new Part(name, await started.Task, log);
    }

    /// <summary>Asks the process to end and waits; ends it by force when it does not.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        using var deadline = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>The last lines of what the process wrote.</summary>
    public string LogTail() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(30)) : "";

    private static BlockingCollection<Action> StartThread()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var start in work.GetConsumingEnumerable())
                start();
        })
        {
            IsBackground = true,
            Name = "parts",
        }.Start();
        return work;
    }
}
