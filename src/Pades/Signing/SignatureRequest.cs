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

    /// <summary>
    /// How the signature value is made; null takes what the certificate tells: ECDSA for a key on a curve, RSASSA-PSS for a key that is
    /// bound to it (RFC 4055), RSA PKCS#1 v1.5 for every other RSA key.
    /// </summary>
    public SignatureScheme? Scheme { get; init; }

    /// <summary>The reason of signing, <c>/Reason</c>; null leaves it out.</summary>
    public string? Reason { get; init; }

    /// <summary>The place of signing, <c>/Location</c>; null leaves it out.</summary>
    public string? Location { get; init; }

    /// <summary>The visible part; null makes an invisible signature.</summary>
    public VisibleSignature? Visible { get; init; }

    /// <summary>
    /// Full name of an empty signature field to sign into; null makes a new field. Its page and box are used: leave
    /// <see cref="VisibleSignature.Page"/> and <see cref="VisibleSignature.Rectangle"/> out. Its seed values and its lock are obeyed.
    /// </summary>
    public string? FieldName { get; init; }

    /// <summary>Name of the new field, without a dot; null takes the first free one of <c>Signature1</c>, <c>Signature2</c>, ….</summary>
    public string? NewFieldName { get; init; }

    /// <summary>Makes a certification signature, which must be the first one of the file; null makes an approval signature.</summary>
    public CertificationLevel? Certification { get; init; }

    /// <summary>Fields that the signature locks; null locks none. A field with a lock of its own cannot be given another.</summary>
    public FieldLock? Lock { get; init; }

    /// <summary>Signs a dynamic XFA form, although what is signed is not what its readers show; otherwise it is refused.</summary>
    public bool AllowDynamicXfa { get; init; }

    /// <summary>Bytes reserved for the CMS, before hex encoding. A B-T signature with two certificates takes about 5 KB. In a file that claims
    /// to follow PDF/A it is at most what that part allows a string to have: 65,535 bytes in part 1, 32,767 in parts 2 and 3.</summary>
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
