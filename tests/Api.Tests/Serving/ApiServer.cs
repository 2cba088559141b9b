using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Api.Hosting;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Api.Tests.Serving;

/// <summary>
/// The real edge on real sockets of both surfaces, with the real pipeline of the application. Only the handlers behind it are the
/// tests' own: what is under test here ends where a use case begins.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    public const long MaxAttachmentBytes = 3 * 1024 * 1024;

    private WebApplication? app;
    private GrpcChannel? channel;

    public IdentityProvider Identity { get; private set; } = null!;

    public Handlers.Cancellations Cancellations => app!.Services.GetRequiredService<Handlers.Cancellations>();

    public SigningHandlers.Seen Seen => app!.Services.GetRequiredService<SigningHandlers.Seen>();

    public LogCapture Logs { get; } = new();

    public Uri Rest { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    public CallInvoker Calls => channel!.CreateCallInvoker();

    public async ValueTask InitializeAsync()
    {
        Identity = await IdentityProvider.StartAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Rest:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Tthc:Identity:Authority"] = Identity.Authority,
            ["Tthc:Limits:MaxAttachmentBytes"] = $"{MaxAttachmentBytes}",
        });
        builder.Services.AddTthcApplication();
        builder.Services.AddSingleton(new Limits { MaxAttachmentBytes = MaxAttachmentBytes, VirusScan = true, Conversion = true, UploadHours = 7, DraftDays = 8 });
        builder.Services.AddSingleton<IFirstAnswers, NoFirstAnswers>();
        // The pipeline looks there for what changed meanwhile; nothing ever happened here.
        builder.Services.AddSingleton<IEventLog, NoEvents>();
        Handlers.Register(builder.Services);
        SigningHandlers.Register(builder.Services);
        builder.AddTthcEdge();
        builder.Services.AddHealthChecks().AddCheck("part", () => HealthCheckResult.Healthy());
        builder.Logging.ClearProviders().AddProvider(Logs);

        app = builder.Build();
        app.UseTthcEdge();
        await app.StartAsync();
        await FindSurfacesAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses);
        channel = GrpcChannel.ForAddress(Grpc, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    /// <summary>An HTTP client of the REST surface; with a token if one is given.</summary>
    public HttpClient Http(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Rest };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        if (app is not null) await app.DisposeAsync();
        await Identity.DisposeAsync();
    }

    // Both got a free port; the one that speaks HTTP/1.1 is REST.
    private async Task FindSurfacesAsync(IEnumerable<string> addresses)
    {
        using var client = new HttpClient();
        foreach (var address in addresses.Select(a => new Uri(a)))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(address, "/health"));
                if (answer.IsSuccessStatusCode) Rest = address;
                else Grpc = address;
            }
            catch (HttpRequestException)
            {
                Grpc = address;
            }
        }
    }

    private sealed class NoEvents : IEventLog
    {
        public IAsyncEnumerable<RecordedEvent> ReadAsync(EventFilter filter, CancellationToken cancellationToken) =>
            AsyncEnumerable.Empty<RecordedEvent>();
    }

    private sealed class NoFirstAnswers : IFirstAnswers
    {
        public Task<FirstAnswer?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult<FirstAnswer?>(null);
    }
}
