using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Application.Webhooks.ListSigningWebhooks;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Webhooks;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Webhooks;

/// <summary>The use cases and the deliveries of a node on a fresh database; its clock is the test's.</summary>
public sealed class WebhookHost : IAsyncLifetime, ICallerContext
{
    private static readonly AsyncLocal<Caller?> Acting = new();

    private TestDatabase? _database;
    private ServiceProvider? _services;
    private string _directory = "";

    public Caller? Current => Acting.Value;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services!;

    /// <summary>Claims what a node would send next.</summary>
    internal async Task<ClaimedDelivery?> ClaimAsync(TimeSpan lease) => (await Services.GetRequiredService<DeliveryOutbox>().ClaimAsync(
        ["webhook"], Time.GetUtcNow(), lease, ofOneWebhook: 4, most: 1, TestContext.Current.CancellationToken)).SingleOrDefault();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _directory = Directory.CreateTempSubdirectory("tthc-webhooks-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Tthc"] = _database.ConnectionString,
            ["Tthc:Webhooks:AllowedHosts"] = "127.0.0.1",
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
        services.AddTthcWebhooks(configuration);
        _services = services.BuildServiceProvider();
        await Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await Services.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
    }

    public async Task<T> SendAsync<T>(string subject, IRequest<T> request)
    {
        Acting.Value = new Caller(subject, "", new HashSet<Role> { Role.System }, null);
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    public Task<WebhookView> RegisterAsync(string subject, string url) => SendAsync(subject, new CreateSigningWebhook(url, null));

    public async Task<WebhookView> OnlyAsync(string subject) => (await SendAsync(subject, new ListSigningWebhooks())).Single();

    /// <summary>Starts a signing of a person.</summary>
    public async Task<Guid> StartSigningAsync(string subject)
    {
        var id = Guid.NewGuid();
        await InUnitOfWorkAsync(work =>
        {
            work.Start<SignatureRecord>(id, Requested(id, subject, Time.GetUtcNow()));
            return Task.CompletedTask;
        });
        return id;
    }

    /// <summary>Lets the person reject it.</summary>
    public Task RejectAsync(Guid signingId) => InUnitOfWorkAsync(async work =>
        (await work.FindAsync<SignatureRecord>(signingId, CancellationToken.None))!.Append(new SigningRejected(Time.GetUtcNow())));

    /// <summary>Carries over what a database from before the one outbox holds, as a node does when it starts.</summary>
    internal Task CarryOverAsync() => Services.GetRequiredService<EarlierOutbox>().CarryOverAsync(TestContext.Current.CancellationToken);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task InUnitOfWorkAsync(Func<IUnitOfWork, Task> act)
    {
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        await act(work);
        await work.CommitAsync(true, CancellationToken.None);
    }

    /// <summary>Lets a node deliver until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> DeliverAsync()
    {
        var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(Services);
        await worker.StartAsync(CancellationToken.None);
        return new Running(worker);
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
        Directory.Delete(_directory, recursive: true);
    }

    private static SigningRequested Requested(Guid id, string subject, DateTimeOffset at)
    {
        var file = new StoredFile(new string('a', 64), 10, "application/pdf");
        return new SigningRequested(
            id, Guid.NewGuid(), subject, Guid.NewGuid(),
            Personal.Of(subject, new SignatureEntry(SignatureKind.NeacSign, "062090000001", "VNPT-CA")),
            "VNPT-CA", SignatureKind.NeacSign,
            new SigningCertificate(
                "5404A1", "Sandbox CA",
                Personal.Of(subject, new CertificateHolder("Nguyễn Văn Kiểm Thử", "")),
                Personal.Of<IReadOnlyList<byte[]>>(subject, [[1]])),
            [new SigningTarget("to-khai", Guid.NewGuid(), Personal.Of(subject, "a.pdf"), file, new PagePlacement(1, 0, 0, 100, 50))],
            null, "Ký số hồ sơ", at);
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
