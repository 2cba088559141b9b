using KonTum.Tthc.Api.Callbacks;
using KonTum.Tthc.Api.Errors;
using KonTum.Tthc.Api.Exchange;
using KonTum.Tthc.Api.Identity;
using KonTum.Tthc.Api.Lookup;
using KonTum.Tthc.Api.OpenApi;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>The edge of the platform: what is between the network and the use cases.</summary>
public static class ApiHost
{
    /// <summary>Registers the surfaces, tokens, failures, description and observation.</summary>
    /// <exception cref="InvalidOperationException">The OpenID provider is not configured.</exception>
    public static WebApplicationBuilder AddTthcEdge(this WebApplicationBuilder builder)
    {
        builder.AddObservation();
        builder.AddSurfaces();
        builder.Services.AddTokenAuthentication(builder.Configuration);
        builder.Services.AddContractDescription(builder.Configuration);
        builder.Services.AddProviderCallbacks();
        return builder;
    }

    /// <summary>Puts the parts of a call in the order in which it travels through them.</summary>
    public static WebApplication UseTthcEdge(this WebApplication app)
    {
        app.UseRouting();
        app.UseResponseHeaders();
        app.UseMiddleware<RestFailures>();
        app.UseAuthentication();
        app.UseTokensBeforeFiles();
        app.UseRateLimiter();
        app.MapSurfaces();
        app.MapHealth();
        app.MapProviderCallbacks();
        app.MapPortalFiles();
        app.MapLookupPage();
        Uploads.ResumableUploads.MapResumableUploads(app);
        app.MapPaymentCallbacks();
        app.UseContractDescription();
        return app;
    }
}
