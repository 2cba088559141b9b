using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>A call that went through a gate.</summary>
internal sealed record PassedCall(string Path, string Request, string Answer);

/// <summary>Hands HTTP calls on, and kills a node before one goes on, or when it is answered and the answer has not gone on.</summary>
internal sealed class HttpGate : IAsyncDisposable
{
    /// <summary>What belongs to a connection and not to the message (RFC 9110, 7.6.1), and what is written anew.</summary>
    private static readonly HashSet<string> NotHandedOn = new(
        ["Connection", "Host", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Expect"],
        StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromMinutes(3),
    };

    private readonly Traps _traps;

    private HttpGate(Traps traps)
    {
        _traps = traps;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/");

    /// <summary>Where calls go on to.</summary>
    public Uri? Target { get; set; }

    /// <summary>Whether a call is the one that the trap waits for; null when none of this gate ever is.</summary>
    public required Func<Trap, Side, HttpContext, string, bool> IsTheMoment { get; init; }

    /// <summary>The node that dies of it.</summary>
    public required Func<HttpContext, GuardedNode?> Victim { get; init; }

    /// <summary>Which calls are remembered.</summary>
    public Func<string, bool> Remembers { get; init; } = _ => false;

    public ConcurrentQueue<PassedCall> Passed { get; } = new();

    public static async Task<HttpGate> StartAsync(
        Traps traps, Func<HttpContext, GuardedNode?> victim, Func<Trap, Side, HttpContext, string, bool> isTheMoment, Func<string, bool>? remembers = null)
    {
        var gate = new HttpGate(traps) { Victim = victim, IsTheMoment = isTheMoment, Remembers = remembers ?? (_ => false) };
        await gate._app.StartAsync();
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        using (_http) await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        if (await SpringsAsync(context, Side.Before, "")) return;

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(Target!, context.Request.Path.ToUriComponent() + context.Request.QueryString));
        if (content.Length > 0 || context.Request.ContentType is not null) request.Content = new ByteArrayContent(content.ToArray());
        foreach (var (name, values) in context.Request.Headers)
        {
            if (NotHandedOn.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        HttpResponseMessage answer;
        try
        {
            // Not given up with its caller: what arrived outside has arrived.
            answer = await _http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            context.Abort();
            return;
        }

        using (answer)
        {
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var text = Encoding.UTF8.GetString(bytes);
            if (Remembers(path)) Passed.Enqueue(new PassedCall(path, Encoding.UTF8.GetString(content.ToArray()), text));
            if (await SpringsAsync(context, Side.After, text)) return;

            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!NotHandedOn.Contains(name)) context.Response.Headers[name] = values.ToArray();
            }

            if (bytes.Length > 0) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private async Task<bool> SpringsAsync(HttpContext context, Side side, string answer)
    {
        // Who calls is looked up first: a call of the test itself does not count.
        if (_traps.Set is not { } trap || Victim(context) is not { } node || !IsTheMoment(trap, side, context, answer)) return false;
        await trap.SpringAsync(node);
        context.Abort();
        return true;
    }
}
