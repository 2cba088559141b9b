using System.Diagnostics;
using KonTum.Tthc.Api.Callbacks;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>Logs, traces and measurements. None of them carries personal data: addresses with query strings are not logged.</summary>
internal static class Observation
{
    private static readonly string[] SecretAddresses = [ProviderCallbacks.Prefix, Exchange.PortalFiles.Prefix];

    public static void AddObservation(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(o =>
        {
            o.IncludeScopes = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });

        // They write the whole address, and that of a provider's callback holds its secret.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("kontum-tthc-api", serviceVersion: typeof(Observation).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(t => t
                .AddSource("KonTum.Tthc*", "Marten")
                .AddAspNetCoreInstrumentation(o =>
                {
                    o.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
                    o.EnrichWithHttpRequest = HideSecretsOfAddresses;
                })
                .AddHttpClientInstrumentation(o =>
                {
                    o.EnrichWithHttpRequestMessage = HidePath;
                    // While a phone rings its provider is asked again and again, outside of every trace: those would be traces of nothing.
                    o.FilterHttpRequestMessage = _ => Activity.Current?.ParentId is not null;
                })
                .AddNpgsql())
            .WithMetrics(m => m
                .AddMeter("KonTum.Tthc*", "Marten", "Npgsql", "Grpc.AspNetCore.Server")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation());

        // The standard variable of the OpenTelemetry specification; without it nothing leaves the process.
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) telemetry.UseOtlpExporter();
    }

    /// <summary>
    /// The address of a provider's callback holds its secret, and that of a file for the national portal the proof by which anybody may
    /// read it; the route beside it does not.
    /// </summary>
    private static void HideSecretsOfAddresses(Activity activity, HttpRequest request)
    {
        foreach (var prefix in SecretAddresses)
        {
            if (request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)) activity.SetTag("url.path", prefix);
        }
    }

    /// <summary>
    /// Addresses of gateways hold the transaction, and at some of them the transaction alone releases the signatures. A trace tells the
    /// host, which is enough to see who was slow.
    /// </summary>
    private static void HidePath(Activity activity, HttpRequestMessage request) =>
        activity.SetTag("url.full", request.RequestUri?.GetLeftPart(UriPartial.Authority));
}
