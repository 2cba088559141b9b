using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Benchmarks;

/// <summary>
/// Limit and work in turn, so that both see the same noise of a shared machine; prints medians and their ratio, by the clock and by the
/// processor time of the whole process. Quicker than BenchmarkDotNet, and steadier where other work runs beside.
/// </summary>
internal static class Ratios
{
    private const int Warmup = 4;

    /// <summary>Small files: until the code is compiled for good.</summary>
    private static readonly TimeSpan s_warmup = TimeSpan.FromSeconds(1);

    public static async Task PrintAsync(string folder, int rounds, IEnumerable<string> names)
    {
        using var work = new Work();
        foreach (var name in names)
        {
            var input = Files.In(folder, name);
            var output = Path.Combine(folder, "out.pdf");
            await PairAsync($"sign {name}", rounds, () => work.SigningLimit(input, output), () => work.SignAsync(input, output));
            await PairAsync($"two phases {name}", rounds, () => work.SigningLimit(input, output), () => work.SignInTwoPhasesAsync(input, output));
            var signed = Path.Combine(folder, "signed.pdf");
            await work.SignAsync(input, signed);
            await PairAsync($"validate {name}", rounds, () => work.ValidatingLimit(signed), () => work.ValidateAsync(signed));
        }
    }

    /// <summary>What the n-th signature costs on top of those before, and validating all of them.</summary>
    public static async Task PrintManyAsync(string folder, string name, int signatures)
    {
        using var work = new Work();
        var (input, output) = (Path.Combine(folder, "many-in.pdf"), Path.Combine(folder, "many-out.pdf"));
        await work.SignAsync(Files.In(folder, name), output);
        File.Copy(Files.In(folder, name), input, overwrite: true);
        for (var n = 1; n <= signatures; n++)
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
                times.Add(await TimeAsync(() => work.SignAsync(input, output)));
            File.Copy(output, input, overwrite: true);
            if (n is 1 or 10 or 25 || n == signatures)
            {
                await work.ValidateAsync(input);
                var validating = await TimeAsync(() => work.ValidateAsync(input));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} with {n} signatures: signing {Median(times):F2} ms, validating {validating:F1} ms, {validating / n:F2} ms a signature"));
            }
        }
    }

    /// <summary>Prints what one takes when the code is warm.</summary>
    public static async Task RepeatAsync(string times, Func<Task> work)
    {
        var count = int.Parse(times, CultureInfo.InvariantCulture);
        for (var i = 0; i < count / 2; i++)
            await work();
        var cpu = Environment.CpuUsage.TotalTime;
        var took = new List<double>();
        for (var i = count / 2; i < count; i++)
            took.Add(await TimeAsync(work));
        var processor = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / took.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of the last half: median {Median(took):F3} ms, best {took.Min():F3} ms, processor {processor:F3} ms each"));
    }

    private static async Task PairAsync(string what, int rounds, Action limit, Func<Task> work)
    {
        var (least, ours, leastCpu, oursCpu, allocated) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < s_warmup;)
        {
            limit();
            await work();
        }

        for (var i = -Warmup; i < rounds; i++)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            limit();
            var took = watch.Elapsed.TotalMilliseconds;
            var tookCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
            var before = GC.GetTotalAllocatedBytes();
            cpu = Environment.CpuUsage.TotalTime;
            var tookOurs = await TimeAsync(work);
            var tookOursCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
            allocated = GC.GetTotalAllocatedBytes() - before;
            if (i < 0)
                continue;
            least.Add(took);
            ours.Add(tookOurs);
            leastCpu.Add(tookCpu);
            oursCpu.Add(tookOursCpu);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-28} limit {Median(least),7:F2} ms, ours {Median(ours),7:F2} ms, ratio {Median(ours) / Median(least):F2} (best {ours.Min() / least.Min():F2}); processor {Median(leastCpu),7:F2} ms, {Median(oursCpu),7:F2} ms, ratio {Median(oursCpu) / Median(leastCpu):F2}; {allocated / 1e6:F1} MB allocated"));
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
