using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Infrastructure.Composition;

namespace KonTum.Tthc.Api.Hosting;

/// <summary>The composition root: which parts stand behind the ports of the application.</summary>
internal static class Parts
{
    public static WebApplicationBuilder AddTthcParts(this WebApplicationBuilder builder)
    {
        // A part that is missing stops the start, not the first person who needs it.
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateScopes, options.ValidateOnBuild) = (true, true));
        builder.Services.AddSingleton(RequestLimits.LimitsOf(builder.Configuration));
        builder.Services.AddTthcApplication();
        builder.Services.AddTthcStorage(builder.Configuration);
        builder.Services.AddTthcAdapters(builder.Configuration);
        builder.Services.AddTthcUploads(builder.Configuration);
        builder.Services.AddTthcSealing(builder.Configuration);
        builder.Services.AddTthcWebhooks(builder.Configuration);
        builder.Services.AddTthcDeliveries(builder.Configuration);
        builder.Services.AddTthcPayments(builder.Configuration);
        builder.Services.AddTthcConversion(builder.Configuration);
        builder.Services.AddTthcPapers();
        builder.Services.AddTthcCalendar(builder.Configuration);
        return builder;
    }
}
