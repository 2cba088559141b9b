using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Payments.StartPayment;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Payments;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.Payments;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Sandbox;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Payments;

/// <summary>
/// Two nodes on one database and the real sandbox as payment service; the clock of all three is the test's. Workers run only when a test
/// lets them, so that a node can be as dead as a test wants it.
/// </summary>
public sealed class PaymentNodes : IAsyncLifetime, ICallerContext
{
    public const string Agency = "000.21.24.H34";
    public const string Procedure = "9.000001";

    private static readonly AsyncLocal<Caller?> Acting = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("tthc-payments-").FullName;
    private readonly List<ServiceProvider> _nodes = [];
    private readonly WebApplication _sandbox;
    private TestDatabase? _database;

    public PaymentNodes()
    {
        // A whole second: times on the wire have no more.
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));
        _sandbox = SandboxHost.Build(
            ["--urls", "http://127.0.0.1:0", "--Sandbox:DataDirectory", Path.Combine(_directory, "sandbox")],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(Time);
            });
    }

    public static Caller Citizen { get; } = new("citizen-1", "", new HashSet<Role> { Role.Citizen }, null);

    public static Caller Officer { get; } = new("officer-1", "", new HashSet<Role> { Role.Officer }, Agency);

    public Caller? Current => Acting.Value;

    public FakeTimeProvider Time { get; }

    public HttpClient World { get; } = new();

    public IServiceProvider First => _nodes[0];

    public IServiceProvider Second => _nodes[1];

    public NpgsqlDataSource Sql => First.GetRequiredService<NpgsqlDataSource>();

    public string SandboxUrl => _sandbox.Urls.Single().TrimEnd('/');

    /// <summary>Whether the first node dies when it has drawn its next receipt's number.</summary>
    public bool FirstDies { get; set; }

    public async ValueTask InitializeAsync()
    {
        await _sandbox.StartAsync();
        await World.GetStringAsync(SandboxUrl + "/health");
        _database = await TestDatabase.CreateAsync();
        _nodes.Add(Node(services => services.AddScoped<IReceiptNumbers>(provider =>
            new MortalNumbers(this, (IReceiptNumbers)provider.GetRequiredService<Application.Storage.IUnitOfWork>()))));
        _nodes.Add(Node(null));
        await First.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await First.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
        await SendAsync(null, new PublishProcedure(new ProcedureDefinition(
            Procedure, "Thủ tục thử", "Thử nghiệm", "Toàn trình", [new Agency(Agency, "UBND phường Duy Tân")],
            [new ComponentDefinition("to-khai", "Tờ khai", true, 1, 0), new ComponentDefinition("giay-to", "Giấy tờ khác", false, 0, 0)], [])
        {
            Fees =
            [
                new FeeDefinition("le-phi", "Lệ phí", FeeKind.Charge, 8_000, 8_000, FeeUnit.Dossier),
                new FeeDefinition("ban-sao", "Phí bản sao", FeeKind.Fee, 2_000, 2_000, FeeUnit.Copy) { ComponentId = "giay-to" },
            ],
        }));
    }

    /// <summary>As after the start: nothing left to do, the first receipt comes next, the payment service in its usual mood.</summary>
    public async ValueTask ResetAsync()
    {
        FirstDies = false;
        await using (var clear = Sql.CreateCommand("delete from tthc.payment_work; delete from tthc.receipt_numbers"))
            await clear.ExecuteNonQueryAsync();
        await HabitsAsync(new { callbacks = 1, callback_delay_seconds = 0, refund_seconds = 0 });
        using (await World.DeleteAsync(SandboxUrl + "/control/faults"))
        using (var quiet = await World.PutAsJsonAsync(SandboxUrl + "/control/gateways/payments/callback", new { }))
            quiet.EnsureSuccessStatusCode();
    }

    /// <summary>Runs a use case on a node, in a scope of its own.</summary>
    public async Task<T> SendAsync<T>(Caller? caller, IRequest<T> request, IServiceProvider? node = null)
    {
        Acting.Value = caller;
        await using var scope = (node ?? First).CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    public async Task<(Guid Dossier, PaymentView Payment)> OpenAsync()
    {
        var dossier = (await SendAsync(Citizen, new CreateDossier(Procedure, Agency, null))).Id;
        return (dossier, await SendAsync(Citizen, new StartPayment(dossier, "", null)));
    }

    /// <summary>What the person or the bank does at the payment service.</summary>
    public async Task ActAsync(PaymentView payment, string act, object? more = null)
    {
        var body = new Dictionary<string, object?> { ["pay_uri"] = payment.PayUri };
        foreach (var p in more?.GetType().GetProperties() ?? []) body[p.Name] = p.GetValue(more);
        using var answer = await World.PostAsJsonAsync($"{SandboxUrl}/control/payments/{payment.Id:N}:{act}", body);
        answer.EnsureSuccessStatusCode();
    }

    public async Task HabitsAsync(object habits)
    {
        using var answer = await World.PutAsJsonAsync($"{SandboxUrl}/control/payments", habits);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The fields of the callback that the payment service would make now; taken from the redirect, which carries the same.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NoticeAsync(PaymentView payment)
    {
        var fields = new TaskCompletionSource<IReadOnlyDictionary<string, string>>();
        using var listener = new System.Net.HttpListener();
        var port = LoopbackPortOf();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        using (var set = await World.PutAsJsonAsync(
            $"{SandboxUrl}/control/gateways/payments/callback", new { result_url = $"http://127.0.0.1:{port}/callbacks/payments" }))
        {
            set.EnsureSuccessStatusCode();
        }

        var told = World.PostAsync($"{SandboxUrl}/control/payments/{payment.Id:N}:tell", null);
        var call = await listener.GetContextAsync();
        var query = QueryHelpers.ParseQuery(call.Request.Url!.Query).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        call.Response.OutputStream.Write("""{"code":"00"}"""u8);
        call.Response.Close();
        (await told).EnsureSuccessStatusCode();
        return query;
    }

    /// <summary>What stands in an address.</summary>
    public static Dictionary<string, string> FieldsOf(string uri) =>
        QueryHelpers.ParseQuery(new Uri(uri).Query).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The same message with the signature that the holder of the key would give it, as docs/payments.md has it.</summary>
    public Dictionary<string, string> Sign(IReadOnlyDictionary<string, string> fields)
    {
        using var account = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory, "sandbox", "clients", "payments.json")));
        var signed = fields.Where(f => f.Key != "tt_sign").ToDictionary(StringComparer.Ordinal);
        var text = string.Join('&', signed.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
        signed["tt_sign"] = Convert.ToHexStringLower(HMACSHA512.HashData(
            Encoding.UTF8.GetBytes(account.RootElement.GetProperty("hash_key").GetString()!), Encoding.UTF8.GetBytes(text)));
        return signed;
    }

    public async Task<NoticeAnswer> TakeAsync(IReadOnlyDictionary<string, string> fields, IServiceProvider? node = null)
    {
        Acting.Value = null;
        await using var scope = (node ?? First).CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IPaymentNotices>().TakeAsync(fields, CancellationToken.None);
    }

    /// <summary>Lets a node's worker look after whatever is due now.</summary>
    public async Task WorkAsync(IServiceProvider? node = null)
    {
        Acting.Value = null;
        var worker = (node ?? First).GetRequiredService<PaymentWorker>();
        while (await worker.LookAfterOneAsync(CancellationToken.None))
        {
            // The next one.
        }
    }

    public async Task<T> StateAsync<T>(Guid id) where T : class, new()
    {
        await using var scope = First.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<Application.Storage.IStreamReader>().ReadAsync<T>(id, CancellationToken.None))!.State;
    }

    public async Task<long> CountAsync(Guid stream, string type)
    {
        await using var command = Sql.CreateCommand("select count(*) from tthc.mt_events where stream_id = $1 and type = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = stream });
        command.Parameters.Add(new NpgsqlParameter { Value = type });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        World.Dispose();
        await _sandbox.StopAsync();
        await _sandbox.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static int LoopbackPortOf()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }

    private ServiceProvider Node(Action<IServiceCollection>? more)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Tthc"] = _database!.ConnectionString,
            ["Tthc:Payments:BaseUrl"] = SandboxUrl + "/payments",
            ["Tthc:Payments:Credentials"] = "file:" + Path.Combine(_directory, "sandbox", "clients", "payments.json"),
            ["Tthc:Payments:TrustedOrigins"] = "https://portal.example, http://127.0.0.1:5000",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ICallerContext>(this);
        services.AddSingleton(new Limits());
        services.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(_directory, "master.key"), TimeProvider.System));
        services.AddSingleton<PersonalJsonConverterFactory>();
        services.AddTthcApplication();
        services.AddTthcStorage(configuration);
        services.AddTthcPayments(configuration);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class MortalNumbers(PaymentNodes world, IReceiptNumbers real) : IReceiptNumbers
    {
        public async Task<int> NextAsync(string agencyCode, int year, CancellationToken cancellationToken)
        {
            var number = await real.NextAsync(agencyCode, year, cancellationToken);
            if (!world.FirstDies) return number;
            world.FirstDies = false;
            throw new OperationCanceledException("gone");
        }
    }
}
