using System.Text;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>The use cases of files on a fresh database and a data directory of their own, with a clock that can be turned.</summary>
public sealed class FileHost : IAsyncLifetime, ICallerContext
{
    private static readonly AsyncLocal<Caller?> Acting = new();
    private TestDatabase? database;
    private ServiceProvider? services;

    public Caller? Current => Acting.Value;

    public string Folder { get; } = Directory.CreateTempSubdirectory("tthc-files-").FullName;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public IServiceProvider Services => services!;

    public NpgsqlDataSource Sql => Services.GetRequiredService<NpgsqlDataSource>();

    public static Caller Citizen { get; } = new("citizen-1", "", new HashSet<Role> { Role.Citizen }, null);

    public static Caller Other { get; } = new("citizen-2", "", new HashSet<Role> { Role.Citizen }, null);

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Tthc"] = database.ConnectionString,
        }).Build();
        var all = new ServiceCollection();
        all.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        all.AddSingleton<TimeProvider>(Time);
        all.AddSingleton<ICallerContext>(this);
        all.AddSingleton(new Limits());
        all.Configure<DataOptions>(o => o.DataDirectory = Folder);
        all.AddSingleton(new WorkingFiles(Folder));
        all.AddSingleton<IBlobStore>(p => new FileBlobStore(Folder, p.GetRequiredService<WorkingFiles>()));
        all.AddSingleton<IDocumentConverter, Unavailable>();
        all.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(Folder, "master.key"), TimeProvider.System));
        all.AddSingleton<PersonalJsonConverterFactory>();
        all.AddTthcApplication();
        all.AddTthcStorage(configuration);
        all.AddTthcInspection(configuration);
        all.AddTthcUploads(configuration);
        services = all.BuildServiceProvider();
        await Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await Services.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
        await Services.GetRequiredService<CatalogueSeed>().PublishAsync(CancellationToken.None);
    }

    public async Task<T> SendAsync<T>(Caller? caller, IRequest<T> request)
    {
        Acting.Value = caller;
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    public async Task SendAnyAsync(Caller? caller, object request)
    {
        Acting.Value = caller;
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
    }

    public async Task<Guid> DraftAsync() => (await SendAsync(Citizen, new CreateDossier("1.001193", "000.21.24.H34", null))).Id;

    public static byte[] Pdf(string text) => Encoding.UTF8.GetBytes("%PDF-1.7 " + text);

    public async ValueTask DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Unavailable : IDocumentConverter
    {
        public bool IsAvailable => false;

        public Task<ConvertedDocument> ConvertAsync(Stream document, string contentType, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
