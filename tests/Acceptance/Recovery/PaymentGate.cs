using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>
/// Stands between a node and the payment service, both ways, and can hold the first call of one kind before it goes on, or its answer: so a
/// process can be killed at exactly that moment.
/// </summary>
internal sealed class PaymentGate : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _sandbox;
    private readonly (string Call, bool Answer) _moment;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _armed;

    private PaymentGate(Uri sandbox, string call, bool answer)
    {
        _sandbox = sandbox;
        _moment = (call, answer);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The node that is told what was paid.</summary>
    public Uri? Node { get; set; }

    /// <summary>Ends when something is held.</summary>
    public Task Held => _held.Task.WaitAsync(TimeSpan.FromSeconds(90));

    /// <summary>The refunds that the payment service was asked for, by their identifiers, one for each time.</summary>
    public ConcurrentQueue<string> Refunds { get; } = new();

    /// <param name="sandbox">The payment service.</param>
    /// <param name="call">"query", "refund" or "callbacks/payments".</param>
    /// <param name="answer">Whether the answer is held, and not the call.</param>
    public static async Task<PaymentGate> StartAsync(Uri sandbox, string call, bool answer)
    {
        var gate = new PaymentGate(sandbox, call, answer);
        await gate._app.StartAsync();
        return gate;
    }

    /// <summary>From now on such a call is held.</summary>
    public void Arm() => _armed = true;

    /// <summary>From now on nothing is held, and whose call was held is hung up on.</summary>
    public void Open()
    {
        _armed = false;
        _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var hold = path.EndsWith(_moment.Call, StringComparison.Ordinal);
        if (hold && !_moment.Answer && await IsHeldAsync(context)) return;

        var target = path.StartsWith("/callbacks/", StringComparison.Ordinal) ? Node! : _sandbox;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(target, path + context.Request.QueryString));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        if (path.EndsWith("/refund", StringComparison.Ordinal))
            Refunds.Enqueue(QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body.ToArray()))["tt_refund"].ToString());
        try
        {
            using var answer = await _http.SendAsync(request);
            var said = await answer.Content.ReadAsByteArrayAsync();
            if (hold && _moment.Answer && await IsHeldAsync(context)) return;
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.Body.WriteAsync(said);
        }
        catch (HttpRequestException)
        {
            context.Abort(); // the node is dead
        }
    }

    private async Task<bool> IsHeldAsync(HttpContext context)
    {
        if (!_armed) return false;
        _held.TrySetResult();
        await Task.WhenAny(_open.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
        context.Abort();
        return true;
    }
}
