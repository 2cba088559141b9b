using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Infrastructure.Catalogue;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers what the catalogue of procedures needs.</summary>
public static class CatalogueRegistration
{
    /// <summary>The administrative units and agencies that come with the platform.</summary>
    public static IServiceCollection AddTthcCatalogue(this IServiceCollection services)
    {
        services.AddSingleton<IAdministrativeUnits>(_ => TerritoryFiles.Units());
        services.AddSingleton<IAgencies>(_ => TerritoryFiles.Agencies());
        return services;
    }
}
