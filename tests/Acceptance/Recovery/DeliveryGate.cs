using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>What arrived outside: by which way, under which identifier, and the bytes.</summary>
internal sealed record Arrival(string Way, string Id, string Body);

/// <summary>
/// The receivers of a node's deliveries: the sandbox's SMS gateway and national portal, and a webhook of its own. It takes what comes, and
/// can hold the first answer of each way, so that a process dies between sending and recording.
/// </summary>
internal sealed class DeliveryGate : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _sandbox;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private volatile bool _open;

    private DeliveryGate(Uri sandbox, string[] holds)
    {
        _sandbox = sandbox;
        foreach (var way in holds) _held[way] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = holds.Length == 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public ConcurrentQueue<Arrival> Arrived { get; } = new();

    /// <summary>Ends when something of each way is held.</summary>
    public Task Held => Task.WhenAll(_held.Values.Select(h => h.Task)).WaitAsync(TimeSpan.FromSeconds(90));

    public static async Task<DeliveryGate> StartAsync(Uri sandbox, params string[] holds)
    {
        var gate = new DeliveryGate(sandbox, holds);
        await gate._app.StartAsync();
        return gate;
    }

    /// <summary>From now on everything is answered.</summary>
    public void Open() => _open = true;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value!;
        var (way, id) = Name(context, path, body);
        var (status, answer) = way == "webhook" ? (204, "") : await ForwardAsync(context, path, body);
        if (way.Length > 0)
        {
            Arrived.Enqueue(new Arrival(way, id, body));
            if (!_open && _held.TryGetValue(way, out var held))
            {
                held.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        }

        context.Response.StatusCode = status;
        if (answer.Length == 0) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }

    /// <summary>The way, empty for what is no delivery, and what its receiver tells a repetition by.</summary>
    private static (string Way, string Id) Name(HttpContext context, string path, string body)
    {
        if (path == "/hook") return ("webhook", context.Request.Headers["webhook-id"].ToString());
        if (path == "/sms/messages") return ("sms", JsonNode.Parse(body)!.Text("message_id"));
        var call = JsonNode.Parse(body)!;
        return path == "/portal/service" && call.Text("service") == "DongBoHoSoMC" ? ("portal", call.Items("data").Single().Text("MaHoSo")) : ("", "");
    }

    private async Task<(int Status, string Answer)> ForwardAsync(HttpContext context, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_sandbox, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } credentials)
            request.Headers.TryAddWithoutValidation("Authorization", credentials);
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
