using System.Net;
using System.Net.Sockets;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>Finds TCP ports of 127.0.0.1 that nobody listens on.</summary>
public static class LoopbackPort
{
    private const int Neighbours = 100;

    /// <summary>
    /// <paramref name="preferred"/> when it is free, else the next free port above it, else (or without a preference) any free port.
    /// Somebody may take the port before the caller does: whoever starts a server on it has to be ready to try again.
    /// </summary>
    public static int Choose(int? preferred = null)
    {
        if (preferred is { } first)
        {
            for (var port = first; port < first + Neighbours && port <= IPEndPoint.MaxPort; port++)
            {
                if (IsFree(port))
                    return port;
            }
        }

        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    /// <summary>Whether a server could listen on the port now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
