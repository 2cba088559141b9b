using System.Collections.Concurrent;
using System.Diagnostics;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.SigningWork;
using KonTum.Tthc.TestKit.Postgres;
using Marten;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

/// <summary>
/// Nodes with the real worker, listener and storage on one database. The flow of a ceremony is the smallest there is: the first step makes
/// the phone ring, the step that is given an answer ends it. The provider counts who asks it for what.
/// </summary>
public sealed class Nodes : IAsyncLifetime
{
    private readonly List<Node> _nodes = [];
    private TestDatabase? _database;
    private string _directory = "";

    internal Phones Phones { get; } = new();

    internal NpgsqlDataSource Sql { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _directory = Directory.CreateTempSubdirectory("tthc-work-").FullName;
        Sql = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var first = Build("schema", new Dictionary<string, string?>());
        await first.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await first.GetRequiredService<IPersonKeys>().EnsureSchemaAsync(CancellationToken.None);
    }

    /// <summary>Starts a node.</summary>
    internal async Task<Node> StartAsync(string name, params (string Name, string Value)[] settings)
    {
        var node = new Node(name, Build(name, settings.ToDictionary(s => s.Name, s => (string?)s.Value)));
        _nodes.Add(node);
        await node.Services.GetServices<IHostedService>().OfType<SigningListener>().Single().StartAsync(CancellationToken.None);
        await node.Worker.StartAsync(CancellationToken.None);
        return node;
    }

    internal async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Sql.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    internal Task<long> RowsAsync() => ScalarAsync<long>("select count(*) from tthc.signing_work");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (Sql is not null) await Sql.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private ServiceProvider Build(string name, Dictionary<string, string?> settings)
    {
        settings["ConnectionStrings:Tthc"] = _database!.ConnectionString;
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<Acting>();
        services.AddSingleton<ICallerContext>(p => p.GetRequiredService<Acting>());
        services.AddSingleton(new Limits());
        services.AddSingleton<IPersonKeys>(p => new PostgresPersonKeys(
            p.GetRequiredService<NpgsqlDataSource>(), Path.Combine(_directory, "master.key"), TimeProvider.System));
        services.AddSingleton<PersonalJsonConverterFactory>();
        services.AddSingleton(Phones);
        services.AddSingleton<IRemoteSigning>(new CountingProvider(name, Phones));
        services.AddTthcApplication();
        services.AddTthcStorage(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddScoped<IRequestHandler<AdvanceSigning, NextLook>>(_ => new SmallFlow(name, Phones));
        return services.BuildServiceProvider();
    }

    internal sealed class Node(string name, ServiceProvider services) : IAsyncDisposable
    {
        private bool _gone;

        public string Name => name;

        public ServiceProvider Services => services;

        public SigningWorker Worker => services.GetRequiredService<SigningWorker>();

        /// <summary>Schedules signings as a use case does.</summary>
        public async Task ScheduleAsync(params Guid[] ids)
        {
            await using var scope = services.CreateAsyncScope();
            var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            foreach (var id in ids) work.ScheduleSigning(id, DateTimeOffset.UtcNow);
            await work.CommitAsync(true, TestContext.Current.CancellationToken);
        }

        public Task HintAsync(string transaction) =>
            services.GetRequiredService<ISigningCallbacks>().HintAsync(transaction, TestContext.Current.CancellationToken);

        /// <summary>Goes down as on SIGTERM.</summary>
        public Task StopAsync() => Worker.StopAsync(CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            if (_gone) return;
            _gone = true;
            await StopAsync();
            foreach (var hosted in services.GetServices<IHostedService>().OfType<SigningListener>())
            {
                await hosted.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }
    }
}

/// <summary>Who calls; nobody while the worker works.</summary>
internal sealed class Acting : ICallerContext
{
    private readonly AsyncLocal<Caller?> _caller = new();

    public Caller? Current
    {
        get => _caller.Value;
        set => _caller.Value = value;
    }
}

/// <summary>What the people do, and what the nodes did about it.</summary>
internal sealed class Phones
{
    private readonly ConcurrentDictionary<Guid, bool> _confirmed = new();

    public ConcurrentQueue<(Guid Id, string Node, bool Observed, ActivityTraceId Trace)> Steps { get; } = new();

    public ConcurrentQueue<(Guid Id, string Node, long At)> Polls { get; } = new();

    public PollPace Pace { get; set; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Code of the provider of a ceremony.</summary>
    public Func<Guid, string> ProviderOf { get; set; } = _ => "VNPT-CA";

    /// <summary>Runs within a question.</summary>
    public Func<Guid, CancellationToken, Task>? OnPoll { get; set; }

    /// <summary>Runs within a step.</summary>
    public Func<Guid, string, CancellationToken, Task>? OnStep { get; set; }

    public static string TransactionOf(Guid id) => $"T-{id:N}";

    public void Confirm(Guid id) => _confirmed[id] = true;

    public bool IsConfirmed(Guid id) => _confirmed.ContainsKey(id);

    public int PollsOf(Guid id) => Polls.Count(p => p.Id == id);

    public IReadOnlyList<string> AskedBy(Guid id) => [.. Polls.Where(p => p.Id == id).Select(p => p.Node)];

    public int EndsOf(Guid id) => Steps.Count(s => s.Id == id && s.Observed);
}

/// <summary>The smallest flow: ring, wait, end.</summary>
internal sealed class SmallFlow(string node, Phones phones) : IRequestHandler<AdvanceSigning, NextLook>
{
    public async Task<NextLook> Handle(AdvanceSigning request, CancellationToken cancellationToken)
    {
        phones.Steps.Enqueue((request.SigningId, node, request.Observed is not null, Activity.Current?.TraceId ?? default));
        if (phones.OnStep is { } act) await act(request.SigningId, node, cancellationToken);
        if (request.Observed is not null) return new NextLook(Due: null);
        var entry = new SignatureEntry(SignatureKind.NeacSign, "062090000001", phones.ProviderOf(request.SigningId));
        var asked = new RemoteSigningRequest("p", entry, "5404", "", [1], Phones.TransactionOf(request.SigningId), "", []);
        var now = DateTimeOffset.UtcNow;
        return new NextLook(now + phones.Pace.First, new PollTicket(new RemoteCeremony(asked, "ref-" + request.SigningId), now + phones.Lifetime, phones.Pace));
    }
}

internal sealed class CountingProvider(string node, Phones phones) : IRemoteSigning
{
    public IReadOnlyList<SignatureProvider> Providers => [];

    public async Task<RemoteOutcome> PollAsync(RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var id = Guid.ParseExact(ceremony.Request.Transaction[2..], "N");
        phones.Polls.Enqueue((id, node, Stopwatch.GetTimestamp()));
        if (phones.OnPoll is { } act) await act(id, cancellationToken);
        return phones.IsConfirmed(id) ? new RemoteOutcome.Signed(new Dictionary<string, byte[]>()) : new RemoteOutcome.Pending();
    }

    public SigningTraits TraitsOf(SignatureEntry entry) => throw new NotSupportedException();

    public Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(string personId, SignatureEntry entry, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> ReserveTransactionAsync(SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RemoteOutcome> AuthorizeAsync(RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AccountConnection> ConnectAccountAsync(
        string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ProviderLogo? FindLogo(string providerCode) => null;
}
