using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Benchmarks;

/// <summary>A program of the platform in a process of its own, so that its memory and processor time are its own.</summary>
internal sealed class ServerProgram(Process process, string log) : IAsyncDisposable
{
    private static readonly long TicksPerSecond = 100; // USER_HZ of every Linux that .NET runs on

    /// <summary>The addresses that it listens on.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    public double ResidentMegabytes => File.ReadLines($"/proc/{process.Id}/status")
        .Where(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0)
        .Single();

    /// <summary>User and system time since it began.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var fields = Stat(process.Id);
            return Ticks(fields[11], fields[12]);
        }
    }

    /// <summary>User and system time of a PostgreSQL server and all its processes, also of those that have ended.</summary>
    /// <param name="backend">One of these, as pg_backend_pid() tells it.</param>
    public static TimeSpan ProcessorTimeOfDatabase(int backend)
    {
        var server = int.Parse(Stat(backend)[1], CultureInfo.InvariantCulture);
        var own = Stat(server);
        var sum = Ticks(own[11], own[12], own[13], own[14]);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var fields = Stat(id);
                if (fields[1] == server.ToString(CultureInfo.InvariantCulture)) sum += Ticks(fields[11], fields[12]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return sum;
    }

    /// <summary>Starts src/PROJECT as it was built in the configuration of this program.</summary>
    public static async Task<ServerProgram> StartAsync(
        string project, string assembly, string log, int ports, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Directory.Packages.props"))) root = root.Parent!;
        var path = Path.Combine(root.FullName, "src", project, "bin", configuration, "net10.0", assembly);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", log, "dotnet", path, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(path),
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var program = new ServerProgram(Process.Start(start)!, log);
        for (var since = Stopwatch.StartNew(); program.Addresses.Count < ports; await Task.Delay(100))
        {
            if (program.HasExited || since.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException($"{assembly} did not start:\n{File.ReadAllText(log)}");
            program.Addresses = program.ReadAddresses();
        }

        return program;
    }

    /// <summary>The fields of /proc/ID/stat after the name: state, parent, …; proc(5) counts from 3.</summary>
    private static string[] Stat(int id) => File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');

    private static TimeSpan Ticks(params ReadOnlySpan<string> fields)
    {
        long ticks = 0;
        foreach (var field in fields) ticks += long.Parse(field, CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private bool HasExited => process.HasExited;

    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await stop.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private List<Uri> ReadAddresses()
    {
        const string Mark = "Now listening on: ";
        var text = File.Exists(log) ? File.ReadAllText(log) : "";
        if (!text.Contains("Application started", StringComparison.Ordinal)) return [];
        return [.. text.Split('\n').Where(l => l.Contains(Mark, StringComparison.Ordinal)).Select(l =>
        {
            var rest = l[(l.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..];
            return new Uri(rest.Split(' ', '"', '\r')[0]);
        }).Distinct()];
    }
}
