using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Infrastructure.Reception.Sealing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the seals of the agencies and the worker that puts them on result papers.</summary>
public static class SealingRegistration
{
    /// <summary>Settings: section <c>Tthc:Seals</c>. Storage and adapters are registered elsewhere.</summary>
    public static IServiceCollection AddTthcSealing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SealsOptions>().Bind(configuration.GetSection(SealsOptions.Section))
            .Validate(o => o.IdleSeconds is >= 0.05 and <= 60, $"{SealsOptions.Section}:IdleSeconds must be 0.05 to 60.")
            .ValidateOnStart();
        services.AddSingleton<SealCatalogue>();
        services.AddSingleton<RemoteSeals>();
        services.AddSingleton<IAgencySeals, AgencySeals>();
        services.AddSingleton<SealingWorker>();
        services.AddHostedService(p => p.GetRequiredService<SealingWorker>());
        return services;
    }
}
