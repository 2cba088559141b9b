using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Fuzz.Targets;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>
/// Makes an instrumented copy of this program and lets it work on the targets in turn, each slice in a fresh process: one that dies takes
/// nothing along but its last input, which becomes a find.
/// </summary>
internal sealed class Supervisor(string folder, TimeSpan slice)
{
    private readonly Dictionary<string, (long Executions, double Seconds, WorkerReport? Last)> _totals = [];

    /// <returns>The number of finds that lie there in the end.</returns>
    public int Run(TimeSpan time, IReadOnlyList<Target> targets)
    {
        var program = Instrument();
        var turn = targets.SelectMany(t => Enumerable.Repeat(t, t.Weight)).OrderBy(_ => Random.Shared.Next()).ToList();
        var watch = Stopwatch.StartNew();
        for (var i = 0; watch.Elapsed < time; i++)
        {
            var left = time - watch.Elapsed;
            WorkOn(program, turn[i % turn.Count], left < slice ? left : slice);
        }

        return Summary();
    }

    /// <summary>Copies the program next to the results and rewrites the engine in the copy, so that it counts its edges.</summary>
    private string Instrument()
    {
        var copy = Path.Combine(folder, "program");
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        SharpFuzz.Fuzzer.Instrument(Path.Combine(copy, "KonTum.Tthc.Pades.dll"), _ => true, SharpFuzz.Options.Value);
        return Path.Combine(copy, Path.GetFileName(typeof(Supervisor).Assembly.Location));
    }

    private void WorkOn(string program, Target target, TimeSpan time)
    {
        var seconds = Math.Max(1, (int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", [program, "work", target.Name, seconds, folder]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = Limits.HeapHardLimit;
        start.Environment["DOTNET_TieredPGO"] = "0";
        File.Delete(Worker.FlightOf(folder, target.Name));
        using var process = Process.Start(start)!;
        string? report = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('{'))
                report = line;
            else
                Console.WriteLine(line);
        }

        process.WaitForExit();
        if (process.ExitCode is not (0 or Worker.EndedByFind))
        {
            var killer = InputInFlight.Read(Worker.FlightOf(folder, target.Name))
                ?? throw new InvalidOperationException($"The worker for '{target.Name}' ended with {process.ExitCode} outside a run.");
            new Finds(Path.Combine(folder, "finds")).Keep(target.Name, "death", $"The process ended with {process.ExitCode}.", killer);
            Console.WriteLine($"FIND {target.Name}: the process ended with {process.ExitCode}");
        }

        if (report is not null)
            Add(JsonSerializer.Deserialize<WorkerReport>(report)!);
    }

    private void Add(WorkerReport report)
    {
        var (executions, seconds, _) = _totals.GetValueOrDefault(report.Target);
        _totals[report.Target] = (executions + report.Executions, seconds + report.Seconds, report);
        var line = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss} {report.Target}: {report.Executions} runs in {report.Seconds:F0} s, {report.Edges} edges, {report.Features} features, {report.Queue} inputs, slowest {report.SlowestMilliseconds:F0} ms, most allocated {report.MostAllocatedMegabytes:F0} MB");
        Console.WriteLine(line);
        File.AppendAllLines(Path.Combine(folder, "log.txt"), [line]);
    }

    private int Summary()
    {
        var finds = Directory.Exists(Path.Combine(folder, "finds")) ? Directory.GetFiles(Path.Combine(folder, "finds"), "*.bin").Length : 0;
        foreach (var (target, (executions, seconds, last)) in _totals)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total {target}: {executions} runs in {seconds / 60:F1} min, {last!.Edges} edges, {last.Queue} inputs kept"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"total: {_totals.Values.Sum(t => t.Executions)} runs in {_totals.Values.Sum(t => t.Seconds) / 60:F1} min, {finds} finds"));
        return finds;
    }
}
