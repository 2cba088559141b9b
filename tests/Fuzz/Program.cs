using System.Globalization;
using KonTum.Tthc.Fuzz.Engine;
using KonTum.Tthc.Fuzz.Seeds;
using KonTum.Tthc.Fuzz.Targets;

return args switch
{
    ["run", var minutes, var folder, .. var names] => new Supervisor(Path.GetFullPath(folder), TimeSpan.FromSeconds(60)).Run(
        TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)), names.Length == 0 ? AllTargets.List : [.. names.Select(AllTargets.Named)]) == 0 ? 0 : 1,
    ["work", var name, var seconds, var folder] => Work(name, int.Parse(seconds, CultureInfo.InvariantCulture), folder),
    ["replay", var name, .. var files] => files.Count(f => Replay(AllTargets.Named(name), f)),
    ["minimise", var name, var file] => Minimise(AllTargets.Named(name), file),
    _ => Help(),
};

static int Work(string name, int seconds, string folder)
{
    Coverage.Prepare();
    var target = AllTargets.Named(name);
    using var worker = new Worker(target, folder, new Random());
    Console.WriteLine(worker.Run(AllSeeds.For(target), TimeSpan.FromSeconds(seconds)).ToJson());
    return 0;
}

static bool Replay(Target target, string file)
{
    var watch = System.Diagnostics.Stopwatch.StartNew();
    var way = Minimiser.WayOf(target, File.ReadAllBytes(file));
    Console.WriteLine($"{file}: {way ?? "nothing broke"} ({watch.ElapsedMilliseconds} ms)");
    return way is not null;
}

static int Minimise(Target target, string file)
{
    var small = Minimiser.Minimise(target, File.ReadAllBytes(file), TimeSpan.FromMinutes(1));
    File.WriteAllBytes(file + ".min", small);
    Console.WriteLine($"{file}.min: {small.Length} bytes");
    return 0;
}

static int Help()
{
    Console.Error.WriteLine("run MINUTES FOLDER [TARGET...] | replay TARGET FILE... | minimise TARGET FILE");
    return 64;
}
