using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Files.Scanning;

/// <summary>Configuration section <c>Tthc:Clamd</c>.</summary>
internal sealed class ClamdOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Clamd";

    /// <summary><c>tcp://host:port</c> or <c>unix:/path</c>; without it nothing is scanned.</summary>
    public string? Address { get; set; }

    /// <summary>Seconds for one file, from the connection to the verdict.</summary>
    public double TimeoutSeconds { get; set; } = 60;
}

/// <summary>Where clamd answers.</summary>
internal static class ClamdAddress
{
    /// <summary>Reads an address; null if it is none.</summary>
    public static EndPoint? TryParse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return text.Length > 5 ? new UnixDomainSocketEndPoint(text[5..]) : null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != "tcp" || uri.Port is < 1 || uri.PathAndQuery is not ("" or "/")) return null;
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? new IPEndPoint(ip, uri.Port) : new DnsEndPoint(uri.Host, uri.Port);
    }
}

/// <summary>
/// Asks clamd, by its command INSTREAM (clamd(8)). Whatever is no clear verdict is none: the file is not taken. There is no setting that
/// takes files unscanned while the scanner is away: who does not want to depend on it does not configure it.
/// </summary>
internal sealed partial class ClamdScanner(IOptions<ClamdOptions> options, ILogger<ClamdScanner> log) : IVirusScanner
{
    private const int ChunkBytes = 64 * 1024;
    private const int LongestAnswer = 4096;

    private readonly EndPoint address = ClamdAddress.TryParse(options.Value.Address!)!;
    private readonly TimeSpan timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    public async Task<bool> IsCleanAsync(Stream content, string sha256, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        string answer;
        try
        {
            answer = await AskAsync(content, limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogAway(address.ToString()!, e);
            throw Failures.ScannerUnavailable.Because();
        }

        if (answer == "stream: OK") return true;
        if (answer.EndsWith(" FOUND", StringComparison.Ordinal) && answer.StartsWith("stream: ", StringComparison.Ordinal))
        {
            LogFound(sha256, answer["stream: ".Length..^" FOUND".Length]);
            return false;
        }

        // For example "INSTREAM size limit exceeded. ERROR": its StreamMaxLength is below the limit of attachments.
        LogNoVerdict(sha256, answer);
        throw Failures.ScannerUnavailable.Because();
    }

    private async Task<string> AskAsync(Stream content, CancellationToken cancellationToken)
    {
        using var socket = address.AddressFamily == AddressFamily.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        try
        {
            await SendAsync(content, stream, cancellationToken);
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            // It hangs up when it has heard enough, and what it says of that may still be there.
        }

        var answer = new byte[LongestAnswer];
        var read = 0;
        while (read < answer.Length && answer.AsSpan(0, read).IndexOf((byte)0) < 0)
        {
            var more = await stream.ReadAsync(answer.AsMemory(read), cancellationToken);
            if (more == 0) break;
            read += more;
        }

        return read > 0 ? Encoding.UTF8.GetString(answer, 0, read).TrimEnd('\0', '\n') : throw new IOException("The scanner hung up without an answer.");
    }

    private static async Task SendAsync(Stream content, NetworkStream stream, CancellationToken cancellationToken)
    {
        // Each chunk behind its length as four bytes in network order; a length of nothing ends the stream.
        var chunk = new byte[4 + ChunkBytes];
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(chunk.AsMemory(4), ChunkBytes, throwOnEndOfStream: false, cancellationToken);
            BinaryPrimitives.WriteInt32BigEndian(chunk, read);
            await stream.WriteAsync(chunk.AsMemory(0, 4 + read), cancellationToken);
        }
        while (read > 0);
    }

    [LoggerMessage(1, LogLevel.Warning, "The file {Sha256} was refused: the virus scanner found {Signature}")]
    private partial void LogFound(string sha256, string signature);

    [LoggerMessage(2, LogLevel.Error, "The virus scanner at {Address} does not answer; files are refused until it does")]
    private partial void LogAway(string address, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "The virus scanner gave no verdict on the file {Sha256}: {Answer}")]
    private partial void LogNoVerdict(string sha256, string answer);
}

/// <summary>Where no scanner is configured, every file is taken as it is. GetLimits says so.</summary>
internal sealed class NoVirusScanner : IVirusScanner
{
    public Task<bool> IsCleanAsync(Stream content, string sha256, CancellationToken cancellationToken) => Task.FromResult(true);
}
