using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Infrastructure.Conversion;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the conversion of Word files: the converter, the queue, and the worker.</summary>
public static class ConversionRegistration
{
    /// <summary>Configuration section Tthc:Conversion; what is wrong in it stops the start.</summary>
    public static IServiceCollection AddTthcConversion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ConversionOptions>, ConversionOptionsCheck>();
        services.AddOptions<ConversionOptions>().Bind(configuration.GetSection(ConversionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IDocumentConverter>(p => new OfficeConverter(
            p.GetRequiredService<IOptions<ConversionOptions>>(),
            configuration[$"{DataOptions.Section}:DataDirectory"]!,
            p.GetRequiredService<ILogger<OfficeConverter>>()));
        services.AddHostedService<ConversionWorker>();
        return services;
    }

    private sealed class ConversionOptionsCheck : IValidateOptions<ConversionOptions>
    {
        public ValidateOptionsResult Validate(string? name, ConversionOptions options)
        {
            List<string> problems = [];
            const string section = ConversionOptions.Section;
            if (options.TimeLimitSeconds is not (>= 1 and <= 3600)) problems.Add($"{section}:TimeLimitSeconds must be 1 to 3600.");
            if (options.MemoryLimitMegabytes is < 256 or > 65536) problems.Add($"{section}:MemoryLimitMegabytes must be 256 to 65536.");
            if (options.Parallel is < 0 or > 64) problems.Add($"{section}:Parallel must be 0 to 64.");
            if (options.LeaseSeconds is not (>= 1 and <= 600)) problems.Add($"{section}:LeaseSeconds must be 1 to 600.");
            if (!Path.IsPathRooted(options.Program)) problems.Add($"{section}:Program must be an absolute path.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
