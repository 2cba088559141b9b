namespace KonTum.Tthc.Pades.Cms;

/// <summary>The CMS signed attributes of a PAdES baseline signature.</summary>
internal static class SignedAttributes
{
    /// <summary>
    /// DER SET OF content-type, message-digest and ESS signing-certificate-v2 (RFC 5035). There is no signing-time: the claimed time is
    /// <c>/M</c> (ETSI EN 319 142-1, 5.3).
    /// </summary>
    /// <param name="messageDigest">Digest of the byte range.</param>
    /// <param name="signerCertificateDer">DER of the signer's certificate.</param>
    /// <param name="digest">The algorithm of <paramref name="messageDigest"/>; also used for the certificate's hash.</param>
    /// <exception cref="ArgumentException">The digest's length does not fit, or the certificate cannot be read.</exception>
    public static byte[] Build(ReadOnlySpan<byte> messageDigest, ReadOnlySpan<byte> signerCertificateDer, SignatureDigest digest) =>
        throw new NotImplementedException();
}
