using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KonTum.Tthc.Benchmarks.Ceremonies;

/// <summary>
/// Many ceremonies on one node of the Api: what it costs to hold them while phones ring, and how long it takes from a confirmation to
/// SIGNED. They are started through the public REST surface; the provider is a stub, log-in and timestamps are the sandbox's.
/// </summary>
internal sealed class CeremonyBenchmark(CeremonyLoad load) : IAsyncDisposable
{
    private const string Procedure = "1.001193";
    private const string Agency = "000.21.24.H34";
    private const string Component = "to-khai";
    private const int OfOneDossier = 10;
    private const int AtOnce = 12;

    /// <summary>A file that takes a while to prepare.</summary>
    private const string Large = "20MB";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-ceremonies-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly ConcurrentDictionary<string, string> _signingOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _changedAt = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _done = new();
    private EmbeddedPostgres? _postgres;
    private VnptStub? _stub;
    private ServerProgram? _sandbox;
    private ServerProgram? _api;
    private RestCalls _calls = null!;
    private string _profile = "";
    private int _backend;
    private Task _listening = Task.CompletedTask;

    public static async Task RunAsync(IReadOnlyDictionary<string, string> options)
    {
        await using var benchmark = new CeremonyBenchmark(CeremonyLoad.Read(options));
        Console.WriteLine($"{Environment.ProcessorCount} processors, load before it {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        await benchmark.StartAsync();
        await benchmark.FillAsync();
        await benchmark.HoldAsync();
        await benchmark.ConfirmAsync();
        await benchmark.PrepareLargeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_api is not null) await _api.DisposeAsync();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        if (_stub is not null) await _stub.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _http.Dispose();
        _done.Dispose();
        _folder.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task StartAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = In("postgres") }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        _stub = await VnptStub.StartAsync();
        _sandbox = await ServerProgram.StartAsync(
            "Sandbox", "KonTum.Tthc.Sandbox.dll", In("sandbox.log"), 1,
            new Dictionary<string, string> { ["Sandbox__DataDirectory"] = In("sandbox") }, "--urls", "http://127.0.0.1:0");
        var sandbox = _sandbox.Addresses[0];
        var roots = await _http.GetStringAsync(new Uri(sandbox, "pki/bundle.pem"));
        await File.WriteAllTextAsync(In("roots.pem"), roots.TrimEnd() + "\n" + _stub.Root + "\n");
        _api = await ServerProgram.StartAsync("Api", "KonTum.Tthc.Api.dll", In("api.log"), 2, new Dictionary<string, string>
        {
            ["ConnectionStrings__Tthc"] = _postgres.ConnectionString,
            ["Tthc__DataDirectory"] = In("api"),
            ["Tthc__Identity__Authority"] = sandbox.AbsoluteUri,
            ["Tthc__Gateways__Vnpt__BaseUrl"] = _stub.Url,
            ["Tthc__Gateways__Vnpt__LifetimeSeconds"] = "3600",
            ["Tthc__Gateways__CredentialsFile"] = Path.Combine(In("sandbox"), "service-provider.json"),
            ["Tthc__Timestamps__Url"] = new Uri(sandbox, "tsa").AbsoluteUri,
            ["Tthc__Trust__RootsFile"] = In("roots.pem"),
            ["Tthc__Revocation__AllowedHosts"] = "127.0.0.1",
            ["Tthc__Storage__ApplySchema"] = "true",
            ["Tthc__Signing__PollInterval"] = load.PollInterval.ToString("c", CultureInfo.InvariantCulture),
            ["Kestrel__Endpoints__Rest__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Rest__Protocols"] = "Http1",
            ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Grpc__Protocols"] = "Http2",
        });
        var rest = await RestCalls.FindRestAsync(_http, _api.Addresses);
        _calls = new RestCalls(_http, rest, await RestCalls.LogInAsync(_http, sandbox, "minh"));
        _listening = Task.Run(ListenAsync);
        while (Volatile.Read(ref _backend) == 0) await Task.Delay(10);
        Console.WriteLine($"idle: {_api.ResidentMegabytes:0} MB");
    }

    /// <summary>Starts them all and waits until every phone rings.</summary>
    private async Task FillAsync()
    {
        var (since, before) = (Stopwatch.StartNew(), Spent());
        _profile = (string)(await _calls.PostAsync("v1/signatureProfiles", new()
        {
            ["displayName"] = "Benchmark",
            ["phoneNumber"] = "0912345678",
            ["locatorKeyword"] = "Benchmark",
            ["entries"] = new JsonArray(new JsonObject { ["kind"] = "SIGNATURE_KIND_SMART_CA", ["account"] = "062090000001", ["provider"] = "VNPT-CA" }),
        }))["id"]!;
        var dossiers = (load.Count + OfOneDossier - 1) / OfOneDossier;
        await Parallel.ForAsync(0, dossiers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (d, _) =>
        {
            var dossier = await OpenDossierAsync();
            for (var n = d * OfOneDossier; n < Math.Min(load.Count, (d + 1) * OfOneDossier); n++)
            {
                var name = $"giay-{n}.pdf";
                await StartSigningAsync(dossier, name, await UploadAsync(dossier, name, RestCalls.SmallPdf()));
            }
        });
        await UntilTheyRingAsync(load.Count);
        Console.WriteLine($"{load.Count} ceremonies started through the REST surface in {since.Elapsed.TotalSeconds:0} s ({load.Count / since.Elapsed.TotalSeconds:0.0} a second, with their uploads); processor time of each: {Spent().Since(before).For(load.Count)}");
    }

    /// <summary>What it costs to wait.</summary>
    private async Task HoldAsync()
    {
        // The first minute of a ceremony is asked about more often; what is held for long is the rest.
        await Task.Delay(TimeSpan.FromSeconds(load.SettleSeconds));
        var (polls, before, since) = (_stub!.Polls, Spent(), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(load.HoldSeconds));
        var (seconds, asked, spent) = (since.Elapsed.TotalSeconds, _stub.Polls - polls, Spent().Since(before));
        Console.WriteLine($"holding {load.Count}: {_api!.ResidentMegabytes:0} MB (limit 300), {spent.Api / seconds:0.000} cores (limit 0.5), {asked / seconds:0} questions a second, {spent.Api * 1000 / Math.Max(1, asked):0.00} ms of processor time for each with all that goes on beside");
    }

    /// <summary>People confirm: so many a second come to their phones, each takes as long as people take.</summary>
    private async Task ConfirmAsync()
    {
        // A flow that has been going on for long: who comes in the last seconds confirms in the first ones of the next round.
        var people = new Random(load.Seed);
        var all = _stub!.Phones.Values.Take(Math.Min(load.Count, load.PerSecond * load.ConfirmSeconds)).ToList();
        var round = (double)all.Count / load.PerSecond;
        var plan = all.Select((phone, i) => (Phone: phone, Person: load.PersonTakes(people), Comes: (double)i / load.PerSecond))
            .Select(p => (p.Phone, p.Person, At: (p.Comes + p.Person.TotalSeconds) % round))
            .OrderBy(p => p.At).ToList();
        var (before, since) = (Spent(), Stopwatch.StartNew());
        for (var i = 0; i < plan.Count;)
        {
            for (; i < plan.Count && plan[i].At <= since.Elapsed.TotalSeconds; i++) plan[i].Phone.ConfirmedAt = Stopwatch.GetTimestamp();
            await Task.Delay(5);
        }

        var confirming = since.Elapsed;
        bool IsSigned(VnptStub.Phone p) => p.AnsweredAt > 0 && SignedAt(p) > p.AnsweredAt;
        while (!all.All(IsSigned))
        {
            if (since.Elapsed > confirming + TimeSpan.FromMinutes(5)) break;
            await Task.Delay(100);
        }

        var signed = plan.Where(p => IsSigned(p.Phone)).ToList();
        var spent = Spent().Since(before);
        // The promise is against the interval that a ceremony is asked at by then: after its first minute up to five times the first.
        var interval = (load.PollInterval * (load.PersonSeconds < 60 ? 1 : 5) * 1.2).TotalMilliseconds;
        var longest = (load.PollInterval * 5 * 1.2).TotalMilliseconds;
        var own = signed.Select(p => Stopwatch.GetElapsedTime(p.Phone.AnsweredAt, SignedAt(p.Phone))).ToList();
        Console.WriteLine($"{signed.Count} of {all.Count} signed, {load.PerSecond} confirmations a second for {confirming.TotalSeconds:0} s, the last {(since.Elapsed - confirming).TotalSeconds:0.0} s later; the Api {spent.Api / since.Elapsed.TotalSeconds:0.00} cores, {_api!.ResidentMegabytes:0} MB; processor time of each: {spent.For(all.Count)}");
        Print("confirmation to SIGNED", Percentiles(signed.Select(p => Stopwatch.GetElapsedTime(p.Phone.ConfirmedAt, SignedAt(p.Phone)))), $"p99 limit {longest + 300:0}: the longest interval with its jitter, and 300; within the first minute of a ceremony {interval + 300:0}");
        Print("confirmation to being asked", Percentiles(signed.Select(p => Stopwatch.GetElapsedTime(p.Phone.ConfirmedAt, p.Phone.AnsweredAt))), "the interval");
        Print("answer to SIGNED, our own time", Percentiles(own), "p99 limit 300");
        var persons = signed.Select(p => p.Person).ToList();
        var (ours, theirs) = (own.Sum(t => t.TotalSeconds), persons.Sum(t => t.TotalSeconds));
        Print("the person with the phone", Percentiles(persons), $"log-normal, median {load.PersonSeconds} s, sigma {load.Spread}, seed {load.Seed}");
        Console.WriteLine($"our own time to the provider's and the person's: {ours / theirs:0.0000}");
    }

    /// <summary>What preparing large files does to those who start something else meanwhile.</summary>
    private async Task PrepareLargeAsync()
    {
        if (load.LargeFiles == 0) return;
        const int samples = 20;
        var large = await File.ReadAllBytesAsync(Files.In(_folder.FullName, Large));
        var waiting = new List<(string Dossier, string Name, string Attachment)>();
        for (var d = 0; waiting.Count < load.LargeFiles; d++)
        {
            var dossier = await OpenDossierAsync();
            for (var n = 0; n < OfOneDossier && waiting.Count < load.LargeFiles; n++)
            {
                var name = $"lon-{waiting.Count}.pdf";
                waiting.Add((dossier, name, await UploadAsync(dossier, name, large)));
            }
        }

        async Task<List<TimeSpan>> SampleAsync(string word)
        {
            var times = new List<TimeSpan>();
            var dossier = "";
            for (var n = 0; n < samples; n++)
            {
                if (n % OfOneDossier == 0) dossier = await OpenDossierAsync();
                var attachment = await UploadAsync(dossier, $"{word}-{n}.pdf", RestCalls.SmallPdf());
                var since = Stopwatch.StartNew();
                await StartSigningAsync(dossier, $"{word}-{n}.pdf", attachment);
                times.Add(since.Elapsed);
            }

            return times;
        }

        await SampleAsync("quen");
        var quiet = Percentiles(await SampleAsync("truoc"));
        var began = Stopwatch.StartNew();
        var starting = waiting.Select(w => StartSigningAsync(w.Dossier, w.Name, w.Attachment)).ToList();
        var busy = Percentiles(await SampleAsync("trong"));
        var left = load.LargeFiles - waiting.Count(w => _stub!.Phones.ContainsKey(w.Name));
        await Task.WhenAll(starting);
        while (!waiting.All(w => _stub!.Phones.ContainsKey(w.Name)) && began.Elapsed < TimeSpan.FromMinutes(3)) await Task.Delay(50);
        Console.WriteLine($"{load.LargeFiles} files of {Large} prepared in {began.Elapsed.TotalSeconds:0.0} s; {left} of them were left when the last of the {samples} small ones was started:");
        Print("  StartSigning of small files before", quiet, "nothing else goes on");
        Print("  StartSigning of small files meanwhile", busy, "flat: no more than the processor is shared");
    }

    private async Task<string> OpenDossierAsync() =>
        (string)(await _calls.PostAsync("v1/dossiers", new() { ["procedureCode"] = Procedure, ["agencyCode"] = Agency }))["id"]!;

    private async Task<string> UploadAsync(string dossier, string name, byte[] file) =>
        (string)(await _calls.UploadAsync($"v1/dossiers/{dossier}/components/{Component}/attachments?fileName={name}", file))["id"]!;

    private async Task StartSigningAsync(string dossier, string name, string attachment)
    {
        var signing = await _calls.PostAsync("v1/signings", new()
        {
            ["dossierId"] = dossier,
            ["profileId"] = _profile,
            ["certificateSerialNumber"] = _stub!.Serial,
            ["targets"] = new JsonArray(new JsonObject
            {
                ["componentId"] = Component,
                ["attachmentId"] = attachment,
                ["placement"] = new JsonObject { ["page"] = 1, ["x"] = 60, ["y"] = 60, ["width"] = 200, ["height"] = 60 },
            }),
        });
        _signingOf[name] = Guid.Parse((string)signing["id"]!).ToString("N");
    }

    private async Task UntilTheyRingAsync(int phones)
    {
        for (var since = Stopwatch.StartNew(); _stub!.Phones.Count < phones; await Task.Delay(100))
        {
            if (since.Elapsed > TimeSpan.FromMinutes(30)) throw new TimeoutException($"{_stub.Phones.Count} of {phones} phones ring.");
        }
    }

    private ProcessorSeconds Spent() => new(
        _api!.ProcessorTime.TotalSeconds,
        ServerProgram.ProcessorTimeOfDatabase(_backend).TotalSeconds,
        _sandbox!.ProcessorTime.TotalSeconds,
        Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);

    private long SignedAt(VnptStub.Phone phone) =>
        _signingOf.TryGetValue(phone.Document, out var id) && _changedAt.TryGetValue(id, out var at) ? at : 0;

    private static void Print(string what, (double P50, double P95, double P99, double Max) p, string limit) =>
        Console.WriteLine($"{what}: p50 {p.P50:0} ms, p95 {p.P95:0} ms, p99 {p.P99:0} ms, longest {p.Max:0} ms ({limit})");

    private static (double P50, double P95, double P99, double Max) Percentiles(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(t => t.TotalMilliseconds).Order().ToList();
        double At(double share) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
        return (At(0.5), At(0.95), At(0.99), At(1));
    }

    /// <summary>Hears of each change when PostgreSQL has committed it; the last one of a ceremony is its end.</summary>
    private async Task ListenAsync()
    {
        await using var connection = new NpgsqlConnection(_postgres!.ConnectionString);
        connection.Notification += (_, notification) => _changedAt[notification.Payload[..32]] = Stopwatch.GetTimestamp();
        await connection.OpenAsync();
        _backend = connection.ProcessID;
        await using (var listen = new NpgsqlCommand("listen tthc_signing", connection)) await listen.ExecuteNonQueryAsync();
        while (true) await connection.WaitAsync(_done.Token);
    }
}
