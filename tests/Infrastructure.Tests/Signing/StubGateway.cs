using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>A gateway that answers what a test tells it to, for answers that no healthy gateway gives. It listens over real HTTP.</summary>
public sealed class StubGateway : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubGateway(WebApplication app) => this.app = app;

    /// <summary>Requests so far: path and body.</summary>
    public List<(string Path, string Body, string Authorization)> Requests { get; } = [];

    public string Url => app.Urls.Single();

    public static Task<StubGateway> AnsweringAsync(int status, string body, string contentType = "application/json") =>
        StartAsync(async (_, response) =>
        {
            response.StatusCode = status;
            response.ContentType = contentType;
            await response.WriteAsync(body);
        });

    public static async Task<StubGateway> StartAsync(Func<string, HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubGateway(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            lock (stub.Requests) stub.Requests.Add((context.Request.Path, body, context.Request.Headers.Authorization.ToString()));
            await answer(context.Request.Path, context.Response);
        });
        await app.StartAsync();
        return stub;
    }

    /// <summary>The adapters, with both gateways at this stub.</summary>
    public AdapterHost CreateHost(params (string Name, string Value)[] settings) => AdapterHost.Create(
        new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
        {
            ["Tthc:Gateways:Vnpt:BaseUrl"] = Url + "/vnpt/sca/sp769",
            ["Tthc:Gateways:Neac:BaseUrl"] = Url + "/neac",
        });

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }
}
