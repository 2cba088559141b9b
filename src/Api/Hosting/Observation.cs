using System.Diagnostics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>Logs, traces and measurements. None of them carries personal data: addresses with query strings are not logged.</summary>
internal static class Observation
{
    public static void AddObservation(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(o =>
        {
            o.IncludeScopes = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("kontum-tthc-api", serviceVersion: typeof(Observation).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(t => t
                .AddSource("KonTum.Tthc*", "Marten")
                .AddAspNetCoreInstrumentation(o => o.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
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
    /// Addresses of gateways hold the transaction, and at some of them the transaction alone releases the signatures. A trace tells the
    /// host, which is enough to see who was slow.
    /// </summary>
    private static void HidePath(Activity activity, HttpRequestMessage request) =>
        activity.SetTag("url.full", request.RequestUri?.GetLeftPart(UriPartial.Authority));
}
