using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>
/// Which processes of the system belong to a cluster. A pid file alone proves nothing: after a crash its number may have been given to
/// another program. Every process of a PostgreSQL server has the data directory as its working directory, and that can be looked up.
/// </summary>
internal static class ServerProcesses
{
    /// <summary>The postmaster named in the pid file, when it is alive and works in this cluster.</summary>
    public static int? Postmaster(ClusterLayout layout)
    {
        if (ReadPidFile(layout) is not { Length: > 0 } lines
            || !int.TryParse(lines[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return null;

        return WorksIn(pid, layout.Cluster) ? pid : null;
    }

    /// <summary>The port in the pid file (its fourth line); null while the server has not written it yet.</summary>
    public static int? ListeningPort(ClusterLayout layout) =>
        ReadPidFile(layout) is { Length: > 3 } lines
        && int.TryParse(lines[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : null;

    /// <summary>All processes of the cluster, those included that a killed postmaster left behind.</summary>
    public static IReadOnlyList<int> All(ClusterLayout layout) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && WorksIn(pid, layout.Cluster))];

    private static string[]? ReadPidFile(ClusterLayout layout)
    {
        try
        {
            return File.ReadAllLines(layout.PidFile);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool WorksIn(int pid, string cluster)
    {
        try
        {
            // A process that has ended but was not waited for yet keeps its number; its links are gone.
            return Path.GetFileName(File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName) == "postgres"
                && File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName == RealPath(cluster);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The path as the kernel reports it: without symbolic links anywhere on the way.</summary>
    private static string RealPath(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = Directory.ResolveLinkTarget(next, returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }
}
