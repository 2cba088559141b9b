using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the way out to webhooks.</summary>
public static class WebhookRegistration
{
    /// <summary>Adds the addresses that may be called, and what calls them; configuration section Tthc:Webhooks.</summary>
    public static IServiceCollection AddTthcWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsCheck>();
        services.AddOptions<WebhookOptions>()
            .Bind(configuration.GetSection(WebhookOptions.Section))
            .PostConfigure(o => o.TakeHosts(configuration[$"{WebhookOptions.Section}:AllowedHosts"]))
            .ValidateOnStart();
        services.AddSingleton<WebhookAddresses>();
        services.AddSingleton<IWebhookAddresses>(provider => provider.GetRequiredService<WebhookAddresses>());
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<IDeliverySender, WebhookDeliveries>();
        return services;
    }

    private sealed class WebhookOptionsCheck : IValidateOptions<WebhookOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhookOptions options)
        {
            List<string> problems =
            [
                .. options.AllowedHosts.Where(h => !Uri.TryCreate($"https://{h}/", UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/")
                    .Select(h => $"{WebhookOptions.Section}:AllowedHosts: \"{h}\" is neither host nor host:port."),
            ];
            if (options.TimeoutSeconds is not (>= 0.1 and <= 60)) problems.Add($"{WebhookOptions.Section}:TimeoutSeconds must be 0.1 to 60.");
            if (options.FirstDelaySeconds is not (>= 0.01 and <= 3600)) problems.Add($"{WebhookOptions.Section}:FirstDelaySeconds must be 0.01 to 3600.");
            if (options.GiveUpAfterHours is not (>= 0 and <= 720)) problems.Add($"{WebhookOptions.Section}:GiveUpAfterHours must be 0 to 720.");
            if (options.Lanes is < 1 or > 256) problems.Add($"{WebhookOptions.Section}:Lanes must be 1 to 256.");
            if (options.LanesOfOneHost is < 1 or > 64) problems.Add($"{WebhookOptions.Section}:LanesOfOneHost must be 1 to 64.");
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
