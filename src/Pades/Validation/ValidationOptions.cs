namespace KonTum.Tthc.Pades;

/// <summary>What is to be believed during a validation.</summary>
public sealed record ValidationOptions
{
    /// <summary>DER certificates of the roots that are trusted for signers.</summary>
    public IReadOnlyList<byte[]> TrustAnchors { get; init; } = [];

    /// <summary>DER certificates of the roots that are trusted for timestamps; the signers' roots if null.</summary>
    public IReadOnlyList<byte[]>? TimestampTrustAnchors { get; init; }

    /// <summary>The moment of validation.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it means that revocation of a certificate cannot be told.</summary>
    public RevocationPolicy Revocation { get; init; }

    /// <summary>
    /// How old revocation information may be at the best signature time (of a timestamp: at the time it states). Null: until its
    /// nextUpdate, and if it states none, not older at all. What was issued later is always fresh. (EN 319 102-1, 5.2.5.)
    /// </summary>
    public TimeSpan? LargestRevocationAge { get; init; }

    /// <summary>
    /// If not null, revocation information counts only when it was issued at least so long after the best signature time: authorities
    /// need time between a report and its publication. (EN 319 102-1, 5.2.5, grace period; for signers, not for timestamps.)
    /// </summary>
    public TimeSpan? RevocationGrace { get; init; }

    /// <summary>Certificates and revocation information that the caller has; null for none.</summary>
    public GivenMaterial? Material { get; init; }

    /// <summary>
    /// Fetches what the file lacks (issuers, OCSP responses, CRLs) for signatures that verify; null, the default, is offline: then no call
    /// leaves the process.
    /// </summary>
    public IValidationDataClient? Network { get; init; }

    /// <summary>How much may be fetched for one file.</summary>
    public DataLimits NetworkLimits { get; init; } = new();

    /// <summary>Which algorithms are believed until when.</summary>
    public AlgorithmPolicy Algorithms { get; init; } = AlgorithmPolicy.Default;

    /// <summary>
    /// Whether an anchor ends with its certificate. By default only its name and key count (RFC 5280, 6.1.1 d): who configures a root
    /// believes in it until it is taken out.
    /// </summary>
    public bool AnchorsEnd { get; init; }
}

/// <summary>What it means that revocation of a certificate cannot be told: nothing known, not fresh enough, unknown to the responder.</summary>
public enum RevocationPolicy
{
    /// <summary>INDETERMINATE / TRY_LATER, as EN 319 102-1, 5.2.6.4 has it.</summary>
    Required,

    /// <summary>It is noted among the checks and changes nothing. What says "revoked" counts all the same.</summary>
    IfPresent,
}

/// <summary>Material that the caller has beside the file. What cannot be read is passed over.</summary>
public sealed record GivenMaterial
{
    /// <summary>DER certificates of authorities, responders and time-stamping units; none of them is trusted for being here.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; init; } = [];

    /// <summary>DER OCSPResponses (RFC 6960, 4.2.1).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses { get; init; } = [];

    /// <summary>DER CertificateLists (RFC 5280, 5.1).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Crls { get; init; } = [];
}
