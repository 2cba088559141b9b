using System.Net;
using System.Net.Sockets;

namespace KonTum.Tthc.Acceptance.Tests.Uploads;

/// <summary>A line on loopback that breaks after so many bytes to the server, connection by connection; when no lengths are left it holds.</summary>
internal sealed class CuttingLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Queue<int> _lengths;
    private readonly Uri _server;
    private readonly Task _accepting;
    private int _cuts;

    public CuttingLine(Uri server, params int[] lengths)
    {
        (_server, _lengths) = (server, new(lengths));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How often it broke.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                open.Add(ServeAsync(client, _lengths.TryDequeue(out var length) ? length : int.MaxValue));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, int length)
    {
        using (client)
        using (var server = new TcpClient())
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token))
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, ended.Token);
                var back = server.GetStream().CopyToAsync(client.GetStream(), ended.Token);
                var cut = await CarryAsync(client.GetStream(), server.GetStream(), length, ended.Token);
                if (cut)
                {
                    // As when a phone leaves its cell: both ends find a dead line.
                    client.Client.LingerState = server.Client.LingerState = new LingerOption(true, 0);
                    Interlocked.Increment(ref _cuts);
                }
                else
                {
                    server.Client.Shutdown(SocketShutdown.Send);
                    await back;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One end has hung up.
            }

            await ended.CancelAsync();
        }
    }

    private static async Task<bool> CarryAsync(NetworkStream from, NetworkStream to, int length, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (length > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, length)), cancellationToken);
            if (read == 0) return false;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            length -= read;
        }

        return true;
    }
}
