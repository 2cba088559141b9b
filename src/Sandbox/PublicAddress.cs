using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KonTum.Tthc.Sandbox;

/// <summary>
/// Where others reach the sandbox: <c>Sandbox:PublicUrl</c>, or the address that the server bound. Known only after binding, because
/// port 0 is allowed; certificates and the OpenID issuer are built on it.
/// </summary>
internal sealed class PublicAddress(IConfiguration configuration, IServer server)
{
    private readonly Lazy<string> url = new(() => Derive(configuration, server));

    /// <summary>Without a slash at the end.</summary>
    public string Url => url.Value;

    /// <summary>The issuer name of the OpenID provider: the URL with a slash.</summary>
    public Uri Issuer => new(Url + "/");

    /// <summary>Plain HTTP with demonstration passwords must not leave the machine.</summary>
    public void RefuseOtherThanLoopback()
    {
        foreach (var address in Bound(server))
            if (!IsLoopback(address))
                throw new InvalidOperationException($"The sandbox listens on loopback only, but was asked to listen on {address}.");
    }

    public static bool IsLoopback(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static string Derive(IConfiguration configuration, IServer server)
    {
        if (configuration["Sandbox:PublicUrl"] is { Length: > 0 } configured)
            return configured.TrimEnd('/');
        return Bound(server).FirstOrDefault()?.TrimEnd('/')
            ?? throw new InvalidOperationException("The sandbox has no address yet: it is asked before the server is bound.");
    }

    private static ICollection<string> Bound(IServer server) => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
