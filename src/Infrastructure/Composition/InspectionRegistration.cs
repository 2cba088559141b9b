using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Infrastructure.Files.Inspection;
using KonTum.Tthc.Infrastructure.Files.Scanning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers what looks into files before they are stored: recognition, active content, and the virus scanner if there is one.</summary>
internal static class InspectionRegistration
{
    /// <summary>Registers <see cref="IFileInspector"/> and <see cref="IVirusScanner"/>; configuration section Tthc:Clamd.</summary>
    public static IServiceCollection AddTthcInspection(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IFileInspector, FileInspector>();
        services.AddSingleton<IValidateOptions<ClamdOptions>, ClamdOptionsCheck>();
        services.AddOptions<ClamdOptions>().Bind(configuration.GetSection(ClamdOptions.Section)).ValidateOnStart();
        if (string.IsNullOrWhiteSpace(configuration[$"{ClamdOptions.Section}:Address"])) services.AddSingleton<IVirusScanner, NoVirusScanner>();
        else services.AddSingleton<IVirusScanner, ClamdScanner>();
        return services;
    }

    private sealed class ClamdOptionsCheck : IValidateOptions<ClamdOptions>
    {
        public ValidateOptionsResult Validate(string? name, ClamdOptions options)
        {
            List<string> problems = [];
            if (!string.IsNullOrWhiteSpace(options.Address) && ClamdAddress.TryParse(options.Address) is null)
                problems.Add($"{ClamdOptions.Section}:Address must be tcp://host:port or unix:/path/of/the/socket.");
            if (options.TimeoutSeconds is not (>= 1 and <= 600)) problems.Add($"{ClamdOptions.Section}:TimeoutSeconds must be 1 to 600.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
