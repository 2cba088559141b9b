using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Conversion;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.SigningWork;
using KonTum.Tthc.Infrastructure.Storage;
using JasperFx.Events.Daemon;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Infrastructure.Reception.Sealing;
using KonTum.Tthc.Infrastructure.Statistics;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers PostgreSQL and Marten behind the storage ports, and the signing worker.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Key of the data source for person keys. Keys are read while a document is being read, so while a connection of the main pool is
    /// held: from one pool, enough readers at once would wait for each other for ever.
    /// </summary>
    internal const string PersonKeysPool = "person-keys";

    /// <summary>A few calls to a provider, each with its own limit of seconds.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    /// <summary>Key of the data source for the worker's own statements.</summary>
    internal const string SigningWorkPool = "signing-work";

    /// <summary>
    /// Settings: <c>ConnectionStrings:Tthc</c> (required), <c>Tthc:Province</c> (tenant, "kontum" if absent),
    /// <c>Tthc:Storage:ApplySchema</c> (bring the schema up to date at start; off if absent), <c>Tthc:Signing</c> (pace of the worker).
    /// </summary>
    public static IServiceCollection AddTthcStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var connectionString = configuration.GetConnectionString("Tthc");
        if (string.IsNullOrEmpty(connectionString))
        {
            throw new InvalidOperationException("The setting ConnectionStrings:Tthc is missing: a PostgreSQL connection string.");
        }

        services.AddSingleton(_ => NpgsqlDataSource.Create(MainConnection(connectionString)));
        services.AddKeyedSingleton(PersonKeysPool, (_, _) => NpgsqlDataSource.Create(KeysConnection(connectionString)));
        services.AddSingleton(new Province(configuration["Tthc:Province"] ?? "kontum"));
        services.AddMarten(provider =>
        {
            var options = new StoreOptions();
            StoreConfiguration.Configure(
                options, provider.GetRequiredService<PersonalJsonConverterFactory>(), provider.GetRequiredService<NameWords>());
            options.Events.Subscribe(provider.GetRequiredService<StatisticsSubscription>());

            // Who leads the daemon holds a lock. Locks of sessions share a connection, which DistributedLock.Postgres 1.3 cannot do with a
            // data source (decision record 0003): no node would ever lead. A lock of a transaction has a connection of its own.
            options.Events.UseAdvisoryLockTransaction = true;
            return options;
        }).UseNpgsqlDataSource().AddAsyncDaemon(DaemonMode.HotCold);
        services.AddTthcStatistics();

        services.TryAddSingleton<TimeProvider>(new MicrosecondClock(TimeProvider.System));
        services.AddScoped<Sessions>();
        services.AddScoped<MartenUnitOfWork>();
        services.AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<MartenUnitOfWork>());
        services.AddScoped<IStreamReader, MartenStreamReader>();
        services.AddScoped(typeof(IReadRepositoryBase<>), typeof(MartenReadRepository<>));
        services.AddScoped<IFirstAnswers, FirstAnswerStore>();
        services.AddScoped<IReadLog, ReadLog>();
        services.AddSingleton<IProcedureVersions, ProcedureVersions>();
        services.AddSingleton<IIdentifiers, TimeOrderedIdentifiers>();
        services.AddSingleton<IEventLog, EventLog>();
        services.AddInbox();

        services.AddSingleton(configuration.GetSection("Tthc:Signing").Get<SigningPace>() ?? new SigningPace());
        services.AddSingleton<CatalogueSeed>();
        services.AddTthcCatalogue();
        AddSigningWork(services, configuration, connectionString);

        services.TryAddSingleton(_ => new Domain.Calendar.WorkingCalendar(Domain.Calendar.Holidays.OfVietNam()));
        services.AddTthcExchange(configuration);
        services.AddSingleton<ConversionWorkTable>();
        services.AddSingleton<IConversionQueue>(provider => provider.GetRequiredService<ConversionWorkTable>());
        services.AddSingleton<SealingWork>();
        services.AddSingleton<ISealingQueue>(provider => provider.GetRequiredService<SealingWork>());

        services.AddHealthChecks().AddCheck<DatabaseHealth>("postgresql");

        // In this order: the schema first, then what is written into it, then the worker.
        if (configuration.GetValue("Tthc:Storage:ApplySchema", false)) services.AddHostedService<SchemaStart>();
        services.AddHostedService<CatalogueStart>();
        services.AddHostedService<SigningListener>();
        services.AddHostedService(p => p.GetRequiredService<SigningWorker>());
        return services;
    }

    /// <summary>
    /// The worker's own statements have a pool of their own: a node whose calls take every connection must still be able to say that it
    /// lives, or it loses what it holds.
    /// </summary>
    private static void AddSigningWork(IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.AddSingleton(configuration.GetSection("Tthc:Signing").Get<SigningWorkPace>() ?? new SigningWorkPace());
        services.AddSingleton(SigningListenerConnection.Of(connectionString));
        services.AddKeyedSingleton(SigningWorkPool, (_, _) => NpgsqlDataSource.Create(WorkConnection(connectionString)));
        services.AddSingleton(p => new SigningWorkTable(p.GetRequiredKeyedService<NpgsqlDataSource>(SigningWorkPool)));
        services.AddSingleton<NodeLease>();
        services.AddSingleton<SigningWakes>();
        services.AddSingleton(new PollRhythm(Random.Shared.NextDouble));
        services.AddSingleton<SigningWorkTelemetry>();
        services.AddSingleton<SigningChanges>();
        services.AddSingleton<ISigningChanges>(p => p.GetRequiredService<SigningChanges>());
        services.AddSingleton<ISigningCallbacks, SigningHints>();
        services.AddSingleton<IAuthorizationTurns>(p => new AuthorizationTurns(p.GetRequiredService<NpgsqlDataSource>(), LongestTurn));
        services.AddSingleton<SigningWorker>();
        services.AddScoped<StepScope>();
    }

    /// <summary>
    /// Two nodes fit under PostgreSQL's default of 100 connections, 3 of them reserved: 36 here, 8 for the person keys, 3 for the worker,
    /// one that listens. A size in the connection string counts more.
    /// </summary>
    private static string MainConnection(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ContainsKey("Maximum Pool Size")) builder.MaxPoolSize = 36;
        builder.ApplicationName ??= "kontum-tthc";
        return builder.ConnectionString;
    }

    private static string WorkConnection(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 3, ApplicationName = "kontum-tthc worker" }.ConnectionString;

    private static string KeysConnection(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 8, ApplicationName = "kontum-tthc keys" }.ConnectionString;
}
