using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>
/// Whether the process lives (/health) and whether it can work (/health/ready, and the standard gRPC health service). Parts register
/// their checks with the standard builder.
/// </summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", () => Results.Text("ok")).ExcludeFromDescription();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            // Names and states only: descriptions and exceptions may tell where things are.
            ResponseWriter = (http, report) => http.Response.WriteAsJsonAsync(new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status.ToString()),
            }),
        });
        app.MapGrpcHealthChecksService();
    }
}
