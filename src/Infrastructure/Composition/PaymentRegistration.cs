using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Infrastructure.Payments;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using KonTum.Tthc.Infrastructure.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the payment service, the numbers of receipts, and the worker that looks after payments.</summary>
public static class PaymentRegistration
{
    /// <summary>Adds them; configuration section Tthc:Payments. The storage is registered before.</summary>
    public static IServiceCollection AddTthcPayments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<PaymentOptions>, PaymentOptionsCheck>();
        services.AddOptions<PaymentOptions>()
            .Bind(configuration.GetSection(PaymentOptions.Section))
            .PostConfigure(o => o.TakeOrigins(configuration[$"{PaymentOptions.Section}:TrustedOrigins"]))
            .ValidateOnStart();
        services.TryAddSingleton(configuration.GetSection(PaymentOptions.Section).Get<PaymentPace>() ?? new PaymentPace());
        services.AddSingleton<IPaymentGateway, PaymentGateway>();
        services.AddScoped<IReceiptNumbers>(provider => provider.GetRequiredService<MartenUnitOfWork>());
        services.AddSingleton(provider => new PaymentWorkTable(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<PaymentWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<PaymentWorker>());

        // Every call can be repeated: a query changes nothing, and a refund is known by its identifier.
        services.AddHttpClient(PaymentGateway.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ActivityHeadersPropagator = null,
            })
            .AddResilienceHandler(PaymentGateway.ClientName, (pipeline, context) =>
            {
                var seconds = context.ServiceProvider.GetRequiredService<IOptions<PaymentOptions>>().Value.TimeoutSeconds;
                var attempts = new AttemptOptions(1, TimeSpan.FromSeconds(seconds));
                HttpAttempts.AddTo(pipeline, _ => attempts);
            });
        services.AddHttpClient(PaymentGateway.ClientName)
            .AddHttpMessageHandler(() => new BoundedBodyHandler(PaymentGateway.MaxAnswerBytes));
        return services;
    }
}
