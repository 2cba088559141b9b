using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KonTum.Tthc.Infrastructure.Tests.Webhooks;

/// <summary>Somebody's server on loopback that is told of changes.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private int now;
    private int most;

    private Receiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<Delivery> Deliveries { get; } = new();

    /// <summary>What it answers; 204 unless a test says otherwise.</summary>
    public Func<Delivery, HttpContext, Task> Answer { get; set; } = (_, http) => Task.Run(() => http.Response.StatusCode = 204);

    /// <summary>How many it had at once at most.</summary>
    public int MostAtOnce => most;

    public string Url => app.Urls.Single() + "/hook";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        var present = Interlocked.Increment(ref now);
        for (int seen; (seen = most) < present && Interlocked.CompareExchange(ref most, present, seen) != seen;)
        {
        }

        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
            var delivery = new Delivery(http.Request.Path, headers, body.ToArray());
            Deliveries.Enqueue(delivery);
            await Answer(delivery, http);
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }

    public sealed record Delivery(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Id => Headers["webhook-id"];
    }
}
