using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>Where the parts of a private cluster lie, and the small files that outlive a start.</summary>
/// <param name="Home">The directory that the caller named: passwords, port, lock.</param>
/// <param name="ServerHome">The directory of what belongs to the server's user: cluster and log. The same, where that user can reach it.</param>
internal sealed record ClusterLayout(string Home, string ServerHome)
{
    // Debian's home of the postgres user: the one place that this user surely reaches.
    private const string FallbackRoot = "/var/lib/postgresql/kontum-tthc";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Cluster => Path.Combine(ServerHome, "cluster");

    /// <summary>initdb works here; the finished directory is renamed to <see cref="Cluster"/>, so a half-made one is never used.</summary>
    public string ClusterInTheMaking => Path.Combine(ServerHome, "cluster.making");

    public string LogDirectory => Path.Combine(ServerHome, "log");

    public string Log => Path.Combine(LogDirectory, "postgresql.log");

    public string PidFile => Path.Combine(Cluster, "postmaster.pid");

    public string LockFile => Path.Combine(Home, "lock");

    private string LocationFile => Path.Combine(Home, "location");

    private string PortFile => Path.Combine(Home, "port");

    private string AdminPasswordFile => Path.Combine(Home, "admin.password");

    private string AppPasswordFile => Path.Combine(Home, "app.password");

    /// <summary>initdb finishes with pg_control; a directory without it never became a cluster.</summary>
    public bool HasCluster => File.Exists(Path.Combine(Cluster, "PG_VERSION")) && File.Exists(Path.Combine(Cluster, "global", "pg_control"));

    public int? ClusterVersion =>
        HasCluster && int.TryParse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture, out var major)
            ? major
            : null;

    public int? LastPort
    {
        get => File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var port) ? port : null;
        set => File.WriteAllText(PortFile, string.Create(CultureInfo.InvariantCulture, $"{value}\n"));
    }

    public string? AdminPassword => ReadSecret(AdminPasswordFile);

    public string? AppPassword => ReadSecret(AppPasswordFile);

    public string MakeAdminPassword() => MakeSecret(AdminPasswordFile);

    public string MakeAppPassword() => MakeSecret(AppPasswordFile);

    /// <summary>Writes a secret that only its owner can read.</summary>
    public static void WriteSecret(string path, string secret)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("File modes need a Unix system.");

        File.Delete(path);
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        });
        stream.Write(Encoding.ASCII.GetBytes(secret));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Opens the layout of <paramref name="dataDirectory"/> without changing anything.</summary>
    public static ClusterLayout Open(string dataDirectory)
    {
        var home = Path.GetFullPath(dataDirectory);
        var plain = new ClusterLayout(home, home);
        return File.Exists(plain.LocationFile) ? plain with { ServerHome = File.ReadAllText(plain.LocationFile).Trim() } : plain;
    }

    /// <summary>Creates what is missing and settles where the server's part lies.</summary>
    public static async Task<ClusterLayout> PrepareAsync(
        string dataDirectory, ServerAccount account, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetFullPath(dataDirectory));
        var layout = Open(dataDirectory);
        if (layout.Home == layout.ServerHome && !layout.HasCluster && !await account.CanReachAsync(layout.Home, cancellationToken))
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout.Home)))[..16];
            layout = layout with { ServerHome = Path.Combine(FallbackRoot, name) };
            await File.WriteAllTextAsync(layout.LocationFile, layout.ServerHome + "\n", cancellationToken);
        }

        Directory.CreateDirectory(layout.ServerHome);
        if (!Directory.Exists(layout.LogDirectory))
            await account.CreatePrivateDirectoryAsync(layout.LogDirectory, cancellationToken);
        return layout;
    }

    /// <summary>The end of the server's log, for messages to people.</summary>
    public string LogTail(long from)
    {
        if (!File.Exists(Log))
            return "(the server wrote no log)";

        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Max(from, stream.Length - 4096), SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Trim();
    }

    public long LogLength => File.Exists(Log) ? new FileInfo(Log).Length : 0;

    private static string? ReadSecret(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    private static string MakeSecret(string path)
    {
        var secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        WriteSecret(path, secret);
        return secret;
    }
}
