using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Infrastructure.Messages;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.Infrastructure.Portal;
using KonTum.Tthc.Infrastructure.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers what leaves the platform: the outbox with the storage, because it commits with the events; the ways out by themselves.</summary>
public static class ExchangeRegistration
{
    /// <summary>Adds the outbox and what makes its messages; sections Tthc:Portal, Tthc:Mail, Tthc:Sms, Tthc:Messages, and Tthc:PublicAddress.</summary>
    public static IServiceCollection AddTthcExchange(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsCheck>();
        services.AddOptions<PortalOptions>().Bind(configuration.GetSection(PortalOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsCheck>();
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmsOptions>, SmsOptionsCheck>();
        services.AddOptions<SmsOptions>().Bind(configuration.GetSection(SmsOptions.Section)).ValidateOnStart();

        services.AddSingleton(provider => new ExchangeSettings
        {
            Portal = provider.GetRequiredService<IOptions<PortalOptions>>().Value.BaseUrl.Length > 0,
            Mail = provider.GetRequiredService<IOptions<MailOptions>>().Value.Host.Length > 0,
            Sms = provider.GetRequiredService<IOptions<SmsOptions>>().Value.Url.Length > 0,
            SmsDiacritics = provider.GetRequiredService<IOptions<SmsOptions>>().Value.Diacritics,
        });
        services.AddSingleton(PublicAddressSetting.Of(configuration));
        services.AddSingleton(MessageFiles.Read(configuration["Tthc:Messages:Directory"]));
        services.AddSingleton<IPortalFileLinks, PortalFileLinks>();
        services.AddSingleton<DossierAnnouncements>();
        services.AddSingleton<SealedBodies>();
        services.AddSingleton<DeliveryOutbox>();
        services.AddSingleton<EarlierOutbox>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<DeliveryLog>();
        services.AddSingleton<IDeliveries>(provider => provider.GetRequiredService<DeliveryLog>());
        services.AddSingleton<IWebhookDeliveries>(provider => provider.GetRequiredService<DeliveryLog>());
        services.AddScoped<LeavingMessages>();
        services.AddSingleton<PortalClient>();
        services.AddSingleton<IPortalRegister, PortalRegister>();
        return services;
    }

    /// <summary>Adds the ways out that are configured, and the worker that sends.</summary>
    public static IServiceCollection AddTthcDeliveries(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsSet(configuration, $"{PortalOptions.Section}:BaseUrl")) services.AddSingleton<IDeliverySender, PortalDeliveries>();
        if (IsSet(configuration, $"{MailOptions.Section}:Host")) services.AddSingleton<IDeliverySender, MailDeliveries>();
        if (IsSet(configuration, $"{SmsOptions.Section}:Url")) services.AddSingleton<IDeliverySender, SmsDeliveries>();
        services.AddHostedService<OutboxWorker>();
        return services;
    }

    private static bool IsSet(IConfiguration configuration, string setting) => !string.IsNullOrEmpty(configuration[setting]);
}
