namespace KonTum.Tthc.Pades;

/// <summary>What a new signature shall be. The certificate is known before anything is hashed, because the signed attributes name it.</summary>
public sealed record SignatureRequest
{
    /// <summary>DER certificates, the signer's first, then its issuers upwards; the root may be left out.</summary>
    public required IReadOnlyList<byte[]> CertificateChain { get; init; }

    /// <summary>The claimed signing time; written as <c>/M</c> (ETSI EN 319 142-1, 5.3: not as a CMS attribute).</summary>
    public required DateTimeOffset ClaimedTime { get; init; }

    /// <summary>Digest over the byte range and over the signed attributes.</summary>
    public SignatureDigest Digest { get; init; } = SignatureDigest.Sha256;

    /// <summary>The reason of signing, <c>/Reason</c>; null leaves it out.</summary>
    public string? Reason { get; init; }

    /// <summary>The place of signing, <c>/Location</c>; null leaves it out.</summary>
    public string? Location { get; init; }

    /// <summary>The visible part; null makes an invisible signature.</summary>
    public VisibleSignature? Visible { get; init; }

    /// <summary>Bytes reserved for the CMS, before hex encoding. A B-T signature with two certificates takes about 5 KB.</summary>
    public int ReservedBytes { get; init; } = 32 * 1024;
}

/// <summary>The SHA-2 digests that are accepted for new signatures.</summary>
public enum SignatureDigest
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,

    /// <summary>SHA-512.</summary>
    Sha512,
}
