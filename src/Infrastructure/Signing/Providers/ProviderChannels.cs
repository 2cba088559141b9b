using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// The open connections to providers: one pool for each address with each client certificate, with its own circuit breaker. The factory
/// of HTTP clients is not used here: names, addresses and certificates change while the platform runs, and a poll should not build a client.
/// </summary>
internal sealed class ProviderChannels : IDisposable
{
    /// <summary>How a request may be attempted.</summary>
    public static readonly HttpRequestOptionsKey<AttemptOptions> CallOptions = new("tthc.attempts");

    /// <summary>A call that waits for a phone holds its connection all the time, and a node can hold thousands.</summary>
    private const int MostConnections = 4096;

    private static readonly AttemptOptions Once = new(0, TimeSpan.FromSeconds(15));
    private readonly ConcurrentDictionary<Key, Lazy<HttpMessageInvoker>> channels = new();

    /// <summary>The channel of a connection.</summary>
    public HttpMessageInvoker For(ProviderConnection connection)
    {
        // What a rotated certificate or a moved address leaves behind is not disposed: calls may be under way in it. It closes its idle
        // connections by itself.
        var key = new Key(
            connection.Name,
            connection.BaseAddress!.GetLeftPart(UriPartial.Authority),
            connection.ClientCertificate?.Thumbprint,
            connection.ServerRoots is null ? null : string.Join(',', connection.ServerRoots.Select(root => root.Thumbprint)));
        return channels.TryGetValue(key, out var channel)
            ? channel.Value
            : channels.GetOrAdd(key, _ => new Lazy<HttpMessageInvoker>(() => Open(connection))).Value;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in channels.Values) channel.Value.Dispose();
    }

    private static HttpMessageInvoker Open(ProviderConnection connection)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirected request would carry its credentials to wherever it is told
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // an address that moves is noticed
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = MostConnections,
            // Its spans would carry the address, which at VNPT is the key to the signatures; ProviderCalls has spans of its own.
            ActivityHeadersPropagator = null,
        };
        if (connection.ClientCertificate is { } certificate)
        {
            sockets.SslOptions.ClientCertificates = [certificate];
            sockets.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (connection.ServerRoots is { } roots)
        {
            sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            sockets.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>();
        HttpAttempts.AddTo(pipeline, request => request?.Options.TryGetValue(CallOptions, out var options) is true ? options : Once);
        return new HttpMessageInvoker(new ResilienceHandler(pipeline.Build())
        {
            InnerHandler = new BoundedBodyHandler(ProviderCalls.MaxAnswerBytes) { InnerHandler = sockets },
        });
    }

    private sealed record Key(string Connection, string Authority, string? ClientCertificate, string? ServerRoots);
}
