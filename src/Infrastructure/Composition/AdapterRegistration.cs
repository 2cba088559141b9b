using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using KonTum.Tthc.Infrastructure.Storage;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the adapters to the world outside: files, signing, certificates, personal data.</summary>
public static class AdapterRegistration
{
    private const string Timestamps = TimestampOptions.ClientName;

    /// <summary>
    /// Registers <see cref="IBlobStore"/>, <see cref="IRemoteSigning"/>, <see cref="IDocumentSigner"/>, <see cref="ICertificateInspector"/>,
    /// <see cref="IPersonKeys"/> and <see cref="PersonalJsonConverterFactory"/>. An <see cref="NpgsqlDataSource"/> is registered elsewhere.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">
    /// Sections Tthc (DataDirectory), Tthc:Gateways, Tthc:Timestamps, Tthc:Trust, Tthc:Revocation, Tthc:PersonalData. What is wrong in them
    /// stops the start with <see cref="OptionsValidationException"/>, which names the settings.
    /// </param>
    public static IServiceCollection AddTthcAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<TimeProvider>(new MicrosecondClock(TimeProvider.System)); // the same as storage
        AddOptions<DataOptions>(services, configuration, DataOptions.Section);
        AddOptions<TimestampOptions>(services, configuration, TimestampOptions.Section);
        AddOptions<TrustOptions>(services, configuration, TrustOptions.Section);
        AddOptions<PersonalDataOptions>(services, configuration, PersonalDataOptions.Section);
        AddOptions<RevocationOptions>(services, configuration, RevocationOptions.Section).PostConfigure(options =>
        {
            // A list in one environment variable.
            if (configuration[$"{RevocationOptions.Section}:AllowedHosts"] is { Length: > 0 } hosts)
                options.AllowedHosts = hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        });
        AddFiles(services);
        services.AddTthcInspection(configuration);
        AddSigning(services);
        services.AddTthcProviders(configuration);
        services.AddSingleton<IPersonKeys>(provider => new PostgresPersonKeys(
            provider.GetKeyedService<NpgsqlDataSource>(StorageRegistration.PersonKeysPool) ?? provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<IOptions<PersonalDataOptions>>().Value.MasterKeyFile
                ?? Path.Combine(DataDirectory(provider), "keys", "master.key"),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PersonalJsonConverterFactory>();
        return services;
    }

    private static OptionsBuilder<T> AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddSingleton((IValidateOptions<T>)(object)new AdapterOptionsCheck());
        return services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    private static string DataDirectory(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DataOptions>>().Value.DataDirectory!;

    private static void AddFiles(IServiceCollection services)
    {
        services.AddSingleton(provider => new WorkingFiles(DataDirectory(provider)));
        services.AddSingleton<IBlobStore>(provider => new FileBlobStore(DataDirectory(provider), provider.GetRequiredService<WorkingFiles>()));
        services.AddHostedService<CrashCleanup>();
    }

    private static void AddSigning(IServiceCollection services)
    {
        services.AddSingleton<TrustStore>();
        services.AddSingleton<IValidationDataClient>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<RevocationOptions>>().Value;
            return new KeptValidationData(
                new GuardedValidationDataClient(options.ToPolicy()),
                TimeSpan.FromSeconds(options.KeepSeconds),
                provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<ICertificateInspector, CertificateInspector>();
        services.AddSingleton<IDocumentSigner, DocumentSigner>();
        services.AddSingleton<IPlacementFinder, PlacementFinder>();
        services.AddSingleton<IProviderCallbacks, ConnectionCallbacks>();
        AddTimestampClient(services);
    }

    private static void AddTimestampClient(IServiceCollection services)
    {
        services.AddHttpClient(Timestamps, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .AddResilienceHandler(Timestamps, (pipeline, context) =>
            {
                var seconds = context.ServiceProvider.GetRequiredService<IOptions<TimestampOptions>>().Value.AttemptTimeoutSeconds;
                var options = new AttemptOptions(1, TimeSpan.FromSeconds(seconds));
                HttpAttempts.AddTo(pipeline, _ => options);
            });
        services.AddHttpClient(Timestamps)
            .AddHttpMessageHandler(() => new BoundedBodyHandler(Pades.Timestamps.HttpTimestampClient.MaxResponseBytes));
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, // a redirected request would carry its credentials to wherever it is told
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // an address that moves is noticed
    };
}
