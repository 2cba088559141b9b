using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Misa;
using KonTum.Tthc.Infrastructure.Signing.Adapters.MySign;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Token;
using KonTum.Tthc.Infrastructure.Signing.Connections;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the signing providers: the catalogue, the adapters that it can name, and how they call.</summary>
internal static class ProviderRegistration
{
    /// <summary>Registers them; an adapter is one line here.</summary>
    public static void AddTthcProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IProviderAdapter, Sp769Adapter>();
        services.AddSingleton<IProviderAdapter, TokenAdapter>();
        services.AddSingleton<CscService>();
        services.AddSingleton<IProviderAdapter, Csc1Adapter>();
        services.AddSingleton<IProviderAdapter, Csc2Adapter>();
        services.AddSingleton<IProviderAdapter, MySignAdapter>();
        services.AddSingleton<IProviderAdapter, MisaAdapter>();
        services.AddSingleton<IAccountConnections>(provider => new PostgresAccountConnections(
            provider.GetRequiredService<NpgsqlDataSource>, provider.GetRequiredService<IPersonKeys>, provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<IValidateOptions<GatewaysOptions>, CatalogueCheck>();
        services.AddOptions<GatewaysOptions>()
            .Configure(options => options.Read(configuration.GetSection(GatewaysOptions.Section)))
            .ValidateOnStart();
        services.AddSingleton<ProviderCatalogue>();
        services.AddSingleton<IRemoteSigning, RemoteSigning>();
        services.AddSingleton<ProviderChannels>();
        services.AddSingleton<IProviderCalls, ProviderCalls>();
        services.TryAddSingleton<ISigningCallbacks, NoCallbacks>();
        services.AddSingleton(provider => new HeldCalls(
            provider.GetRequiredService<IOptions<GatewaysOptions>>(),
            provider.GetRequiredService<ISigningCallbacks>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HeldCalls>>()));
        services.AddSingleton<IHeldCalls>(provider => provider.GetRequiredService<HeldCalls>());
        services.AddHostedService(provider => provider.GetRequiredService<HeldCalls>());
    }

    /// <summary>
    /// Checks the catalogue when the program starts. It asks for the adapters late: they need these options themselves, and who validates
    /// them is made before they are.
    /// </summary>
    private sealed class CatalogueCheck(IServiceProvider services) : IValidateOptions<GatewaysOptions>
    {
        public ValidateOptionsResult Validate(string? name, GatewaysOptions options)
        {
            var reader = new CatalogueReader(
                options, services.GetServices<IProviderAdapter>().ToDictionary(a => a.Name, StringComparer.Ordinal));
            reader.Read();
            List<string> problems = [.. reader.Problems];
            if (options.MostHeldCalls is < 1 or > 100_000) problems.Add($"{GatewaysOptions.Section}:MostHeldCalls must be 1 to 100000.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
