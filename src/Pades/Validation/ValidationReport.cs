namespace KonTum.Tthc.Pades;

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

/// <summary>Sub-indications of ETSI EN 319 102-1, 5.1.3, tables 5 and 6. The English names of the standard are in capitals.</summary>
public enum SubIndication
{
    /// <summary>FORMAT_FAILURE: the signature does not conform to the format.</summary>
    FormatFailure,

    /// <summary>HASH_FAILURE: the signed bytes were changed.</summary>
    HashFailure,

    /// <summary>SIG_CRYPTO_FAILURE: the signature value does not verify with the signer's key.</summary>
    SigCryptoFailure,

    /// <summary>REVOKED: the certificate was revoked, and it is proven that the signature was made afterwards.</summary>
    Revoked,

    /// <summary>EXPIRED: the proven signing time lies after the end of the certificate.</summary>
    Expired,

    /// <summary>NOT_YET_VALID: the proven signing time lies before the begin of the certificate.</summary>
    NotYetValid,

    /// <summary>SIG_CONSTRAINTS_FAILURE: a constraint does not hold, for one the document was changed in a way that is not permitted.</summary>
    SigConstraintsFailure,

    /// <summary>CHAIN_CONSTRAINTS_FAILURE: the path breaks a rule of its certificates.</summary>
    ChainConstraintsFailure,

    /// <summary>CERTIFICATE_CHAIN_GENERAL_FAILURE: the certificates of the path gave an error that is none of the others.</summary>
    CertificateChainGeneralFailure,

    /// <summary>CRYPTO_CONSTRAINTS_FAILURE: an algorithm or key length is not accepted.</summary>
    CryptoConstraintsFailure,

    /// <summary>CRYPTO_CONSTRAINTS_FAILURE_NO_POE: not accepted now, and nothing proves that the signature existed while it still was.</summary>
    CryptoConstraintsFailureNoPoe,

    /// <summary>NO_SIGNING_CERTIFICATE_FOUND.</summary>
    NoSigningCertificateFound,

    /// <summary>NO_CERTIFICATE_CHAIN_FOUND: no path to a trust anchor.</summary>
    NoCertificateChainFound,

    /// <summary>REVOKED_NO_POE: the certificate is revoked now, and nothing proves that the signature existed before.</summary>
    RevokedNoPoe,

    /// <summary>REVOKED_CA_NO_POE: the same of an authority's certificate.</summary>
    RevokedCaNoPoe,

    /// <summary>OUT_OF_BOUNDS_NO_POE: the certificate was not in time, and nothing proves that the signature existed earlier.</summary>
    OutOfBoundsNoPoe,

    /// <summary>OUT_OF_BOUNDS_NOT_REVOKED: as before, but it is known that the certificate was never revoked.</summary>
    OutOfBoundsNotRevoked,

    /// <summary>TIMESTAMP_ORDER_FAILURE: the times of the timestamps contradict the order in which they were made.</summary>
    TimestampOrderFailure,

    /// <summary>NO_POE: a proof of existence at the needed moment is missing.</summary>
    NoPoe,

    /// <summary>TRY_LATER: revocation cannot be told from what is at hand; fresher information may settle it.</summary>
    TryLater,

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

    /// <summary>
    /// Best signature time (EN 319 102-1, 5.5.4): the earliest moment at which the signature is proven to have existed; the moment of
    /// validation if nothing proves an earlier one. Null when the signature itself does not verify.
    /// </summary>
    public DateTimeOffset? BestSignatureTime { get; init; }

    /// <summary>Digest algorithm of the signature, as <c>SHA-256</c>.</summary>
    public string? DigestAlgorithm { get; init; }

    /// <summary>Signature algorithm with key length, as <c>RSA-2048 PKCS#1 v1.5</c>, <c>RSA-3072 PSS</c> or <c>ECDSA P-256</c>.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary><c>/SubFilter</c> (ISO 32000-2, 12.8.3), as <c>ETSI.CAdES.detached</c>; null when the dictionary names none.</summary>
    public string? SubFilter { get; init; }

    /// <summary>
    /// <c>/ByteRange</c> (ISO 32000-2, 12.8.1): offset and length of the bytes before <c>/Contents</c>, then of those behind it. Empty when
    /// the dictionary does not name all bytes up to an end but exactly <c>/Contents</c>; such a signature is broken.
    /// </summary>
    public IReadOnlyList<long> ByteRange { get; init; } = [];

    /// <summary>What <c>/Contents</c> holds: the DER of the CMS or timestamp token, with the zero bytes that fill the room reserved for it.</summary>
    public ReadOnlyMemory<byte> Contents { get; init; }

    /// <summary>The path from the signer's certificate to the anchor; what was found of it when none leads there.</summary>
    public IReadOnlyList<CertificateFinding> Chain { get; init; } = [];

    /// <summary>Timestamps over this signature: those in its CMS, then the document timestamps that cover it.</summary>
    public IReadOnlyList<TimestampFinding> Timestamps { get; init; } = [];

    /// <summary>What was checked, in the order of EN 319 102-1.</summary>
    public IReadOnlyList<ValidationCheck> Checks { get; init; } = [];

    /// <summary>English sentences for developers: what led to the indication.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>One certificate of a path.</summary>
public sealed record CertificateFinding
{
    /// <summary>Common name of the subject, or the whole name if there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>Common name of the issuer, or the whole name if there is none.</summary>
    public required string Issuer { get; init; }

    /// <summary>Serial number, upper-case hex.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>Begin of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>SHA-256 of the DER encoding, upper-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>A configured trust anchor.</summary>
    public bool IsAnchor { get; init; }

    /// <summary>What is known of its revocation; null for an anchor and when nothing is known.</summary>
    public RevocationFinding? Revocation { get; init; }
}

/// <summary>What OCSP (RFC 6960) or CRL (RFC 5280) say.</summary>
public enum RevocationStatus
{
    /// <summary>Not revoked.</summary>
    Good,

    /// <summary>Revoked or on hold.</summary>
    Revoked,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,
}

/// <summary>Kind of revocation information.</summary>
public enum RevocationSourceKind
{
    /// <summary>An OCSP response (RFC 6960).</summary>
    Ocsp,

    /// <summary>A certificate revocation list (RFC 5280, 5).</summary>
    Crl,
}

/// <summary>Where validation material came from.</summary>
public enum MaterialOrigin
{
    /// <summary>The document security store (<c>/DSS</c>, ETSI EN 319 142-1, 5.4.2).</summary>
    Document,

    /// <summary>The CMS of the signature or timestamp.</summary>
    Signature,

    /// <summary>Given by the caller.</summary>
    Given,

    /// <summary>Fetched during this validation.</summary>
    Online,
}

/// <summary>The revocation information that decided.</summary>
public sealed record RevocationFinding
{
    /// <summary>What it says.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>OCSP response or CRL.</summary>
    public required RevocationSourceKind Kind { get; init; }

    /// <summary>Where it came from.</summary>
    public required MaterialOrigin Origin { get; init; }

    /// <summary>When what it says was known to be right.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When newer information is due at the latest; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>When it was signed (OCSP <c>producedAt</c>; of a CRL the same as <see cref="ThisUpdate"/>).</summary>
    public required DateTimeOffset ProducedAt { get; init; }

    /// <summary>When the certificate was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>CRLReason (RFC 5280, 5.3.1) by its name there, as <c>keyCompromise</c>; null when not told.</summary>
    public string? Reason { get; init; }
}

/// <summary>A timestamp over a signature.</summary>
public sealed record TimestampFinding
{
    /// <summary>False: in the CMS of the signature; true: a document timestamp that covers it.</summary>
    public required bool IsDocumentTimestamp { get; init; }

    /// <summary>genTime.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Common name of the time-stamping unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether it is believed.</summary>
    public required Indication Indication { get; init; }

    /// <summary>Why not; null when passed.</summary>
    public SubIndication? SubIndication { get; init; }

    /// <summary>The path of its certificate.</summary>
    public IReadOnlyList<CertificateFinding> Chain { get; init; } = [];
}

/// <summary>The building blocks and steps of ETSI EN 319 102-1 under which checks are reported.</summary>
public enum BuildingBlock
{
    /// <summary>Format checking, 5.2.2.</summary>
    Format,

    /// <summary>Identification of the signing certificate, 5.2.3.</summary>
    SigningCertificate,

    /// <summary>Cryptographic verification, 5.2.7.</summary>
    Cryptography,

    /// <summary>X.509 certificate validation, 5.2.6.</summary>
    Certificate,

    /// <summary>Revocation and its freshness, 5.2.5 and 5.2.6.</summary>
    Revocation,

    /// <summary>Signature acceptance, 5.2.8: algorithms and constraints.</summary>
    Acceptance,

    /// <summary>Timestamps and proofs of existence, 5.4 to 5.6.</summary>
    Time,

    /// <summary>What was done to the document after signing: not of that standard, but of ISO 32000-2, 12.8.</summary>
    Document,
}

/// <summary>Outcome of one check.</summary>
public enum CheckStatus
{
    /// <summary>Holds.</summary>
    Passed,

    /// <summary>Does not hold, or cannot be told; <see cref="ValidationCheck.SubIndication"/> says what follows from it.</summary>
    Failed,

    /// <summary>Worth knowing, without consequence.</summary>
    Noted,
}

/// <summary>One check.</summary>
/// <param name="Block">Where it belongs.</param>
/// <param name="Status">How it ended.</param>
/// <param name="SubIndication">What follows from its failure; null when nothing does.</param>
/// <param name="Detail">One English sentence for developers.</param>
public sealed record ValidationCheck(BuildingBlock Block, CheckStatus Status, SubIndication? SubIndication, string Detail);

/// <summary>The results for all signatures of a file, oldest first; empty when there is none.</summary>
/// <param name="Signatures">One for each filled signature field.</param>
public sealed record ValidationReport(IReadOnlyList<SignatureResult> Signatures);
