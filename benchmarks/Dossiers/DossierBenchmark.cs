using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KonTum.Tthc.Benchmarks.Dossiers;

/// <summary>
/// What the pages that people wait for take with few dossiers in the database and with many: inbox, lists, lookup, search. Some hundred
/// dossiers are filed through the public surface; the others are copies of these, made in the database with their streams, events and lines.
/// The measure is the ratio of the medians, through the REST surface of a node of its own.
/// </summary>
internal sealed class DossierBenchmark(int few, int many, int rounds) : IAsyncDisposable
{
    private const string Agency = "000.21.24.H34";
    private const string OtherAgency = "000.22.24.H34";
    private const int Patterns = 200;
    private const double Limit = 2;

    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "A", "Y", "Rơ Châm", "Siu"];
    private static readonly string[] Middles = ["Văn", "Thị", "Minh", "Thanh", "Ngọc", "Quốc", "Đức", "Hữu"];
    private static readonly string[] Given = ["Phượng", "An", "Bình", "Dũng", "Hạnh", "Khôi", "Liên", "Nghĩa", "Oanh", "Phúc", "Quyên", "Sơn", "Thảo", "Uyên", "Vinh", "Xuân", "Yến", "Blưng", "Đăm", "HRoi"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-dossiers-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private EmbeddedPostgres? _postgres;
    private ServerProgram? _sandbox;
    private ServerProgram? _api;
    private RestCalls _owner = null!;
    private RestCalls _citizen = null!;
    private RestCalls _officer = null!;
    private RestCalls _stranger = null!;

    /// <summary>Prints the ratios; false when one is above the limit.</summary>
    public static async Task<bool> RunAsync(IReadOnlyDictionary<string, string> options)
    {
        int Read(string name, int usual) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        await using var benchmark = new DossierBenchmark(Read("few", 10_000), Read("many", 1_000_000), Read("rounds", 60));
        Console.WriteLine($"{Environment.ProcessorCount} processors, load before it {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        return await benchmark.MeasureAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> MeasureAsync()
    {
        await StartAsync();
        await FilePatternsAsync();
        await CopyAsync(few);
        var before = await MeasureQuestionsAsync();
        await CopyAsync(many);
        var after = await MeasureQuestionsAsync();

        var good = true;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-44} {few,9:N0} {many,11:N0}   ratio (limit {Limit})   p95"));
        foreach (var (question, was) in before)
        {
            var now = after[question];
            var ratio = now.Median / was.Median;
            good &= ratio <= Limit;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{question,-44} {was.Median,6:0.0} ms {now.Median,8:0.0} ms   {ratio,5:0.00}{(ratio > Limit ? " MISSED" : ""),-16} {was.P95,6:0.0} → {now.P95:0.0} ms"));
        }

        return good;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task StartAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = In("postgres") }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        _sandbox = await ServerProgram.StartAsync(
            "Sandbox", "KonTum.Tthc.Sandbox.dll", In("sandbox.log"), 1,
            new Dictionary<string, string> { ["Sandbox__DataDirectory"] = In("sandbox") }, "--urls", "http://127.0.0.1:0");
        await File.WriteAllTextAsync(In("roots.pem"), await _http.GetStringAsync(new Uri(_sandbox.Addresses[0], "pki/bundle.pem")));
        await StartApiAsync();
    }

    private async Task StartApiAsync()
    {
        File.Delete(In("api.log")); // the addresses are read from it
        var sandbox = _sandbox!.Addresses[0];
        _api = await ServerProgram.StartAsync("Api", "KonTum.Tthc.Api.dll", In("api.log"), 2, new Dictionary<string, string>
        {
            ["ConnectionStrings__Tthc"] = _postgres!.ConnectionString,
            ["Tthc__DataDirectory"] = In("api"),
            ["Tthc__Identity__Authority"] = sandbox.AbsoluteUri,
            ["Tthc__Gateways__CredentialsFile"] = Path.Combine(In("sandbox"), "service-provider.json"),
            ["Tthc__Timestamps__Url"] = new Uri(sandbox, "tsa").AbsoluteUri,
            ["Tthc__Trust__RootsFile"] = In("roots.pem"),
            ["Tthc__Storage__ApplySchema"] = "true",
            ["Tthc__Lookup__PerMinute"] = "100000",
            ["Kestrel__Endpoints__Rest__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Rest__Protocols"] = "Http1",
            ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Grpc__Protocols"] = "Http2",
        });
        var rest = await RestCalls.FindRestAsync(_http, _api.Addresses);
        async Task<RestCalls> LogInAsync(string username) => new(_http, rest, await RestCalls.LogInAsync(_http, sandbox, username));
        (_owner, _citizen, _officer) = (await LogInAsync("phuong"), await LogInAsync("minh"), await LogInAsync("thuha"));
        _stranger = new RestCalls(_http, rest, "");
    }

    /// <summary>Dossiers as people file them: one who files a lot, and one who files a few.</summary>
    private async Task FilePatternsAsync()
    {
        var random = new Random(1);
        string NameOfSomeone() => $"{Families[random.Next(Families.Length)]} {Middles[random.Next(Middles.Length)]} {Given[random.Next(Given.Length)]}";
        for (var n = 0; n < Patterns; n++) await FileAsync(_owner, n % 3 == 0 ? OtherAgency : Agency, NameOfSomeone());
        for (var n = 0; n < 30; n++) await FileAsync(_citizen, Agency, "Trần Văn Minh");
    }

    private static async Task FileAsync(RestCalls person, string agency, string name)
    {
        var id = (string)(await person.PostAsync("v1/dossiers", new() { ["procedureCode"] = "1.001193", ["agencyCode"] = agency }))["id"]!;
        await person.PatchAsync($"v1/dossiers/{id}", new JsonObject
        {
            ["form"] = new JsonObject
            {
                ["ownerName"] = name,
                ["submitterName"] = name,
                ["identityNumber"] = "062090000001",
                ["identityIssueDate"] = new JsonObject { ["year"] = 2021, ["month"] = 4, ["day"] = 25 },
                ["identityIssuePlace"] = "Cục Cảnh sát QLHC về TTXH",
                ["birthDate"] = new JsonObject { ["year"] = 1990, ["month"] = 2, ["day"] = 28 },
                ["sex"] = "SEX_MALE",
                ["country"] = "Việt Nam",
                ["province"] = "Kon Tum",
                ["ward"] = "Duy Tân",
                ["address"] = "1 Đường Thử",
                ["phoneNumber"] = "0912345678",
                ["setCount"] = 1,
                ["dossierType"] = "KS",
            },
        });
        await person.UploadAsync($"v1/dossiers/{id}/components/to-khai/attachments?fileName=to-khai.pdf", RestCalls.SmallPdf());
        await person.PostAsync($"v1/dossiers/{id}:submit", []);
    }

    /// <summary>Copies the patterns until there are so many dossiers. The node is down meanwhile, as for any bulk load.</summary>
    private async Task CopyAsync(int count)
    {
        await _api!.DisposeAsync();
        _api = null;
        var since = Stopwatch.StartNew();
        await using (var connection = new NpgsqlConnection(_postgres!.ConnectionString))
        {
            await connection.OpenAsync();
            var there = (long)(await DossierCopies.ExecuteAsync(connection, "select count(*) from tthc.mt_doc_dossierlisting"))!;
            for (var from = there; from < count; from += DossierCopies.AtOnce)
                await DossierCopies.CopyAsync(connection, from, Math.Min(count, from + DossierCopies.AtOnce));
            await DossierCopies.SettleAsync(connection);
        }

        Console.WriteLine($"{count:N0} dossiers after {since.Elapsed.TotalSeconds:0} s");
        await StartApiAsync();
    }

    private async Task<Dictionary<string, (double Median, double P95)>> MeasureQuestionsAsync()
    {
        var codes = await DossierCopies.SomeCodesAsync(_postgres!.ConnectionString, Agency, rounds + 10);
        var random = new Random(2);
        string Word(string[] words) => Uri.EscapeDataString(words[random.Next(words.Length)]);
        var deep = await DeepPageAsync();
        var questions = new List<(string Name, Func<int, Task> Ask)>
        {
            ("inbox, first page of 50", _ => _officer.GetAsync("v1/inbox?pageSize=50")),
            ("inbox, page 20", _ => _officer.GetAsync($"v1/inbox?pageSize=50&pageToken={deep}")),
            ("inbox, newest first", _ => _officer.GetAsync("v1/inbox?pageSize=50&order=INBOX_ORDER_NEWEST")),
            ("inbox, in process, due first", _ => _officer.GetAsync("v1/inbox?pageSize=50&states=DOSSIER_STATE_PROCESSING&order=INBOX_ORDER_DUE")),
            ("inbox, overdue", _ => _officer.GetAsync("v1/inbox?pageSize=50&overdue=true")),
            ("inbox, counts", _ => _officer.GetAsync("v1/inbox:count")),
            ("search by one word of a name", _ => _officer.GetAsync($"v1/inbox?pageSize=50&query={Word(Given)}")),
            ("search by two words, without diacritics", _ => _officer.GetAsync("v1/inbox?pageSize=50&query=phuong%20tran")),
            ("search by a name that nobody has", _ => _officer.GetAsync("v1/inbox?pageSize=50&query=khongcoai")),
            ("search by code", n => _officer.GetAsync($"v1/inbox?query={codes[n]}")),
            ("own list of one who filed 30", _ => _citizen.GetAsync("v1/dossiers?pageSize=50")),
            ("own list of one who filed them all", _ => _owner.GetAsync("v1/dossiers?pageSize=50")),
            ("public lookup by code", n => _stranger.GetAsync($"v1/lookup/{codes[n]}")),
            ("search of procedures", _ => _stranger.GetAsync("v1/procedures?query=khai%20sinh")),
            ("statistics of the province by agency", _ => _stranger.GetAsync("v1/statistics?groupBy=STATISTICS_GROUPING_AGENCY")),
        };
        var times = questions.ToDictionary(q => q.Name, _ => new List<double>());
        for (var round = -5; round < rounds; round++)
        {
            foreach (var (name, ask) in questions)
            {
                var since = Stopwatch.GetTimestamp();
                await ask(round + 5);
                if (round >= 0) times[name].Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }

        return times.ToDictionary(t => t.Key, t => (t.Value.Order().ElementAt(t.Value.Count / 2), t.Value.Order().ElementAt((int)(t.Value.Count * 0.95))));
    }

    private async Task<string> DeepPageAsync()
    {
        var token = "";
        for (var page = 1; page < 20; page++)
            token = (string?)(await _officer.GetAsync($"v1/inbox?pageSize=50&pageToken={Uri.EscapeDataString(token)}"))["nextPageToken"] ?? "";
        return Uri.EscapeDataString(token);
    }
}
