namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>What a private PostgreSQL cluster is to be like.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Directory that holds the cluster, its passwords (mode 0600), its port and its log. Created when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// Loopback TCP port to try first on the very first start; the next free one is taken when somebody else has it. Afterwards the
    /// port of the last start is preferred. Without a value the system chooses.
    /// </summary>
    public int? PreferredPort { get; init; }

    /// <summary>False trades crash safety for speed (fsync off). Only for clusters that are thrown away, that is, for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Extensions to create in the application's database. They need rights that the application's role does not have.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Further server settings, such as <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long a start may take, crash recovery included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(90);
}
