using System.Net;
using System.Net.Sockets;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>
/// Where deliveries may go. A webhook makes the platform call whatever address a stranger writes down (server-side request forgery): only
/// https, no credentials, and no address of the own network unless the operator named the host.
/// </summary>
internal sealed class WebhookAddresses(IOptions<WebhookOptions> options) : IWebhookAddresses
{
    private static readonly TimeSpan ResolvingTakes = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<bool> AcceptsAsync(string url, CancellationToken cancellationToken)
    {
        if (Read(url) is not { } address) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ResolvingTakes);
        try
        {
            // All of them: of a name that leads into the own network as well as out of it, nobody knows where it will lead next.
            var found = await ResolveAsync(address.IdnHost, limit.Token);
            return found.Length > 0 && found.All(a => MayCall(address.IdnHost, address.Port, a));
        }
        catch (Exception e) when (e is SocketException or ArgumentException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>The address, if its text is one that may be called; null otherwise.</summary>
    public Uri? Read(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Fragment.Length > 0) return null;
        if (address.Scheme == Uri.UriSchemeHttps) return address;
        return address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && options.Value.IsNamed(address.IdnHost, address.Port) ? address : null;
    }

    /// <summary>
    /// Connects a delivery. The address that is connected to is the one that was looked at: a name that resolves differently a moment
    /// later (DNS rebinding) gains nothing.
    /// </summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = (await ResolveAsync(host, cancellationToken)).Where(a => MayCall(host, port, a)).ToArray();
        if (allowed.Length == 0) throw new HttpRequestException("The host has no address that may be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);

    private bool MayCall(string host, int port, IPAddress address) =>
        PublicAddresses.IsPublic(address) || options.Value.IsNamed(host.Trim('[', ']'), port);
}
