using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The service provider's side of a callback: a server that remembers what it is told.</summary>
public sealed class CallbackListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebApplication app;
    private readonly Channel<(string Path, JsonNode Body)> received = Channel.CreateUnbounded<(string, JsonNode)>();

    private CallbackListener(WebApplication app) => this.app = app;

    /// <summary>What the listener answers.</summary>
    public int Answer { get; set; } = StatusCodes.Status200OK;

    public string Url => app.Urls.First();

    public static async Task<CallbackListener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var listener = new CallbackListener(app);
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            var answer = listener.Answer;
            await listener.received.Writer.WriteAsync((context.Request.Path, body!));
            return Results.StatusCode(answer);
        });
        await app.StartAsync();
        return listener;
    }

    /// <summary>The next call, in the order in which they came.</summary>
    public async Task<(string Path, JsonNode Body)> NextAsync() => await received.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Nothing has come that was not read.</summary>
    public bool IsEmpty => received.Reader.Count == 0;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
