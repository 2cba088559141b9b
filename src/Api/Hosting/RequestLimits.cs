using Grpc.AspNetCore.Server;
using KonTum.Tthc.Application.Platform;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>How much a call may send and how long it may take to do so.</summary>
internal static class RequestLimits
{
    /// <summary>Body of a call that carries no file, in bytes; forms are far smaller.</summary>
    private const long PlainBody = 1024 * 1024;

    /// <summary>Room for what surrounds a file in a message, in bytes.</summary>
    private const long Slack = 64 * 1024;

    /// <summary>The limits in force.</summary>
    public static Limits LimitsOf(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Tthc:Limits").Get<Limits>() ?? new Limits();
        return limits with
        {
            DraftDays = Positive(configuration, "Tthc:Drafts:Days", limits.DraftDays, 3650),
            UploadHours = Positive(configuration, "Tthc:Uploads:Hours", limits.UploadHours, 24 * 30),
            MaxOpenUploads = Positive(configuration, "Tthc:Uploads:MaxOpen", limits.MaxOpenUploads, 10_000),
            MaxOpenUploadBytes = configuration.GetValue("Tthc:Uploads:MaxOpenBytes", limits.MaxOpenUploadBytes) switch
            {
                var bytes when bytes >= limits.MaxAttachmentBytes => bytes,
                _ => throw new InvalidOperationException("Tthc:Uploads:MaxOpenBytes must be at least Tthc:Limits:MaxAttachmentBytes."),
            },
            MaxOpenDrafts = Positive(configuration, "Tthc:Drafts:MaxOpen", limits.MaxOpenDrafts, 1_000_000),
            MaxSubmittedADay = Positive(configuration, "Tthc:Drafts:MaxSubmittedADay", limits.MaxSubmittedADay, 1_000_000),
            MaxMegabytesADay = Positive(configuration, "Tthc:Uploads:MaxMegabytesADay", limits.MaxMegabytesADay, 1_000_000_000),
            MaxWaitingPetitions = Positive(configuration, "Tthc:Petitions:MaxWaiting", limits.MaxWaitingPetitions, 1000),
            VirusScan = !string.IsNullOrWhiteSpace(configuration["Tthc:Clamd:Address"]),
            MaxAttachmentsPerComponent = limits.MaxAttachmentsPerComponent is >= 1 and <= 1000
                ? limits.MaxAttachmentsPerComponent
                : throw new InvalidOperationException("Tthc:Limits:MaxAttachmentsPerComponent must be 1 to 1000."),
        };
    }

    private static int Positive(IConfiguration configuration, string name, int usual, int most) => configuration.GetValue(name, usual) switch
    {
        >= 1 and var value when value <= most => value,
        _ => throw new InvalidOperationException($"{name} must be 1 to {most}."),
    };

    /// <summary>Largest gRPC message of a service that takes files of a size in one message.</summary>
    public static int LargestMessage(long fileBytes) => checked((int)(Math.Max(fileBytes, PlainBody) + Slack));

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = PlainBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);

        // A watcher that has gone away without a word is noticed within a minute and a half.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(30);
    }

    /// <summary>Lets the methods that take a file accept one; all others keep the small limit of the server.</summary>
    public static void AcceptFiles(this GrpcServiceEndpointConventionBuilder endpoints, params (string Method, long Bytes)[] files) =>
        endpoints.Add(endpoint =>
        {
            var method = endpoint.Metadata.OfType<GrpcMethodMetadata>().FirstOrDefault()?.Method.Name;
            foreach (var (name, bytes) in files)
            {
                if (method == name) endpoint.Metadata.Add(new BodyLimit(bytes + Slack));
            }
        });

    /// <summary>
    /// Refuses files of callers without a valid token before they are read: the transcoder holds a whole body in memory before the use
    /// case gets to say whether its sender may send it.
    /// </summary>
    public static void UseTokensBeforeFiles(this WebApplication app) => app.Use((http, next) =>
    {
        var metadata = http.GetEndpoint()?.Metadata;
        var takesFile = metadata?.GetMetadata<BodyLimit>() is not null && metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null;
        if (!takesFile || http.User.Identity is { IsAuthenticated: true }) return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    });

    /// <summary>Lets an endpoint accept a body of that size.</summary>
    public static RouteHandlerBuilder AcceptsBody(this RouteHandlerBuilder endpoint, long bytes) => endpoint.WithMetadata(new BodyLimit(bytes + Slack));

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
