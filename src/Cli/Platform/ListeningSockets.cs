using System.Globalization;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// Whether a port is this process's own: another copy of the platform answers health checks just as well, and may have taken the port
/// between our looking and our binding.
/// </summary>
internal static class ListeningSockets
{
    private const string Listen = "0A";

    public static bool Belongs(int port, int processId)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        // proc(5), /proc/net/tcp: sl, local_address, rem_address, st, tx:rx, tr:tm, retrnsmt, uid, timeout, inode.
        var inodes = File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listen && fields[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet(StringComparer.Ordinal);
        try
        {
            return inodes.Count > 0 && new DirectoryInfo($"/proc/{processId}/fd").EnumerateFileSystemInfos()
                .Any(descriptor => descriptor.LinkTarget is { } target && inodes.Contains(Path.GetFileName(target)));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
