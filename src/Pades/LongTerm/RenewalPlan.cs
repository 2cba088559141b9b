namespace KonTum.Tthc.Pades;

/// <summary>Until when the newest archive timestamp carries, so that a renewal can be planned.</summary>
public sealed record RenewalPlan
{
    /// <summary>Time of the newest archive timestamp.</summary>
    public required DateTimeOffset TimestampTime { get; init; }

    /// <summary>
    /// The renewal must be done before: afterwards a certificate of its path has ended (and with it the authority's duty to tell of its
    /// revocation), or one of its algorithms is not recommended any more. Renew some time before.
    /// </summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>What ends then.</summary>
    public required RenewalReason Reason { get; init; }

    /// <summary>Common name of the certificate that ends, or of the time-stamping unit.</summary>
    public required string Subject { get; init; }
}

/// <summary>What makes a renewal necessary.</summary>
public enum RenewalReason
{
    /// <summary>A certificate of the path of the timestamp ends.</summary>
    CertificateEnds,

    /// <summary>A digest or key of the timestamp becomes too weak (ETSI TS 119 312).</summary>
    AlgorithmWeakens,
}
