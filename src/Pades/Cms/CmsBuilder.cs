namespace KonTum.Tthc.Pades.Cms;

/// <summary>Puts a detached CMS SignedData (RFC 5652) together from parts that were made elsewhere.</summary>
internal static class CmsBuilder
{
    /// <summary>DER ContentInfo with one signer.</summary>
    /// <param name="signedAttributes">What <see cref="SignedAttributes.Build"/> made.</param>
    /// <param name="rawSignature">The signature value; P1363 is normalised to DER.</param>
    /// <param name="chain">DER certificates, the signer's first.</param>
    /// <param name="digest">The digest of content and attributes.</param>
    /// <param name="timestampToken">DER of a token over the normalised signature value; null for none.</param>
    /// <exception cref="ArgumentException">No certificate, or one with a key that is neither RSA nor EC.</exception>
    public static byte[] Assemble(
        byte[] signedAttributes,
        ReadOnlySpan<byte> rawSignature,
        IReadOnlyList<byte[]> chain,
        SignatureDigest digest,
        byte[]? timestampToken) => throw new NotImplementedException();
}
