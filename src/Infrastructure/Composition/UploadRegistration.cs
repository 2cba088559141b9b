using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Infrastructure.Collection;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.Uploads;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers uploads in parts, and the collection of what nobody needs any more.</summary>
public static class UploadRegistration
{
    /// <summary>Registers <see cref="IUploads"/> and the collection; configuration section Tthc:Collection.</summary>
    public static IServiceCollection AddTthcUploads(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(p => new UploadFiles(DataDirectory(p)));
        services.AddScoped<IUploads, Uploads.Uploads>();

        services.AddSingleton<IValidateOptions<CollectionOptions>, CollectionOptionsCheck>();
        services.AddOptions<CollectionOptions>().Bind(configuration.GetSection(CollectionOptions.Section)).ValidateOnStart();
        services.AddSingleton(p => new BlobFolders(DataDirectory(p)));
        services.AddSingleton<NamedBlobs>();
        services.AddSingleton<SharedIdentity>();
        services.AddSingleton<Collector>();
        services.AddHostedService<CollectionWorker>();
        return services;
    }

    private static string DataDirectory(IServiceProvider provider) => provider.GetRequiredService<IOptions<DataOptions>>().Value.DataDirectory!;

    private sealed class CollectionOptionsCheck : IValidateOptions<CollectionOptions>
    {
        public ValidateOptionsResult Validate(string? name, CollectionOptions options)
        {
            List<string> problems = [];
            if (options.IntervalHours is not (>= 0 and <= 168)) problems.Add($"{CollectionOptions.Section}:IntervalHours must be 0 to 168.");
            if (options.FirstAnswerDays is < 1 or > 3650) problems.Add($"{CollectionOptions.Section}:FirstAnswerDays must be 1 to 3650.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
