using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>
/// Stands between the Api and the national gateway and can hold the request for a signature, or the answer to it: so a process can be
/// killed at exactly that moment.
/// </summary>
internal sealed partial class GatewayGate : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> _transactions = new();
    private volatile bool _open;
    private int _calls;

    private GatewayGate(Uri gateway, bool holdAnswer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context => ForwardAsync(context, gateway, holdAnswer));
    }

    /// <summary>Base address for the Api.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Ends when something is held.</summary>
    public Task Held => _held.Task.WaitAsync(TimeSpan.FromSeconds(90));

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What the gateway has called confirmations by.</summary>
    public IReadOnlyCollection<string> Transactions => [.. _transactions.Keys];

    public static async Task<GatewayGate> StartAsync(Uri gateway, bool holdAnswer)
    {
        var gate = new GatewayGate(gateway, holdAnswer);
        await gate._app.StartAsync();
        return gate;
    }

    /// <summary>From now on nothing is held.</summary>
    public void Open() => _open = true;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri gateway, bool holdAnswer)
    {
        Interlocked.Increment(ref _calls);
        var path = context.Request.Path.Value ?? "";
        var hold = !_open && path.EndsWith("/sign_v2/sign", StringComparison.Ordinal);
        if (hold && !holdAnswer) await HoldAsync(context);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.AbsoluteUri.TrimEnd('/') + path))
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var name in new[] { "Content-Type", "Content-Length" })
            request.Content.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToArray());
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } credentials)
            request.Headers.TryAddWithoutValidation("Authorization", credentials);
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        foreach (Match named in Transaction().Matches(System.Text.Encoding.UTF8.GetString(body))) _transactions[named.Groups[1].Value] = true;
        if (hold) await HoldAsync(context);

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>Until the caller is gone.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        _held.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    [GeneratedRegex("\"(?:transaction_id|tran_code)\"\\s*:\\s*\"([^\"]{6,})\"")]
    private static partial Regex Transaction();
}
