using System.Globalization;
using BenchmarkDotNet.Running;
using KonTum.Tthc.Benchmarks;
using KonTum.Tthc.Benchmarks.Ceremonies;
using KonTum.Tthc.Benchmarks.Dossiers;

switch (args)
{
    case ["generate", var folder]:
        foreach (var name in Files.Names)
            Console.WriteLine(Files.In(Directory.CreateDirectory(folder).FullName, name));
        break;
    case ["ratios", var folder, var rounds, .. var names]:
        await Ratios.PrintAsync(Directory.CreateDirectory(folder).FullName, int.Parse(rounds, CultureInfo.InvariantCulture), names.Length == 0 ? Files.Names : names);
        break;
    case ["many", var folder, var name, var signatures]:
        await Ratios.PrintManyAsync(Directory.CreateDirectory(folder).FullName, name, int.Parse(signatures, CultureInfo.InvariantCulture));
        break;
    // One act in a process of its own, for what /usr/bin/time tells of it.
    case ["once", "nothing"]:
        break;
    case ["once", "sign", var input, var output]:
        using (var work = new Work())
            await work.SignAsync(input, output);
        break;
    case ["once", "validate", var input]:
        using (var work = new Work())
            await work.ValidateAsync(input);
        break;
    // The same act many times, for a profiler.
    case ["repeat", "sign", var input, var output, var times]:
        using (var work = new Work())
            await Ratios.RepeatAsync(times, () => work.SignAsync(input, output));
        break;
    case ["repeat", "validate", var input, var times]:
        using (var work = new Work())
            await Ratios.RepeatAsync(times, () => work.ValidateAsync(input));
        break;
    // Many ceremonies on one node: ceremonies [count=10000] [hold=60] [rate=100] [seconds=60] [poll=2000].
    case ["ceremonies", .. var options]:
        await CeremonyBenchmark.RunAsync(options.Select(o => o.Split('=', 2)).ToDictionary(o => o[0], o => o[1]));
        break;
    // The pages that people wait for, with few dossiers and with many: dossiers [few=10000] [many=1000000] [rounds=60].
    case ["dossiers", .. var options]:
        return await DossierBenchmark.RunAsync(options.Select(o => o.Split('=', 2)).ToDictionary(o => o[0], o => o[1])) ? 0 : 1;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}

return 0;
