using System.Net.Http.Json;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Sandbox;
using KonTum.Tthc.TestKit;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Exchange;

/// <summary>A node with all ways out, on a fresh database, and the running sandbox at their other end. The node's clock is the test's.</summary>
public sealed class ExchangeHost : IAsyncLifetime, ICallerContext
{
    public const string Agency = "000.21.24.H34";

    private static readonly AsyncLocal<Caller?> Acting = new();
    private static int _numbers;

    private readonly string _directory = Directory.CreateTempSubdirectory("tthc-exchange-").FullName;
    private readonly WebApplication _sandbox;
    private TestDatabase? _database;
    private ServiceProvider? _services;

    public ExchangeHost() => _sandbox = SandboxHost.Build(
        ["--urls", "http://127.0.0.1:0", "--Sandbox:DataDirectory", Path.Combine(_directory, "sandbox")],
        builder => builder.Logging.ClearProviders());

    public Caller? Current => Acting.Value;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services!;

    public HttpClient Outside { get; } = new();

    public KeptLogs Logs { get; } = new();

    public static ProcedureDefinition Procedure { get; } = new(
        "1.001193", "Đăng ký khai sinh", "Hộ tịch", "Toàn trình", [new Agency(Agency, "UBND phường Duy Tân")],
        [new ComponentDefinition("to-khai", "Tờ khai", true, 1, 0)], []);

    public async ValueTask InitializeAsync()
    {
        await _sandbox.StartAsync();
        Outside.BaseAddress = new Uri(_sandbox.Urls.Single());
        _database = await TestDatabase.CreateAsync();
        var secrets = Path.Combine(_directory, "secrets.json");
        await File.WriteAllTextAsync(
            secrets, """{"username":"kontum","password":"chi-dung-de-trinh-dien","file_key":"only-for-tests","token":"chi-dung-de-trinh-dien"}""");
        var smtp = (await MailboxAsync()).GetProperty("smtp_port").GetInt32();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Tthc"] = _database.ConnectionString,
            ["Tthc:Webhooks:AllowedHosts"] = "127.0.0.1",
            ["Tthc:Portal:BaseUrl"] = Outside.BaseAddress + "portal",
            ["Tthc:Portal:Credentials"] = "file:" + secrets,
            ["Tthc:Portal:UnitCode"] = "000.00.00.H34",
            ["Tthc:Portal:FileBaseUrl"] = "https://dichvucong.example.vn",
            ["Tthc:Portal:TimeoutSeconds"] = "20",
            ["Tthc:Mail:Host"] = "127.0.0.1",
            ["Tthc:Mail:Port"] = smtp.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Tthc:Mail:Security"] = "None",
            ["Tthc:Mail:From"] = "khong-tra-loi@kontum.example.vn",
            ["Tthc:Sms:Url"] = Outside.BaseAddress + "sms/messages",
            ["Tthc:Sms:Credentials"] = "file:" + secrets,
            ["Tthc:Sms:Sender"] = "DVC-KONTUM",
            ["Tthc:PublicAddress"] = "https://dichvucong.example.vn",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(log => log.AddProvider(Logs).SetMinimumLevel(LogLevel.Debug));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ICallerContext>(this);
        services.AddSingleton(new Limits());
        services.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(_directory, "master.key"), Time));
        services.AddSingleton<PersonalJsonConverterFactory>();
        services.AddSingleton(new NameWords(() => new byte[32]));
        services.AddTthcApplication();
        services.AddTthcStorage(configuration);
        services.AddTthcWebhooks(configuration);
        services.AddTthcDeliveries(configuration);
        services.AddSingleton<IProcedureVersions>(new OneProcedure());
        _services = services.BuildServiceProvider();
        await Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await Services.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
    }

    public async Task<T> SendAsync<T>(string subject, Role role, IRequest<T> request)
    {
        Acting.Value = new Caller(subject, "", new HashSet<Role> { role }, null);
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    /// <summary>A code that no dossier has or gets.</summary>
    public static string NextCode() => CodeOf(Interlocked.Increment(ref _numbers));

    /// <summary>A submitted dossier; its code and the person's name, address and number tell it from all others.</summary>
    /// <param name="email">Another address than that of the person.</param>
    /// <param name="registers">The address of a webhook that the person registers before.</param>
    public async Task<Filed> FileAsync(string? email = null, string? registers = null)
    {
        var number = Interlocked.Increment(ref _numbers);
        var filed = new Filed(
            Guid.NewGuid(), $"citizen-{Guid.NewGuid():N}", CodeOf(number), $"Nguyễn Thị Kiểm Thử {number}",
            email ?? $"nguoi.{number}@example.com", $"09{number:D8}", Guid.NewGuid());
        if (registers is not null)
            filed = filed with { Secret = (await SendAsync(filed.Owner, Role.Citizen, new CreateSigningWebhook(registers, null))).Secret };
        var form = new DossierForm
        {
            OwnerName = filed.Name, SubmitterName = filed.Name, IdentityNumber = "062190004417", Email = filed.Email, PhoneNumber = filed.Phone, SetCount = 1,
        };
        await InUnitOfWorkAsync(work =>
        {
            work.Start<Dossier>(
                filed.Id,
                new DossierOpened(
                    filed.Id, filed.Owner, Procedure.Code, 1, Procedure.Name, Procedure.Agencies[0], Procedure.Components, [], Time.GetUtcNow()),
                new DossierFormFilled(Personal.Of(filed.Owner, form), [], Time.GetUtcNow()),
                new AttachmentUploaded(
                    "to-khai", filed.Attachment, Personal.Of(filed.Owner, "to-khai.pdf"), new StoredFile(new string('a', 64), 10, "application/pdf"),
                    Time.GetUtcNow()));
            return Task.CompletedTask;
        });
        await AppendAsync(filed, new DossierSubmitted(filed.Code, Time.GetUtcNow()));
        return filed;
    }

    private static string CodeOf(int number) => $"{Agency}-261123-{number:D4}";

    public Task AppendAsync(Filed filed, params IDomainEvent[] events) => InUnitOfWorkAsync(async work =>
    {
        var stream = await work.FindAsync<Dossier>(filed.Id, CancellationToken.None);
        foreach (var e in events) stream!.Append(e);
    });

    public async Task InUnitOfWorkAsync(Func<IUnitOfWork, Task> act)
    {
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        await act(work);
        await work.CommitAsync(true, CancellationToken.None);
    }

    /// <summary>Lets a node send until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> NodeAsync()
    {
        var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(Services);
        await worker.StartAsync(CancellationToken.None);
        return new Running(worker);
    }

    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(Filed filed) => (await SendAsync(
        "quantri", Role.Administrator,
        new Application.Exchange.ListDeliveries.ListDeliveries(new DeliveryFilter(null, null, filed.Id), new(200, "")))).Items;

    /// <summary>Waits until everything about a dossier has ended, moving the clock on over what waits for a repetition.</summary>
    public Task EndedAsync(Filed filed) => Eventually.HoldsAsync(
        async () =>
        {
            var all = await DeliveriesAsync(filed);
            if (all.All(d => d.State != DeliveryState.Waiting)) return true;
            Time.Advance(TimeSpan.FromSeconds(10));
            return false;
        },
        "everything about the dossier has ended", TimeSpan.FromSeconds(60));

    public async Task<JsonElement> MailboxAsync() => await Outside.GetFromJsonAsync<JsonElement>("/control/mailbox");

    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string channel, string to) =>
        [.. (await MailboxAsync()).GetProperty("messages").EnumerateArray()
            .Where(m => m.GetProperty("channel").GetString() == channel && m.GetProperty("to").GetString() == to)];

    /// <summary>The dossier as the portal has it; undefined when it does not know it.</summary>
    public async Task<JsonElement> AtPortalAsync(Filed filed) =>
        (await Outside.GetFromJsonAsync<JsonElement>("/control/portal")).GetProperty("dossiers").EnumerateArray()
            .FirstOrDefault(d => d.GetProperty("code").GetString() == filed.Code);

    public async Task OrderAsync(string path, object order)
    {
        using var answer = await Outside.PutAsJsonAsync(path, order);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Outside.Dispose();
        await _sandbox.StopAsync();
        await _sandbox.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public sealed record Filed(Guid Id, string Owner, string Code, string Name, string Email, string Phone, Guid Attachment, string Secret = "");

    private sealed class OneProcedure : IProcedureVersions
    {
        public Task<ProcedureDefinition> GetAsync(string code, int version, CancellationToken cancellationToken) => Task.FromResult(Procedure);
    }

    private sealed class Running(IHostedService worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(CancellationToken.None);
            (worker as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Everything that was logged.</summary>
public sealed class KeptLogs : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
