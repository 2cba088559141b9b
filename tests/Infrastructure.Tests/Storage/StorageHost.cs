using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>The use cases on a fresh database, without hosted services: what a node is, apart from its clock ticking on its own.</summary>
public sealed class StorageHost : IAsyncLifetime, ICallerContext
{
    private static readonly AsyncLocal<Caller?> Acting = new();

    private TestDatabase? _database;
    private ServiceProvider? _services;
    private string _directory = "";

    public Caller? Current => Acting.Value;

    public IServiceProvider Services => _services!;

    public NpgsqlDataSource Sql => Services.GetRequiredService<NpgsqlDataSource>();

    public string ConnectionString => _database!.ConnectionString;

    public static Caller Citizen { get; } = new("citizen-1", "", new HashSet<Role> { Role.Citizen }, null);

    public static Caller OtherCitizen { get; } = new("citizen-2", "", new HashSet<Role> { Role.Citizen }, null);

    public static Caller Officer(string agency) => new("officer-" + agency, "", new HashSet<Role> { Role.Officer }, agency);

    public static Caller Auditor { get; } = new("auditor-1", "", new HashSet<Role> { Role.Auditor }, null);

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _directory = Directory.CreateTempSubdirectory("tthc-storage-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Tthc"] = _database.ConnectionString,
        }).Build();

        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<ICallerContext>(this);
        services.AddSingleton(new Limits());
        services.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(_directory, "master.key"), TimeProvider.System));
        services.AddSingleton<PersonalJsonConverterFactory>();
        services.AddSingleton(new NameWords(() => new byte[32]));
        services.AddTthcApplication();
        services.AddTthcStorage(configuration);
        _services = services.BuildServiceProvider();

        await Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await Services.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
        await Services.GetRequiredService<InboxSchema>().EnsureAsync(CancellationToken.None);
        await Services.GetRequiredService<CatalogueSeed>().PublishAsync(CancellationToken.None);
    }

    /// <summary>Who acts from here on in this flow.</summary>
    public static void Act(Caller? caller) => Acting.Value = caller;

    /// <summary>Runs a use case in a scope of its own, as one call does.</summary>
    public async Task<T> SendAsync<T>(Caller? caller, IRequest<T> request)
    {
        Acting.Value = caller;
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    public async Task<List<T>> StreamAsync<T>(Caller? caller, IStreamRequest<T> request)
    {
        Acting.Value = caller;
        await using var scope = Services.CreateAsyncScope();
        var items = new List<T>();
        await foreach (var item in scope.ServiceProvider.GetRequiredService<ISender>().CreateStream(request)) items.Add(item);
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
