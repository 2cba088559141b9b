using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Benchmarks.Dossiers;

/// <summary>
/// What the pages that people wait for take with few dossiers in the database and with many: inbox, lists, lookup, search. Two platforms run
/// side by side, one with few and one with many, and are asked in turn, so that whatever else the machine does weighs on both. The measure is
/// the ratio of the medians, through the REST surface.
/// </summary>
internal sealed class DossierBenchmark(int few, int many, int rounds) : IAsyncDisposable
{
    private const double Limit = 2;
    private const int WarmUp = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-dossiers-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly List<FilledPlatform> _platforms = [];
    private ServerProgram? _sandbox;

    /// <summary>Prints the ratios; false when one is above the limit.</summary>
    public static async Task<bool> RunAsync(IReadOnlyDictionary<string, string> options)
    {
        int Read(string name, int usual) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        await using var benchmark = new DossierBenchmark(Read("few", 10_000), Read("many", 1_000_000), Read("rounds", 60));
        return await benchmark.MeasureAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var platform in _platforms) await platform.DisposeAsync();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> MeasureAsync()
    {
        var sandboxFolder = Path.Combine(_folder.FullName, "sandbox");
        _sandbox = await ServerProgram.StartAsync(
            "Sandbox", "KonTum.Tthc.Sandbox.dll", Path.Combine(_folder.FullName, "sandbox.log"), 1,
            new Dictionary<string, string> { ["Sandbox__DataDirectory"] = sandboxFolder }, "--urls", "http://127.0.0.1:0");
        foreach (var count in (int[])[few, many])
        {
            var platform = new FilledPlatform(_http, _sandbox.Addresses[0], sandboxFolder, Path.Combine(_folder.FullName, $"{count}"));
            _platforms.Add(platform);
            await platform.FillAsync(count);
        }

        Console.WriteLine($"{Environment.ProcessorCount} processors, load before it {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        var questions = new List<IReadOnlyList<(string Name, Func<int, Task> Ask)>>();
        foreach (var platform in _platforms) questions.Add(await platform.QuestionsAsync(rounds + WarmUp));
        var times = questions[0].Select(_ => (Few: new List<double>(), Many: new List<double>())).ToList();
        for (var round = 0; round < rounds + WarmUp; round++)
        {
            for (var q = 0; q < times.Count; q++)
            {
                var (was, now) = (await TimeAsync(questions[0][q].Ask, round), await TimeAsync(questions[1][q].Ask, round));
                if (round < WarmUp) continue;
                times[q].Few.Add(was);
                times[q].Many.Add(now);
            }
        }

        return Print(questions[0], times);
    }

    private static async Task<double> TimeAsync(Func<int, Task> ask, int round)
    {
        var since = Stopwatch.GetTimestamp();
        await ask(round);
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private bool Print(IReadOnlyList<(string Name, Func<int, Task> Ask)> questions, List<(List<double> Few, List<double> Many)> times)
    {
        static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));
        var good = true;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"median",-44} {few,9:N0} {many,11:N0}   ratio (limit {Limit})   p95"));
        for (var q = 0; q < times.Count; q++)
        {
            var (was, now) = times[q];
            var ratio = At(now, 0.5) / At(was, 0.5);
            good &= ratio <= Limit;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{questions[q].Name,-44} {At(was, 0.5),6:0.0} ms {At(now, 0.5),8:0.0} ms   {ratio,5:0.00}{(ratio > Limit ? " MISSED" : ""),-16} {At(was, 0.95),6:0.0} → {At(now, 0.95):0.0} ms"));
        }

        return good;
    }
}
