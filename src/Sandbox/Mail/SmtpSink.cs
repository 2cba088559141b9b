using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KonTum.Tthc.Sandbox.Mail;

/// <summary>
/// An SMTP server (RFC 5321) that takes every mail and delivers none: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP and QUIT, plain, on this
/// machine only. Its port is <c>Sandbox:Mail:Port</c>, or any that is free.
/// </summary>
internal sealed partial class SmtpSink(Mailbox mailbox, IConfiguration configuration, TimeProvider time, ILogger<SmtpSink> log) : BackgroundService
{
    private const int LargestMail = 10 * 1024 * 1024;
    private const int LongestLine = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private TcpListener? _listener;

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener!.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new TcpListener(IPAddress.Loopback, configuration.GetValue("Sandbox:Mail:Port", 0));
        _listener.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var client = await _listener!.AcceptTcpClientAsync(stoppingToken);
                _ = TalkAsync(client, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The sandbox ends.
        }
        finally
        {
            _listener!.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken stoppingToken)
    {
        using (client)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken))
        {
            limit.CancelAfter(Patience);
            try
            {
                await using var stream = client.GetStream();
                await using var buffered = new BufferedStream(stream, 16 * 1024);
                await new Conversation(stream, buffered, mailbox, time).RunAsync(limit.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException)
            {
                LogBrokenOff(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An SMTP conversation broke off.")]
    private partial void LogBrokenOff(Exception exception);

    private sealed class Conversation(Stream stream, Stream read, Mailbox mailbox, TimeProvider time)
    {
        private readonly List<string> _to = [];
        private string? _from;

        public async Task RunAsync(CancellationToken cancellation)
        {
            await SayAsync("220 sandbox.invalid ESMTP", cancellation);
            while (await ReadLineAsync(cancellation) is { } line)
            {
                var verb = line.Split(' ')[0].ToUpperInvariant();
                if (verb == "QUIT")
                {
                    await SayAsync("221 bye", cancellation);
                    return;
                }

                await SayAsync(verb == "DATA" ? await TakeAsync(cancellation) : Answer(verb, line), cancellation);
            }
        }

        private string Answer(string verb, string line)
        {
            switch (verb)
            {
                case "EHLO":
                    return string.Create(CultureInfo.InvariantCulture, $"250-sandbox.invalid\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {LargestMail}");
                case "HELO" or "NOOP":
                    return "250 ok";
                case "RSET":
                    Reset();
                    return "250 ok";
                case "MAIL":
                    Reset();
                    if (SizeOf(line) > LargestMail) return "552 5.3.4 too large";
                    _from = Path(line);
                    return _from is null ? "501 5.5.4 MAIL FROM:<…>" : "250 ok";
                case "RCPT":
                    if (_from is null) return "503 5.5.1 MAIL first";
                    if (Path(line) is not { Length: > 0 } to) return "501 5.5.4 RCPT TO:<…>";
                    if (to.StartsWith("khong-ton-tai@", StringComparison.OrdinalIgnoreCase)) return "550 5.1.1 no such mailbox";
                    _to.Add(to);
                    return "250 ok";
                default:
                    return "502 5.5.2 not known";
            }
        }

        private async Task<string> TakeAsync(CancellationToken cancellation)
        {
            if (_to.Count == 0) return "503 5.5.1 RCPT first";
            var fault = mailbox.TakeFault("mail");
            if (fault == "unavailable") return "451 4.3.0 not now";
            if (fault == "refused") return "554 5.7.1 refused";
            await SayAsync("354 end with .", cancellation);
            var (mail, tooLarge) = (new MemoryStream(), false);
            while (await ReadLineAsync(cancellation) is { } line and not ".")
            {
                // RFC 5321, 4.5.2: a dot at the beginning of a line was doubled.
                var bytes = Encoding.Latin1.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n");
                tooLarge = tooLarge || mail.Length + bytes.Length > LargestMail;
                if (!tooLarge) mail.Write(bytes);
            }

            if (tooLarge) return "552 5.3.4 too large";
            if (fault == "slow") await Task.Delay(TimeSpan.FromSeconds(5), time, cancellation);
            var raw = mail.ToArray();
            var (headers, text) = MailText.Read(raw);
            mailbox.Take(new TakenMessage(
                "mail", headers.GetValueOrDefault("Message-Id", ""), headers.GetValueOrDefault("From", _from!), string.Join(", ", _to),
                headers.GetValueOrDefault("Subject", ""), text, Encoding.UTF8.GetString(raw), time.GetUtcNow()));
            Reset();
            return "250 2.0.0 taken";
        }

        private void Reset()
        {
            _from = null;
            _to.Clear();
        }

        private static string? Path(string line)
        {
            var (start, end) = (line.IndexOf('<', StringComparison.Ordinal), line.IndexOf('>', StringComparison.Ordinal));
            return start > 0 && end > start ? line[(start + 1)..end] : null;
        }

        private static long SizeOf(string line)
        {
            var at = line.IndexOf("SIZE=", StringComparison.OrdinalIgnoreCase);
            return at >= 0 && long.TryParse(line[(at + 5)..].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;
        }

        private async Task SayAsync(string line, CancellationToken cancellation)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line.Replace("…", "...", StringComparison.Ordinal) + "\r\n"), cancellation);
            await stream.FlushAsync(cancellation);
        }

        private async Task<string?> ReadLineAsync(CancellationToken cancellation)
        {
            var (line, one) = (new List<byte>(80), new byte[1]);
            while (await read.ReadAsync(one, cancellation) == 1)
            {
                if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
                line.Add(one[0]);
                if (line.Count > LongestLine) throw new InvalidDataException("A line has no end.");
            }

            return null;
        }
    }
}
