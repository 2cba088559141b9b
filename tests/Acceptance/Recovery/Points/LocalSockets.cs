using System.Globalization;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>Which process holds the other end of a connection, as Linux tells it (proc(5)).</summary>
internal static class LocalSockets
{
    /// <summary>Whether a process has a socket that is bound to this TCP port of the loopback.</summary>
    public static bool Holds(int processId, int port)
    {
        var wanted = $":{port.ToString("X4", CultureInfo.InvariantCulture)}";
        // A socket for both families stands in the second table.
        var inodes = new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[1].EndsWith(wanted, StringComparison.Ordinal))
            .Select(f => $"socket:[{f[9]}]")
            .ToHashSet(StringComparer.Ordinal);
        try
        {
            return Directory.EnumerateFiles($"/proc/{processId}/fd").Any(fd => inodes.Contains(new FileInfo(fd).LinkTarget ?? ""));
        }
        catch (IOException)
        {
            return false; // it has just died
        }
    }
}
