using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Control;
using KonTum.Tthc.Sandbox.Csc;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Faults;
using KonTum.Tthc.Sandbox.Gateways;
using KonTum.Tthc.Sandbox.Identity;
using KonTum.Tthc.Sandbox.Mail;
using KonTum.Tthc.Sandbox.Payments;
using KonTum.Tthc.Sandbox.Phone;
using KonTum.Tthc.Sandbox.Portal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KonTum.Tthc.Sandbox;

/// <summary>
/// The outside world in one process: certificate authorities, remote-signing gateways, the phone app and the identity provider, for
/// demonstrations and tests. It listens on loopback only.
/// </summary>
public static class SandboxHost
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Composes the sandbox; the caller starts, runs and stops it.</summary>
    /// <param name="args">
    /// Command line settings: <c>--urls</c> (port 0 is allowed), <c>--Sandbox:DataDirectory</c>, <c>--Sandbox:PublicUrl</c>,
    /// <c>--Sandbox:Demonstration:ConfirmationLifetimeSeconds</c>, <c>--Sandbox:Demonstration:Password</c>.
    /// </param>
    /// <param name="configure">Changes the builder before anything is registered, e.g. to give another <see cref="TimeProvider"/>.</param>
    /// <returns>
    /// The application, not started. Keys, certificates and the database are made or read while it starts; starting fails with
    /// <see cref="InvalidOperationException"/> when the address is not loopback or the data directory is of another version.
    /// </returns>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(SandboxHost).Assembly.GetName().Name,
        });
        // The sandbox has no settings file; inside another program it would read that program's.
        foreach (var file in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList())
            builder.Configuration.Sources.Remove(file);
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            // The key ring lies in the data directory, which only its owner can enter.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("KonTum.Tthc.Sandbox", LogLevel.Information);
        configure?.Invoke(builder);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(DefaultUrl);

        // A page elsewhere must not reach the phone by giving its own name this machine's address.
        if (string.IsNullOrEmpty(builder.Configuration["AllowedHosts"]))
            builder.Configuration["AllowedHosts"] = AllowedHosts(builder.Configuration["Sandbox:PublicUrl"]);

        AddServices(builder);
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<FirstStart>().Ready.WaitAsync(context.RequestAborted);
            await next(context);
        });
        OpenIdProvider.UseCorsForBrowsers(app);
        app.UseAuthentication();
        MapEndpoints(app);
        return app;
    }

    private static string AllowedHosts(string? publicUrl) => Uri.TryCreate(publicUrl, UriKind.Absolute, out var url)
        ? $"127.0.0.1;localhost;[::1];{url.Host}"
        : "127.0.0.1;localhost;[::1]";

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var configured = builder.Configuration["Sandbox:DataDirectory"];
        var directory = new DataDirectory(
            string.IsNullOrEmpty(configured) ? DataDirectory.Default(builder.Environment.ContentRootPath) : configured);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(directory);
        services.AddSingleton<PublicAddress>();
        services.AddSingleton(new DemonstrationPeople(builder.Configuration["Sandbox:Demonstration:Password"]));
        services.AddDbContextFactory<SandboxDatabase>(options =>
            options.UseSqlite($"Data Source={directory.DatabaseFile}").UseOpenIddict());
        services.AddSingleton<SandboxWriter>();
        services.AddSingleton<NationalPki>();
        services.AddSingleton<RevocationRegister>();
        services.AddSingleton<StatusResponder>();
        services.AddSingleton<TimestampService>();
        services.AddSingleton<ServiceProviderAccount>();
        services.AddSingleton<GatewaySwitches>();
        services.AddSingleton<FaultRegister>();
        services.AddSingleton<FaultEngine>();
        services.AddSingleton<SignatureFaults>();
        services.AddSingleton<CallbackFaults>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<SigningRequests>();
        services.AddSingleton<GatewayWorld>();
        services.AddSingleton<VnptGateway>();
        services.AddSingleton<NeacGateway>();
        services.AddSingleton<NeacBlockingGateway>();
        services.AddSingleton<Qd769Gateway>();
        services.AddHttpClient();
        services.AddSingleton<CallbackAddresses>();
        services.AddSingleton<VnptWebhook>();
        services.AddSingleton<PhoneHabits>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<OneTimePasswords>();
        services.AddSingleton<Settlements>();
        services.AddSingleton<MySignCallbacks>();
        services.AddSingleton<MySignGateway>();
        services.AddSingleton<MisaLogin>();
        services.AddSingleton<MisaWebhook>();
        services.AddSingleton<MisaGateway>();
        services.AddSingleton<CscParts>();
        services.AddSingleton<Csc1Face>();
        services.AddSingleton<Csc2Face>();
        services.AddSingleton<PortalFace>();
        services.AddSingleton<Mailbox>();
        services.AddSingleton<SmtpSink>();
        services.AddHostedService(provider => provider.GetRequiredService<SmtpSink>());
        services.AddSingleton<PayMerchant>();
        services.AddSingleton<PayOrders>();
        services.AddSingleton<PayCallbacks>();
        services.AddSingleton<PayGateway>();
        OpenIdProvider.AddServices(services, directory);
        services.AddSingleton<FirstStart>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstStart>());
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapGet("/", IndexPage.Show);
        app.MapGet("/health", () => Results.Text("ok"));
        Page.MapFiles(app);
        AuthorityEndpoints.Map(app);
        app.Services.GetRequiredService<VnptGateway>().Map(app);
        app.Services.GetRequiredService<NeacGateway>().Map(app);
        app.Services.GetRequiredService<NeacBlockingGateway>().Map(app);
        app.Services.GetRequiredService<Qd769Gateway>().Map(app);
        app.Services.GetRequiredService<VnptWebhook>().Listen();
        app.Services.GetRequiredService<PhoneHabits>().Listen();
        app.Services.GetRequiredService<MySignGateway>().Map(app);
        app.Services.GetRequiredService<MisaGateway>().Map(app);
        CscFace[] cscFaces = [app.Services.GetRequiredService<Csc1Face>(), app.Services.GetRequiredService<Csc2Face>()];
        foreach (var face in cscFaces)
            face.Map(app);
        CscLogo.Map(app);
        var misa = app.Services.GetRequiredService<MisaGateway>();
        var pki = app.Services.GetRequiredService<NationalPki>();
        OneTimePasswordPages.Map(app, () => CscPasswords.Shown(cscFaces, pki).Concat(misa.ShownPasswords()));
        app.Services.GetRequiredService<PayGateway>().Map(app);
        PayPage.Map(app);
        PhoneEndpoints.Map(app);
        LoginPage.Map(app);
        ConnectEndpoints.Map(app);
        ControlEndpoints.Map(app);
        PortalEndpoints.Map(app);
        MailEndpoints.Map(app);
    }
}
