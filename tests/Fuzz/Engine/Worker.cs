using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using KonTum.Tthc.Fuzz.Mutation;
using KonTum.Tthc.Fuzz.Targets;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>Feeds one target for a while, in a process of its own whose engine is instrumented.</summary>
internal sealed class Worker(Target target, string folder, Random random) : IDisposable
{
    /// <summary>A find was kept and the process cannot go on.</summary>
    public const int EndedByFind = 3;

    private const int LargestForGrammar = 96 * 1024;
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(40);
    private readonly Coverage _coverage = new();
    private readonly Finds _finds = new(Path.Combine(folder, "finds"));
    private readonly InputInFlight _flight = new(FlightOf(folder, target.Name));
    private readonly List<(byte[] Input, bool IsSlow)> _queue = [];
    private readonly Havoc _havoc = new(random, Target.LargestInput);
    private readonly PdfGrammar _grammar = new(random);
    private readonly string _queueFolder = Path.Combine(folder, target.Name);
    private long _baseline;
    private long _executions;
    private TimeSpan _slowest;
    private long _mostAllocated;
    private volatile byte[]? _current;
    private long _startedTicks;

    public static string FlightOf(string folder, string target) => Path.Combine(folder, $"{target}.current");

    public WorkerReport Run(IEnumerable<byte[]> seeds, TimeSpan time)
    {
        Directory.CreateDirectory(_queueFolder);
        var watch = Stopwatch.StartNew();
        var kept = Directory.EnumerateFiles(_queueFolder).Select(File.ReadAllBytes);
        // Smaller ones first: what a larger one adds nothing to is not kept.
        var start = seeds.Concat(kept).Where(s => s.Length <= Target.LargestInput).OrderBy(s => s.Length).ToList();
        target.Run(start.Count > 0 ? start[0] : []);
        _baseline = Limits.PeakResident();
        using var watchdog = new Timer(_ => Watch(), null, 500, 500);
        foreach (var seed in start)
            Try(seed, isNew: false);
        foreach (var file in Directory.EnumerateFiles(_queueFolder))
            File.Delete(file);
        foreach (var (input, _) in _queue)
            Save(input);
        while (watch.Elapsed < time && _queue.Count > 0)
            Try(Mutate(), isNew: true);
        _flight.Clear();
        return new WorkerReport(target.Name, _executions, watch.Elapsed.TotalSeconds, _coverage.Edges, _coverage.Features, _queue.Count, _slowest.TotalMilliseconds, _mostAllocated / 1e6);
    }

    public void Dispose() => _flight.Dispose();

    private byte[] Mutate()
    {
        var (input, slow) = Pick();
        if (slow && random.Next(10) > 0)
            (input, _) = Pick();
        for (var n = 1 << random.Next(4); n > 0; n--)
        {
            input = target.IsPdf && input.Length is > 0 and <= LargestForGrammar && random.Next(3) > 0
                ? _grammar.Change(input)
                : _havoc.Change(input, Pick().Input);
        }

        return input.Length <= Target.LargestInput ? input : input[..Target.LargestInput];
    }

    /// <summary>What came last is looked at more often: it is the border of what is known.</summary>
    private (byte[] Input, bool IsSlow) Pick() =>
        _queue[random.Next(3) == 0 ? random.Next(_queue.Count * 3 / 4, _queue.Count) : random.Next(_queue.Count)];

    private void Try(byte[] input, bool isNew)
    {
        _flight.Set(input);
        Coverage.Clear();
        var allocated = GC.GetTotalAllocatedBytes();
        Interlocked.Exchange(ref _startedTicks, Limits.ProcessorTime().Ticks);
        _current = input;
        var watch = Stopwatch.StartNew();
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            Report(Finds.WayOf(e), e.ToString(), input);
        }

        _current = null;
        var took = watch.Elapsed;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        _executions++;
        _slowest = took > _slowest ? took : _slowest;
        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (allocated > Limits.Memory / 4 && Limits.PeakResident() - _baseline > Limits.Memory)
            End("memory", $"Resident memory grew by {Limits.PeakResident() - _baseline} bytes.", input);
        if (_coverage.Take() == 0)
            return;
        _queue.Add((input, took > s_slow));
        if (isNew)
            Save(input);
    }

    private void Report(string way, string report, byte[] input)
    {
        if (_finds.Keep(target.Name, way, report, input))
            Console.WriteLine($"FIND {target.Name}: {way}");
    }

    private void Watch()
    {
        var current = _current;
        if (current is null || Limits.ProcessorTime() - new TimeSpan(Interlocked.Read(ref _startedTicks)) < Limits.Time || !ReferenceEquals(current, _current))
            return;
        End("hang", $"More than {Limits.Time.TotalSeconds} s of processor time.", current);
    }

    private void End(string way, string report, byte[] input)
    {
        Report(way, report, input);
        _flight.Clear();
        Environment.Exit(EndedByFind);
    }

    private void Save(byte[] input) =>
        File.WriteAllBytes(Path.Combine(_queueFolder, Convert.ToHexString(SHA256.HashData(input))[..16]), input);
}

/// <summary>What a worker tells when its time is over: one JSON line.</summary>
internal sealed record WorkerReport(
    string Target, long Executions, double Seconds, int Edges, int Features, int Queue, double SlowestMilliseconds, double MostAllocatedMegabytes)
{
    public string ToJson() => JsonSerializer.Serialize(this);
}
