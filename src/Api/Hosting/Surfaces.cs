using KonTum.Tthc.Api.Errors;
using KonTum.Tthc.Api.Files;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>The two surfaces of the contract: gRPC, and REST that is transcoded from it.</summary>
internal static class Surfaces
{
    public static void AddSurfaces(this WebApplicationBuilder builder)
    {
        var limits = RequestLimits.LimitsOf(builder.Configuration);
        builder.WebHost.ConfigureKestrel(RequestLimits.Apply);
        builder.Services
            .AddGrpc(o =>
            {
                // The first one is the outermost.
                o.Interceptors.Add<FailureInterceptor>();
                o.Interceptors.Add<EntityTags>();
                o.EnableDetailedErrors = false;
                o.IgnoreUnknownServices = true;
                o.MaxReceiveMessageSize = 1024 * 1024;
            })
            .AddServiceOptions<Dossiers.DossiersService>(
                o => o.MaxReceiveMessageSize = RequestLimits.LargestMessage(limits.MaxAttachmentBytes))
            .AddServiceOptions<Reception.ReceptionService>(
                o => o.MaxReceiveMessageSize = RequestLimits.LargestMessage(limits.MaxAttachmentBytes))
            .AddServiceOptions<SignatureProfiles.SignatureProfilesService>(
                o => o.MaxReceiveMessageSize = RequestLimits.LargestMessage(limits.MaxSignatureImageBytes))
            .AddServiceOptions<Lookup.LookupService>(o => o.Interceptors.Add<Lookup.LookupLimit>())
            .AddJsonTranscoding(o =>
            {
                o.TypeRegistry = FailureAnswer.DetailTypes;
                o.JsonSettings.WriteInt64sAsStrings = true; // the standard JSON mapping of protobuf
            });
        builder.Services.AddSingleton(Lookup.LookupRates.Of(builder.Configuration));
        builder.Services.AddSingleton<Mapping.AnswerStreams>();
        builder.Services.AddGrpcReflection();
        builder.Services.AddHealthChecks();
        builder.Services.AddGrpcHealthChecks();
    }

    public static void MapSurfaces(this WebApplication app)
    {
        var limits = RequestLimits.LimitsOf(app.Configuration);
        app.MapGrpcService<Platform.PlatformService>();
        app.MapGrpcService<Procedures.ProcedureCatalogService>();
        app.MapGrpcService<SignatureProfiles.SignatureProfilesService>()
            .AcceptFiles(("UploadSignatureImage", limits.MaxSignatureImageBytes));
        app.MapGrpcService<Dossiers.DossiersService>().AcceptFiles(("UploadAttachmentContent", limits.MaxAttachmentBytes));
        app.MapGrpcService<Signing.SigningService>();
        app.MapGrpcService<Webhooks.SigningWebhooksService>();
        app.MapGrpcService<Payments.PaymentsService>();
        app.MapGrpcService<Reception.ReceptionService>().AcceptFiles(("UploadResultPaper", limits.MaxAttachmentBytes));
        app.MapGrpcService<Audit.AuditService>();
        app.MapGrpcService<Lookup.LookupService>();
        app.MapGrpcService<Exchange.DeliveriesService>();
        app.MapGrpcService<Statistics.StatisticsService>();
        app.MapGrpcService<DocumentStore.DocumentStoreService>();
        app.MapGrpcService<Feedback.FeedbackService>();
        app.MapGrpcReflectionService();
    }
}
