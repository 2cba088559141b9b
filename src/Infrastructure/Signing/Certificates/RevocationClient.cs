using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Configuration section <c>Tthc:Revocation</c>.</summary>
internal sealed class RevocationOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Revocation";

    /// <summary>Host names that may be asked, whatever their address. When empty: every host with a public address.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>How long one question may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 5;
}

/// <summary>
/// Fetches from addresses that stand in certificates. Those are a stranger's: without a guard, a certificate could make the platform call
/// its own neighbours. The address is checked where the connection is made, so that no name can mean another host a moment later.
/// </summary>
internal sealed class RevocationClient(IHttpClientFactory clients, IOptions<RevocationOptions> options)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "revocation";

    /// <summary>Posts an OCSP request, RFC 6960, A.1; null when there is no usable answer.</summary>
    public Task<byte[]?> PostOcspAsync(string address, byte[] request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
        return FetchAsync(HttpMethod.Post, address, content, 64 * 1024, cancellationToken);
    }

    /// <summary>Gets a CRL; null when there is no usable answer.</summary>
    public Task<byte[]?> GetCrlAsync(string address, CancellationToken cancellationToken) =>
        FetchAsync(HttpMethod.Get, address, null, 16 * 1024 * 1024, cancellationToken);

    /// <summary>Connects only to what the configuration allows.</summary>
    public static SocketsHttpHandler CreateHandler(RevocationOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
        ConnectCallback = async (context, cancellationToken) =>
        {
            var host = context.DnsEndPoint.Host;
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            if (options.AllowedHosts.Count == 0) addresses = [.. addresses.Where(PublicAddresses.Includes)];
            else if (!options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)) addresses = [];
            if (addresses.Length == 0) throw new HttpRequestException("The host may not be asked.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private async Task<byte[]?> FetchAsync(
        HttpMethod method, string address, HttpContent? content, long maxBytes, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        using var request = new HttpRequestMessage { Method = method, Content = content };
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0) return null;
        request.RequestUri = uri;
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK) return null;
            await response.Content.LoadIntoBufferAsync(maxBytes, limit.Token);
            return await response.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>Tells addresses of the public internet from all others.</summary>
internal static class PublicAddresses
{
    // IANA special-purpose registries (RFC 6890 and later entries): everything that is not globally reachable, and multicast.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fc00::/7",
            "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether the address is a public one.</summary>
    public static bool Includes(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Special.Any(network => network.Contains(plain));
    }
}
