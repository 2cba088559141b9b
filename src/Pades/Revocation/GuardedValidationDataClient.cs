using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Fetches validation data over HTTP with the care that addresses from strangers' certificates need: only http and https, only allowed
/// hosts, no address inside the own network (looked at when connecting, so that a name cannot change in between), no proxy, no
/// credentials, no cookies, few redirections, bounded time and size, and only what can be read as what was asked for.
/// </summary>
/// <remarks>Can be shared by threads and kept for the life of a process.</remarks>
public sealed class GuardedValidationDataClient : IValidationDataClient, IDisposable
{
    private const int LongestAddress = 2048;
    private readonly ValidationDataPolicy _policy;
    private readonly HashSet<string> _hosts;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="policy">Where it may go.</param>
    /// <param name="time">Clock of the time limits; that of the machine if null.</param>
    public GuardedValidationDataClient(ValidationDataPolicy policy, TimeProvider? time = null)
    {
        _policy = policy;
        _hosts = new(policy.Hosts, StringComparer.OrdinalIgnoreCase);
        _time = time ?? TimeProvider.System;
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
            MaxConnectionsPerServer = 8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
        };
    }

    /// <inheritdoc />
    public async Task<byte[]> GetOcspResponseAsync(Uri responder, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        var answer = await FetchAsync(responder, request, "application/ocsp-response", _policy.MaxOcspBytes, cancellationToken).ConfigureAwait(false);
        return Checked(() => OcspResponse.Parse(answer).Encoded, "an OCSP response");
    }

    /// <inheritdoc />
    public async Task<byte[]> GetCrlAsync(Uri address, CancellationToken cancellationToken = default)
    {
        var answer = await FetchAsync(address, null, "application/pkix-crl", _policy.MaxCrlBytes, cancellationToken).ConfigureAwait(false);
        return Checked(() => RevocationList.Parse(PemText.Unwrap(answer)).Encoded, "a CRL");
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<byte[]>> GetIssuersAsync(Uri address, CancellationToken cancellationToken = default)
    {
        var answer = await FetchAsync(address, null, "application/pkix-cert", _policy.MaxCertificateBytes, cancellationToken).ConfigureAwait(false);
        return Checked(() => IssuerCertificates.Read(PemText.Unwrap(answer)), "a certificate");
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static T Checked<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ValidationDataException(ValidationDataFailure.WrongContent, $"The answer is not {what} that can be used.", exception);
        }
    }

    private async Task<byte[]> FetchAsync(Uri address, ReadOnlyMemory<byte>? body, string accept, int largest, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(_policy.CallTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                Ensure(address);
                using var message = Message(address, body, accept);
                using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
                if (Redirection(response) is not { } next) return await ReadAsync(response, largest, both.Token).ConfigureAwait(false);
                if (redirects == _policy.MaxRedirects) throw NotAllowed("The address is redirected too often.");
                address = Follow(address, next, body is not null && (int)response.StatusCode is not (307 or 308));
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ValidationDataException(ValidationDataFailure.TimedOut, "The answer did not come in time.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or InvalidOperationException)
        {
            // What the connection refused itself comes wrapped.
            if (exception.InnerException is ValidationDataException own) throw new ValidationDataException(own.Reason, own.Message, exception);
            throw new ValidationDataException(ValidationDataFailure.Unreachable, "No answer could be had.", exception);
        }
    }

    private static HttpRequestMessage Message(Uri address, ReadOnlyMemory<byte>? body, string accept)
    {
        var message = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        if (body is { } content)
        {
            message.Content = new ReadOnlyMemoryContent(content);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
        }

        return message;
    }

    private static Uri? Redirection(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 ? response.Headers.Location : null;

    private static Uri Follow(Uri from, Uri to, bool wouldLoseBody)
    {
        if (wouldLoseBody) throw NotAllowed("A request with content is redirected to another method.");
        if (!Uri.TryCreate(from, to, out var next) || next.Scheme != from.Scheme) throw NotAllowed("The address is redirected to another scheme.");
        return next;
    }

    private void Ensure(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw NotAllowed("Only http and https are allowed.");
        if (address.UserInfo.Length > 0 || address.OriginalString.Length > LongestAddress) throw NotAllowed("The address holds credentials, or is too long.");
        if (!_policy.AllowCertificateAddresses && !IsNamed(address.IdnHost, address.Port)) throw NotAllowed("The host is not among the allowed ones.");
    }

    private bool IsNamed(string host, int port) =>
        _hosts.Contains(host) || _hosts.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{port}"));

    /// <summary>The address that is connected to is the one that was looked at: a name that resolves differently a moment later gains nothing.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var all = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var mayBePrivate = _policy.AllowPrivateAddresses && IsNamed(host, port);
        var allowed = all.Where(a => mayBePrivate || PublicAddresses.IsPublic(a)).ToArray();
        if (allowed.Length == 0) throw NotAllowed("The host has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int largest, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            throw new ValidationDataException(ValidationDataFailure.Unreachable, $"The server answered with HTTP status {(int)response.StatusCode}.");
        if (response.Content.Headers.ContentLength > largest) throw TooLarge(largest);
        // Where the length is told, one array of that size is all that the answer takes.
        var told = (int)(response.Content.Headers.ContentLength ?? 0);
        using var content = new MemoryStream(told);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[32 * 1024];
            for (int got; (got = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (content.Length + got > largest) throw TooLarge(largest);
                content.Write(buffer, 0, got);
            }
        }

        return content.Length == content.GetBuffer().Length ? content.GetBuffer() : content.ToArray();
    }

    private static ValidationDataException TooLarge(int largest) =>
        new(ValidationDataFailure.TooLarge, $"The answer is larger than {largest} bytes.");

    private static ValidationDataException NotAllowed(string message) => new(ValidationDataFailure.NotAllowed, message);
}
