using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace KonTum.Tthc.Benchmarks.Dossiers;

/// <summary>
/// A node with a database of its own and many dossiers in it. Some hundred are filed through the public surface; the others are copies of
/// these, made in the database with their streams, events and lines.
/// </summary>
internal sealed class FilledPlatform(HttpClient http, Uri sandbox, string sandboxFolder, string folder) : IAsyncDisposable
{
    private const string Agency = "000.21.24.H34";
    private const string OtherAgency = "000.22.24.H34";
    private const int Patterns = 200;

    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "A", "Y", "Rơ Châm", "Siu"];
    private static readonly string[] Middles = ["Văn", "Thị", "Minh", "Thanh", "Ngọc", "Quốc", "Đức", "Hữu"];
    private static readonly string[] Given = ["Phượng", "An", "Bình", "Dũng", "Hạnh", "Khôi", "Liên", "Nghĩa", "Oanh", "Phúc", "Quyên", "Sơn", "Thảo", "Uyên", "Vinh", "Xuân", "Yến", "Blưng", "Đăm", "HRoi"];

    private EmbeddedPostgres? _postgres;
    private ServerProgram? _api;
    private RestCalls _owner = null!;
    private RestCalls _citizen = null!;
    private RestCalls _officer = null!;
    private RestCalls _stranger = null!;

    /// <summary>Files some dossiers and copies them until there are so many.</summary>
    public async Task FillAsync(int count)
    {
        Directory.CreateDirectory(folder);
        _postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = In("postgres") }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        await File.WriteAllTextAsync(In("roots.pem"), await http.GetStringAsync(new Uri(sandbox, "pki/bundle.pem")));
        await StartApiAsync();
        await FilePatternsAsync();
        await CopyAsync(count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    private string In(string name) => Path.Combine(folder, name);

    private async Task StartApiAsync()
    {
        File.Delete(In("api.log")); // the addresses are read from it
        _api = await ServerProgram.StartAsync("Api", "KonTum.Tthc.Api.dll", In("api.log"), 2, new Dictionary<string, string>
        {
            ["ConnectionStrings__Tthc"] = _postgres!.ConnectionString,
            ["Tthc__DataDirectory"] = In("api"),
            ["Tthc__Identity__Authority"] = sandbox.AbsoluteUri,
            ["Tthc__Gateways__CredentialsFile"] = Path.Combine(sandboxFolder, "service-provider.json"),
            ["Tthc__Timestamps__Url"] = new Uri(sandbox, "tsa").AbsoluteUri,
            ["Tthc__Trust__RootsFile"] = In("roots.pem"),
            ["Tthc__Storage__ApplySchema"] = "true",
            ["Tthc__Lookup__PerMinute"] = "100000",
            ["Tthc__Drafts__MaxSubmittedADay"] = "100000",
            ["Kestrel__Endpoints__Rest__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Rest__Protocols"] = "Http1",
            ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Grpc__Protocols"] = "Http2",
        });
        var rest = await RestCalls.FindRestAsync(http, _api.Addresses);
        async Task<RestCalls> LogInAsync(string username) => new(http, rest, await RestCalls.LogInAsync(http, sandbox, username));
        (_owner, _citizen, _officer) = (await LogInAsync("phuong"), await LogInAsync("minh"), await LogInAsync("thuha"));
        _stranger = new RestCalls(http, rest, "");
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

    /// <summary>What is asked of it, each with a number of the round.</summary>
    public async Task<IReadOnlyList<(string Name, Func<int, Task> Ask)>> QuestionsAsync(int rounds)
    {
        var codes = await DossierCopies.SomeCodesAsync(_postgres!.ConnectionString, Agency, rounds);
        var random = new Random(2);
        string Word(string[] words) => Uri.EscapeDataString(words[random.Next(words.Length)]);
        var deep = await DeepPageAsync();
        return
        [
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
        ];
    }

    private async Task<string> DeepPageAsync()
    {
        var token = "";
        for (var page = 1; page < 20; page++)
            token = (string?)(await _officer.GetAsync($"v1/inbox?pageSize=50&pageToken={Uri.EscapeDataString(token)}"))["nextPageToken"] ?? "";
        return Uri.EscapeDataString(token);
    }
}
