using FluentValidation;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Application.Composition;

/// <summary>Registers the use cases and what every one of them passes through.</summary>
public static class ApplicationRegistration
{
    /// <summary>Adds the use cases. Ports must be registered by the caller.</summary>
    public static IServiceCollection AddTthcApplication(this IServiceCollection services)
    {
        services.AddMediatR(mediatr =>
        {
            mediatr.RegisterServicesFromAssembly(typeof(ApplicationRegistration).Assembly);

            // The order of travel: who traces, who asks whether you may, who asks whether it is well-formed, who knows it already.
            mediatr.AddOpenBehavior(typeof(TracingBehaviour<,>));
            mediatr.AddOpenBehavior(typeof(AuthorizationBehaviour<,>));
            mediatr.AddOpenBehavior(typeof(ValidationBehaviour<,>));
            mediatr.AddOpenBehavior(typeof(TellWhatChanged<,>));
            mediatr.AddOpenBehavior(typeof(IdempotencyBehaviour<,>));
            mediatr.AddOpenStreamBehavior(typeof(StreamAuthorizationBehaviour<,>));
            mediatr.AddOpenStreamBehavior(typeof(StreamValidationBehaviour<,>));
        });
        services.AddValidatorsFromAssembly(typeof(ApplicationRegistration).Assembly, includeInternalTypes: true);
        services.AddScoped<RepeatableScope>();
        services.AddScoped<OfficerActs>();
        services.AddScoped<Files.FileJudge>();
        services.AddScoped<Dossiers.UploadAttachment.AttachmentIntake>();
        services.AddScoped<CertificateChoice>();
        services.AddScoped<SigningStart>();
        services.AddScoped<SigningFinish>();
        services.AddScoped<Dossiers.FilingDesk>();
        services.AddScoped<Dossiers.FilingQuota>();
        services.AddSingleton<Dossiers.UploadAttachment.UploadAllowance>();
        services.AddScoped<PaymentBooks>();
        services.AddScoped<IPaymentNotices>(provider => provider.GetRequiredService<PaymentBooks>());
        return services;
    }
}
