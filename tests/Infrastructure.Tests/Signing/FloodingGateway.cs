using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>
/// A gateway whose answers do not end. It writes to the bare socket: a web server goes on "writing" into a connection that has gone
/// until it is told, which would count bytes that nobody took.
/// </summary>
public sealed class FloodingGateway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private long _taken;
    private int _calls;

    public FloodingGateway()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Bytes that the other side or the buffers between took.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The adapters, with the national gateway here.</summary>
    public AdapterHost CreateHost() => AdapterHost.Create(new Dictionary<string, string?>
    {
        ["Tthc:Gateways:Vnpt:BaseUrl"] = $"http://{_listener.LocalEndpoint}/vnpt/sca/sp769",
        ["Tthc:Gateways:Neac:BaseUrl"] = $"http://{_listener.LocalEndpoint}/neac",
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _calls);
                await FloodAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task FloodAsync(NetworkStream stream)
    {
        var block = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");
        try
        {
            await stream.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), _stop.Token);
            while (Taken < 1L << 32)
            {
                await stream.WriteAsync(block, _stop.Token);
                Interlocked.Add(ref _taken, block.Length);
            }
        }
        catch (IOException)
        {
            // Cut off, as it should be.
        }
    }
}
