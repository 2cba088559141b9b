using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Domain.Webhooks;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>
/// Sends deliveries by the Standard Webhooks convention (standardwebhooks.com, specification 1.0.0). Of the answer only the status counts:
/// the body is not read, and no redirection is followed, because it would lead past the check of the address.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly WebhookAddresses _addresses;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public WebhookSender(WebhookAddresses addresses, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (_addresses, _options, _time) = (addresses, options.Value, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16, // KB
            MaxResponseDrainSize = 16 * 1024,
            MaxConnectionsPerServer = _options.LanesOfOneHost,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = addresses.ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each delivery has its own
        };
    }

    /// <summary>Sends a delivery; true when the receiver answered with 2xx in time.</summary>
    public async Task<bool> SendAsync(Guid id, string body, WebhookAddress address, CancellationToken cancellationToken)
    {
        if (_addresses.Read(address.Url) is not { } url) return false;
        using var clock = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        using var request = Request(id, Encoding.UTF8.GetBytes(body), url, address.Key, _time.GetUtcNow());
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(Guid id, byte[] body, Uri url, byte[] key, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        request.Headers.UserAgent.ParseAdd("KonTum.Tthc-Webhooks/1");
        return request;
    }
}
