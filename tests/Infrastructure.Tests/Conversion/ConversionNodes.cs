using System.Runtime.CompilerServices;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.Conversion;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>Nodes that share a fresh database and a data directory; their workers run when a test says so.</summary>
public sealed class ConversionNodes : IAsyncLifetime, ICallerContext
{
    public const string DuyTan = "000.21.24.H34";

    private static readonly AsyncLocal<Caller?> Acting = new();
    private readonly List<ServiceProvider> nodes = [];
    private readonly string directory = Directory.CreateTempSubdirectory("tthc-conversions-").FullName;
    private TestDatabase? database;

    public Caller? Current => Acting.Value;

    internal ConversionWorkTable Queue => nodes[0].GetRequiredService<ConversionWorkTable>();

    public static Caller Citizen([CallerMemberName] string name = "") => new("citizen-" + name, "", new HashSet<Role> { Role.Citizen }, null);

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        AddNode();
        await nodes[0].GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await nodes[0].GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
        await nodes[0].GetRequiredService<CatalogueSeed>().PublishAsync(CancellationToken.None);
        AddNode();
        AddNode(("MemoryLimitMegabytes", "384")); // the third: what takes more than a page of text ends there
    }

    public Task<T> SendAsync<T>(Caller? caller, IRequest<T> request) => SendAsync(0, caller, request);

    public async Task<T> SendAsync<T>(int node, Caller? caller, IRequest<T> request)
    {
        Acting.Value = caller;
        try
        {
            await using var scope = nodes[node].CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
        }
        finally
        {
            Acting.Value = null; // the workers of this node act for nobody
        }
    }

    public async Task<Guid> DraftAsync(Caller caller) => (await SendAsync(caller, new CreateDossier("1.001193", DuyTan, null))).Id;

    public async Task<string> ComponentOfAsync(Caller caller, Guid dossier) => (await SendAsync(caller, new GetDossier(dossier))).Components[0].Id;

    public async Task<AttachmentView> UploadAsync(Caller caller, Guid dossier, string name, byte[] content) => await SendAsync(
        caller, new UploadAttachment(dossier, await ComponentOfAsync(caller, dossier), name, "", new MemoryStream(content), null));

    public async Task<IReadOnlyList<AttachmentView>> AttachmentsAsync(Caller caller, Guid dossier) =>
        [.. (await SendAsync(caller, new GetDossier(dossier))).Components.SelectMany(c => c.Attachments)];

    public async Task<AttachmentView> EndAsync(Caller caller, Guid dossier, Guid attachment) => await TestKit.Eventually.ValueAsync(
        async () => (await AttachmentsAsync(caller, dossier)).SingleOrDefault(
            a => a.Id == attachment && a.Conversion.State is Domain.Dossiers.ConversionState.Done or Domain.Dossiers.ConversionState.Failed && a.Id == attachment),
        "the conversion ends",
        TimeSpan.FromSeconds(60));

    public async Task<byte[]> ReadAsync(string sha256)
    {
        await using var stream = await nodes[0].GetRequiredService<IBlobStore>().OpenAsync(sha256, CancellationToken.None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    public async Task<long> CountAsync(string type, Guid dossier)
    {
        await using var command = nodes[0].GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select count(*) from tthc.mt_events where type = $1 and stream_id = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = type });
        command.Parameters.Add(new NpgsqlParameter { Value = dossier });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Appends what another part of the platform says about a dossier.</summary>
    public async Task AppendAsync(Guid dossier, IDomainEvent @event)
    {
        await using var scope = nodes[0].CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        (await work.FindAsync<Domain.Dossiers.Dossier>(dossier, CancellationToken.None))!.Append(@event);
        await work.CommitAsync(true, CancellationToken.None);
    }

    public async Task<string> TextAsync(string sql)
    {
        await using var command = nodes[0].GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async Task<long> QueuedAsync()
    {
        await using var command = nodes[0].GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from tthc.conversion_work");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Lets a node's worker run until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> WorkAsync(int node = 0)
    {
        var worker = ActivatorUtilities.CreateInstance<ConversionWorker>(nodes[node]);
        await worker.StartAsync(CancellationToken.None);
        return new Running(worker);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private void AddNode(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(
            settings.Select(s => KeyValuePair.Create($"{ConversionOptions.Section}:{s.Name}", (string?)s.Value)))
        {
            ["ConnectionStrings:Tthc"] = database!.ConnectionString,
            ["Tthc:DataDirectory"] = directory,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<ICallerContext>(this);
        services.AddSingleton(new Limits());
        services.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(directory, "master.key"), TimeProvider.System));
        services.AddSingleton<PersonalJsonConverterFactory>();
        services.AddSingleton(new WorkingFiles(directory));
        services.AddSingleton<IBlobStore>(p => new FileBlobStore(directory, p.GetRequiredService<WorkingFiles>()));
        services.AddTthcApplication();
        services.AddTthcStorage(configuration);
        services.AddTthcConversion(configuration);
        services.AddTthcInspection(configuration);
        nodes.Add(services.BuildServiceProvider());
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
