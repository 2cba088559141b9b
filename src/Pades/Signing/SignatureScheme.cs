namespace KonTum.Tthc.Pades;

/// <summary>How a signature value is made from a digest. The names are part of the stored form of <see cref="PreparedSignature"/>.</summary>
public enum SignatureScheme
{
    /// <summary>RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS (RFC 8017, 8.1) with the digest's own MGF1 and a salt as long as the digest.</summary>
    RsaPss,

    /// <summary>ECDSA (FIPS 186-5, 6) on P-256, P-384 or P-521.</summary>
    Ecdsa,
}
