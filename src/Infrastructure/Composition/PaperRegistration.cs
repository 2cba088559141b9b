using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Infrastructure.Papers;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the printer of papers.</summary>
public static class PaperRegistration
{
    /// <summary>Adds the printer.</summary>
    public static IServiceCollection AddTthcPapers(this IServiceCollection services) => services.AddSingleton<IPaperPrinter, PaperPrinter>();
}
