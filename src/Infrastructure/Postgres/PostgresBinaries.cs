using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>One installed PostgreSQL: its major version and the directory of its programs.</summary>
internal sealed record PostgresBinaries(int MajorVersion, string Directory)
{
    // postgresql-common's layout; the client-only package has no initdb there.
    private const string DebianRoot = "/usr/lib/postgresql";

    public string InitDb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    /// <summary>The newest installation, or the one of <paramref name="clusterVersion"/>: a cluster is bound to its major version.</summary>
    /// <exception cref="EmbeddedPostgresException">None is installed, or not the one that the cluster needs.</exception>
    public static PostgresBinaries Find(int? clusterVersion)
    {
        var installed = Installed().OrderByDescending(candidate => candidate.MajorVersion).ToList();
        if (installed.Count == 0)
            throw new EmbeddedPostgresException(
                $"No PostgreSQL server is installed under {DebianRoot}. On Debian: apt-get install postgresql");

        if (clusterVersion is not { } wanted)
            return installed[0];

        return installed.Find(candidate => candidate.MajorVersion == wanted) ?? throw new EmbeddedPostgresException(
            $"The cluster was made by PostgreSQL {wanted}, installed is {string.Join(", ", installed.Select(i => i.MajorVersion))}. " +
            $"Install postgresql-{wanted}, or dump and restore into a new data directory.");
    }

    private static IEnumerable<PostgresBinaries> Installed()
    {
        if (!System.IO.Directory.Exists(DebianRoot))
            yield break;

        foreach (var version in System.IO.Directory.EnumerateDirectories(DebianRoot))
        {
            var bin = Path.Combine(version, "bin");
            if (int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                && File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
                yield return new PostgresBinaries(major, bin);
        }
    }
}
