using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>
/// Stands between one node and PostgreSQL, follows what is asked, and kills the node before a statement goes on, or when PostgreSQL has
/// answered it and the node has not read the answer.
/// </summary>
internal sealed class PostgresGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly GuardedNode _node;
    private readonly Traps _traps;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _accepting;

    public PostgresGate(string connectionString, GuardedNode node, Traps traps)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        (_node, _traps) = (node, traps);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>For the node.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, SslMode = SslMode.Disable,
    }.ConnectionString;

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
            while (true) open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host!, _server.Port, _closed.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                var passage = new Passage(client.GetStream(), server.GetStream(), _node, _traps);
                // The end of one side is the end of both, as it is when a process dies.
                await await Task.WhenAny(passage.AskAsync(), passage.AnswerAsync(), Task.Delay(Timeout.Infinite, _closed.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The node or the server has gone.
            }
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Passage(NetworkStream client, NetworkStream server, GuardedNode node, Traps traps)
    {
        private const int BufferBytes = 64 * 1024;

        private readonly Dictionary<string, string> _prepared = [];
        private readonly List<byte[]> _appended = [];
        private bool _inTransaction;

        // How often "ready for query" was asked for and came; the first one comes on its own, when the log-in is done.
        private int _asked;
        private int _answered = -1;
        private volatile Hold? _hold;

        public async Task AskAsync()
        {
            await using var buffered = new BufferedStream(client, BufferBytes);
            var messages = new PostgresMessages(buffered);
            if (await messages.NextAsync(withType: false) is not { } hello) return;
            await server.WriteAsync(hello);

            var batch = new List<byte[]>();
            while (await messages.NextAsync() is { } message)
            {
                batch.Add(message);
                if (message.IsPart()) continue;
                if (!await LookAsync(batch)) return;
                await server.WriteAsync(Join(batch));
                batch.Clear();
            }
        }

        public async Task AnswerAsync()
        {
            await using var buffered = new BufferedStream(server, BufferBytes);
            var messages = new PostgresMessages(buffered);
            var held = new List<byte[]>();
            while (await messages.NextAsync() is { } message)
            {
                var ready = message[0] == (byte)'Z';
                if (_hold is { } hold && _answered + 1 >= hold.Answer)
                {
                    held.Add(message);
                    if (!ready) continue;
                    _hold = null;
                    if (hold.IsTheMoment(held))
                    {
                        await hold.Trap.SpringAsync(node);
                        return;
                    }

                    await client.WriteAsync(Join(held));
                    held.Clear();
                }
                else
                {
                    await client.WriteAsync(message);
                }

                if (ready) _answered++;
            }
        }

        /// <summary>Follows what is asked; false when the node has died of it.</summary>
        private async Task<bool> LookAsync(List<byte[]> batch)
        {
            var statements = new List<string>();
            var commits = false;
            foreach (var message in batch)
            {
                if (message.EndsQuery()) _asked++;
                if (Statement(message) is not { } sql) continue;
                if (message[0] != (byte)'P') statements.Add(sql);
                commits |= Follow(message, sql);
            }

            // Without a transaction around it, a batch is one.
            commits |= !_inTransaction && _appended.Count > 0;
            var events = commits ? _appended.ToList() : [];
            if (commits) _appended.Clear();
            bool Carries(Commit commit) => events.Any(e => e.HasValue(commit.Event));
            bool Runs(Statement statement) => statements.Any(sql => statement.Words.All(w => sql.Contains(w, StringComparison.OrdinalIgnoreCase)));

            if (events.Any(e => e.HasValue("signing_completed"))) traps.EndedBy = node.Name;
            if (traps.Set is not { } trap) return true;
            if (trap.Catches<Commit>(Side.Before, Carries) || trap.Catches<Statement>(Side.Before, Runs))
            {
                await trap.SpringAsync(node);
                return false;
            }

            if (trap.MayCatch<Commit>(Side.After, Carries))
                _hold = new Hold(trap, _asked, _ => trap.Catches<Commit>(Side.After, _ => true));
            else if (trap.MayCatch<Statement>(Side.After, Runs))
                _hold = new Hold(trap, _asked, answer => trap.Catches<Statement>(
                    Side.After, s => !s.FindsRows || answer.Any(m => m[0] == (byte)'D')));
            return true;
        }

        /// <summary>The text of the statement that a message is about; null when it is about none.</summary>
        private string? Statement(byte[] message)
        {
            var offset = 5;
            switch (message[0])
            {
                case (byte)'Q':
                    return message.Text(ref offset);
                case (byte)'P':
                    var name = message.Text(ref offset);
                    return _prepared[name] = message.Text(ref offset);
                case (byte)'B':
                    message.Text(ref offset);
                    return _prepared.GetValueOrDefault(message.Text(ref offset));
                default:
                    return null;
            }
        }

        /// <summary>Keeps what the transaction has appended so far; true when the message ends it for good.</summary>
        private bool Follow(byte[] message, string sql)
        {
            if (message[0] == (byte)'P') return false;
            if (Starts(sql, "BEGIN")) _inTransaction = true;
            if (sql.Contains("append_events", StringComparison.OrdinalIgnoreCase) || sql.Contains("mt_events", StringComparison.OrdinalIgnoreCase))
                _appended.Add(message);
            if (Starts(sql, "ROLLBACK"))
            {
                _inTransaction = false;
                _appended.Clear();
            }

            if (!Starts(sql, "COMMIT")) return false;
            _inTransaction = false;
            return true;
        }

        private static bool Starts(string sql, string word) => sql.AsSpan().TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase);

        private static byte[] Join(List<byte[]> messages) => messages is [var only] ? only : [.. messages.SelectMany(m => m)];
    }

    /// <summary>An answer that is not handed on before it is looked at.</summary>
    /// <param name="Trap">Who looks.</param>
    /// <param name="Answer">Its number.</param>
    /// <param name="IsTheMoment">Decides.</param>
    private sealed record Hold(Trap Trap, int Answer, Func<List<byte[]>, bool> IsTheMoment);
}
