using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades;

/// <summary>To which level the signatures of a file shall be brought, and what with.</summary>
public sealed record AugmentationRequest
{
    /// <summary>The level that every signature of the file shall have at least: B-T, B-LT or B-LTA.</summary>
    public required PadesLevel Target { get; init; }

    /// <summary>The present, against which freshness is measured.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Client of a time-stamping authority; needed where a timestamp has to be added.</summary>
    public ITimestampClient? Timestamps { get; init; }

    /// <summary>Fetches certificates, OCSP responses and CRLs that are missing; null works with what is at hand.</summary>
    public IValidationDataClient? ValidationData { get; init; }

    /// <summary>How much may be fetched for the file.</summary>
    public DataLimits Limits { get; init; } = new();

    /// <summary>DER certificates of the roots at which the signers' paths must end; when none is given, at any self-signed certificate.</summary>
    public IReadOnlyList<byte[]> TrustAnchors { get; init; } = [];

    /// <summary>DER certificates of the roots of time-stamping authorities; the signers' roots if null.</summary>
    public IReadOnlyList<byte[]>? TimestampTrustAnchors { get; init; }

    /// <summary>DER certificates that the caller has at hand.</summary>
    public IReadOnlyList<byte[]> Certificates { get; init; } = [];

    /// <summary>DER OCSP responses that the caller has at hand.</summary>
    public IReadOnlyList<byte[]> OcspResponses { get; init; } = [];

    /// <summary>DER CRLs that the caller has at hand.</summary>
    public IReadOnlyList<byte[]> Crls { get; init; } = [];

    /// <summary>Where the proof of time of a signature goes that has none yet.</summary>
    public TimestampPlacement Placement { get; init; } = TimestampPlacement.Automatic;

    /// <summary>
    /// Whether a file that is at B-LTA already gets fresh revocation information for its newest archive timestamp and a further archive
    /// timestamp over all of it. Has a meaning only with <see cref="Target"/> B-LTA.
    /// </summary>
    public bool Renew { get; init; }

    /// <summary>Digest that is timestamped.</summary>
    public SignatureDigest Digest { get; init; } = SignatureDigest.Sha256;

    /// <summary>Bytes reserved for the token of a document timestamp, before hex encoding. A token with its chain takes about 6 KB.</summary>
    public int ReservedBytes { get; init; } = 16 * 1024;
}

/// <summary>
/// The two forms of the proof of time that B-T asks for (ETSI EN 319 142-1, 6.3: a signature timestamp or a document timestamp).
/// </summary>
public enum TimestampPlacement
{
    /// <summary>Into the signature where it fits and nothing later covers it, else over the document.</summary>
    Automatic,

    /// <summary>
    /// A document timestamp. The bytes of the input stay a prefix of the output, which no signature timestamp that is added later allows:
    /// it changes <c>/Contents</c>.
    /// </summary>
    Document,
}

/// <summary>What an augmentation did.</summary>
public sealed record AugmentationResult
{
    /// <summary>Whether the output differs from the input; false when the target was reached already.</summary>
    public required bool IsChanged { get; init; }

    /// <summary>Full names of the fields whose CMS got a signature timestamp; only these have other bytes than in the input.</summary>
    public IReadOnlyList<string> TimestampedSignatures { get; init; } = [];

    /// <summary>Full names of the fields of document timestamps that were added.</summary>
    public IReadOnlyList<string> DocumentTimestamps { get; init; } = [];

    /// <summary>Certificates, OCSP responses and CRLs that were added to the document security store.</summary>
    public int AddedToStore { get; init; }

    /// <summary>When the file must be renewed; null when it holds no archive timestamp.</summary>
    public RenewalPlan? NextRenewal { get; init; }

    /// <summary>English sentences for developers: what could not be fetched and was not needed, what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
