using System.Net;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using KonTum.Tthc.Infrastructure.Signing.Gateways;
using KonTum.Tthc.Infrastructure.Storage;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the adapters to the world outside: files, signing, certificates, personal data.</summary>
public static class AdapterRegistration
{
    private const string Timestamps = TimestampOptions.ClientName;

    /// <summary>Calls without an answer, of as many or twice as many within two minutes, after which a service is not asked for a while.</summary>
    private const int SilencesBeforeBreak = 4;

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
        AddOptions<GatewaysOptions>(services, configuration, GatewaysOptions.Section);
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
        AddSigning(services);
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
        services.AddSingleton<ProviderCatalogue>();
        services.AddSingleton<GatewayCredentialFiles>();
        services.AddSingleton<GatewayClient>();
        services.AddSingleton<IRemoteSigning, RemoteSigning>();
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
        foreach (var gateway in new GatewaysOptions().ByName.Keys) AddGatewayClient(services, gateway);
        AddTimestampClient(services);
    }

    /// <summary>
    /// The loggers of HTTP clients are taken out: they write addresses, and the address of a status call holds the transaction, which is
    /// all that VNPT asks for before it hands the signatures out.
    /// </summary>
    private static void AddGatewayClient(IServiceCollection services, string gateway)
    {
        GatewayOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<GatewaysOptions>>().Value.ByName[gateway];
        services.AddHttpClient(GatewayClient.ClientName(gateway), (provider, client) =>
            {
                if (Options(provider).BaseUrl is { Length: > 0 } address) client.BaseAddress = new Uri(address.TrimEnd('/') + "/");
                client.Timeout = Timeout.InfiniteTimeSpan; // each attempt has its own
            })
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .AddResilienceHandler(gateway, (pipeline, context) =>
            {
                var options = Options(context.ServiceProvider);
                AddRetries(
                    pipeline, options.Retries, options.AttemptTimeoutSeconds,
                    request => request?.Options.TryGetValue(GatewayClient.Repeatable, out var repeatable) == true && repeatable);
            });
        services.AddHttpClient(GatewayClient.ClientName(gateway)).AddHttpMessageHandler(() => new BoundedBodyHandler(GatewayClient.MaxAnswerBytes));
    }

    private static void AddTimestampClient(IServiceCollection services)
    {
        services.AddHttpClient(Timestamps, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .AddResilienceHandler(Timestamps, (pipeline, context) => AddRetries(
                pipeline, 1, context.ServiceProvider.GetRequiredService<IOptions<TimestampOptions>>().Value.AttemptTimeoutSeconds, _ => true));
        services.AddHttpClient(Timestamps)
            .AddHttpMessageHandler(() => new BoundedBodyHandler(Pades.Timestamps.HttpTimestampClient.MaxResponseBytes));
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, // a redirected request would carry its credentials to wherever it is told
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // an address that moves is noticed
    };

    private static void AddRetries(
        ResiliencePipelineBuilder<HttpResponseMessage> pipeline, int retries, double attemptSeconds, Func<HttpRequestMessage?, bool> isRepeatable)
    {
        if (retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = retries,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(
                    isRepeatable(args.Context.GetRequestMessage()) && IsTransient(args.Outcome)),
            });
        }

        // Who refuses at once costs nothing. Who hangs holds a lane of the worker for every ceremony of theirs, until nobody can sign
        // with any provider: after a few silences they are left alone for a while, and then tried with one call.
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 0.5,
            MinimumThroughput = SilencesBeforeBreak,
            SamplingDuration = TimeSpan.FromMinutes(2),
            BreakDuration = TimeSpan.FromSeconds(15),
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException }),
        });
        pipeline.AddTimeout(TimeSpan.FromSeconds(attemptSeconds));
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } } => false,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        {
            Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        } => true,
        _ => false,
    };
}
