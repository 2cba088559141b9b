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
}

/// <summary>Main indication of ETSI EN 319 102-1, 5.1.3.</summary>
public enum Indication
{
    /// <summary>TOTAL-PASSED.</summary>
    TotalPassed,

    /// <summary>TOTAL-FAILED.</summary>
    TotalFailed,

    /// <summary>INDETERMINATE.</summary>
    Indeterminate,
}

/// <summary>Sub-indications of ETSI EN 319 102-1, 5.1.3 that this library gives.</summary>
public enum SubIndication
{
    /// <summary>FORMAT_FAILURE: the signature does not conform to the format.</summary>
    FormatFailure,

    /// <summary>HASH_FAILURE: the signed bytes were changed.</summary>
    HashFailure,

    /// <summary>SIG_CRYPTO_FAILURE: the signature value does not verify with the signer's key.</summary>
    SigCryptoFailure,

    /// <summary>SIG_CONSTRAINTS_FAILURE: a constraint does not hold, for one the document was changed in a way that is not permitted.</summary>
    SigConstraintsFailure,

    /// <summary>CRYPTO_CONSTRAINTS_FAILURE: an algorithm or key length is not accepted.</summary>
    CryptoConstraintsFailure,

    /// <summary>NO_SIGNING_CERTIFICATE_FOUND.</summary>
    NoSigningCertificateFound,

    /// <summary>NO_CERTIFICATE_CHAIN_FOUND: no path to a trust anchor.</summary>
    NoCertificateChainFound,

    /// <summary>CHAIN_CONSTRAINTS_FAILURE: the path breaks a rule of its certificates.</summary>
    ChainConstraintsFailure,

    /// <summary>OUT_OF_BOUNDS_NO_POE: the certificate was not in time, and nothing proves that the signature existed earlier.</summary>
    OutOfBoundsNoPoe,

    /// <summary>EXPIRED: the proven signing time lies after the end of the certificate.</summary>
    Expired,

    /// <summary>NOT_YET_VALID: the proven signing time lies before the begin of the certificate.</summary>
    NotYetValid,

    /// <summary>SIGNED_DATA_NOT_FOUND.</summary>
    SignedDataNotFound,

    /// <summary>GENERIC.</summary>
    Generic,
}

/// <summary>Signature of a person or seal, or a document timestamp.</summary>
public enum SignatureKind
{
    /// <summary>A signature.</summary>
    Signature,

    /// <summary>A document timestamp (SubFilter ETSI.RFC3161).</summary>
    DocumentTimestamp,
}

/// <summary>Whether the signed bytes are as they were signed.</summary>
public enum Integrity
{
    /// <summary>Digest and signature value verify.</summary>
    Intact,

    /// <summary>They do not.</summary>
    Broken,
}

/// <summary>How much of the file the signature covers.</summary>
public enum Coverage
{
    /// <summary>All of it but its own <c>/Contents</c>.</summary>
    WholeFile,

    /// <summary>An earlier revision; something was appended since.</summary>
    Revision,
}

/// <summary>What was appended after the signature.</summary>
public enum Modifications
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Only what the format allows: further signatures, timestamps, validation material, permitted form filling.</summary>
    Permitted,

    /// <summary>Something that can change what a reader sees, or that cannot be told harmless.</summary>
    Suspicious,
}

/// <summary>Level reached, ETSI EN 319 142-1, clause 6.</summary>
public enum PadesLevel
{
    /// <summary>Not a PAdES baseline signature (for one adbe.pkcs7.detached).</summary>
    None,

    /// <summary>B-B.</summary>
    BB,

    /// <summary>B-T.</summary>
    BT,

    /// <summary>B-LT.</summary>
    BLT,

    /// <summary>B-LTA.</summary>
    BLTA,
}

/// <summary>The result for one signature.</summary>
public sealed record SignatureResult
{
    /// <summary>Full name of the signature field.</summary>
    public required string Field { get; init; }

    /// <summary>Signature or document timestamp.</summary>
    public required SignatureKind Kind { get; init; }

    /// <summary>The main indication.</summary>
    public required Indication Indication { get; init; }

    /// <summary>The sub-indication; null when passed.</summary>
    public SubIndication? SubIndication { get; init; }

    /// <summary>Whether the signed bytes are as they were signed.</summary>
    public required Integrity Integrity { get; init; }

    /// <summary>How much of the file is covered.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>What was appended since.</summary>
    public required Modifications Modifications { get; init; }

    /// <summary>Pages (from 1) that a suspicious change touches; empty when none or not known.</summary>
    public IReadOnlyList<int> Pages { get; init; } = [];

    /// <summary>Common name of the signer's certificate.</summary>
    public string? Signer { get; init; }

    /// <summary>Email address in the signer's certificate.</summary>
    public string? Email { get; init; }

    /// <summary>Common name of the certificate's issuer.</summary>
    public string? Authority { get; init; }

    /// <summary>Serial number of the signer's certificate, upper-case hex.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>The claimed signing time (<c>/M</c>), or the time of a document timestamp.</summary>
    public DateTimeOffset? SigningTime { get; init; }

    /// <summary>Time of the signature timestamp, if there is a valid one.</summary>
    public DateTimeOffset? TimestampTime { get; init; }

    /// <summary>The level reached.</summary>
    public PadesLevel Level { get; init; }

    /// <summary>English sentences for developers: what led to the indication.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>The results for all signatures of a file, oldest first; empty when there is none.</summary>
/// <param name="Signatures">One for each filled signature field.</param>
public sealed record ValidationReport(IReadOnlyList<SignatureResult> Signatures);
