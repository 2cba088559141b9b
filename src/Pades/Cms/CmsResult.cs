namespace KonTum.Tthc.Pades.Cms;

/// <summary>How the CMS refers to the signed bytes; the caller knows it from <c>/SubFilter</c>.</summary>
internal enum CmsContent
{
    /// <summary>Nothing is encapsulated: <c>ETSI.CAdES.detached</c>, <c>adbe.pkcs7.detached</c>.</summary>
    Detached,

    /// <summary>The SHA-1 digest of the byte range is encapsulated: <c>adbe.pkcs7.sha1</c> (ISO 32000-1, 12.8.3.3.1).</summary>
    EncapsulatedSha1,
}

/// <summary>What the CMS, the material and the time tell; the fields mean the same as in <see cref="SignatureResult"/>.</summary>
internal sealed record CmsResult
{
    /// <summary>The main indication, before anything is known about later changes to the file.</summary>
    public required Indication Indication { get; init; }

    /// <summary>The sub-indication; null when passed.</summary>
    public SubIndication? SubIndication { get; init; }

    /// <summary>Intact when message digest and signature value verify, whatever is believed of the certificate.</summary>
    public required Integrity Integrity { get; init; }

    /// <summary>Common name of the signer (or of the time-stamping unit).</summary>
    public string? Signer { get; init; }

    /// <summary>Email address: subjectAltName rfc822Name, else the subject's E.</summary>
    public string? Email { get; init; }

    /// <summary>Common name of the issuer.</summary>
    public string? Authority { get; init; }

    /// <summary>Serial number, upper-case hex without leading zero bytes.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Time of the earliest trusted signature timestamp; of a document timestamp its own time if its signature verifies.</summary>
    public DateTimeOffset? TimestampTime { get; init; }

    /// <summary>Best signature time; null when the value does not verify.</summary>
    public DateTimeOffset? BestSignatureTime { get; init; }

    /// <summary>Digest algorithm.</summary>
    public string? DigestAlgorithm { get; init; }

    /// <summary>Signature algorithm.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary>The level; of a document timestamp none.</summary>
    public PadesLevel Level { get; init; }

    /// <summary>The path.</summary>
    public IReadOnlyList<CertificateFinding> Chain { get; init; } = [];

    /// <summary>The timestamps.</summary>
    public IReadOnlyList<TimestampFinding> Timestamps { get; init; } = [];

    /// <summary>The checks in their order.</summary>
    public IReadOnlyList<ValidationCheck> Checks { get; init; } = [];

    /// <summary>English sentences for developers.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}
