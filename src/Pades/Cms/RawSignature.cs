namespace KonTum.Tthc.Pades.Cms;

/// <summary>Signature values as remote signers send them back.</summary>
internal static class RawSignature
{
    /// <summary>Whether <paramref name="raw"/> is a signature of the attributes by the certificate's key.</summary>
    /// <param name="certificateDer">DER of the signer's certificate (RSA, or ECDSA on P-256, P-384, P-521).</param>
    /// <param name="signedAttributes">DER SET OF.</param>
    /// <param name="digest">The digest that was signed.</param>
    /// <param name="raw">RSA: PKCS#1 v1.5; ECDSA: DER or P1363.</param>
    /// <returns>False also when key or value are unusable; never throws for what was sent.</returns>
    public static bool Verify(byte[] certificateDer, byte[] signedAttributes, SignatureDigest digest, ReadOnlyMemory<byte> raw) =>
        throw new NotImplementedException();

    /// <summary>
    /// The value as it stands in the CMS: ECDSA P1363 turned into DER, everything else unchanged. A signature timestamp is made over
    /// the digest of <b>this</b> value, so normalise before asking the authority.
    /// </summary>
    /// <param name="certificateDer">DER of the signer's certificate.</param>
    /// <param name="raw">What the remote signer sent.</param>
    public static byte[] Normalise(byte[] certificateDer, ReadOnlySpan<byte> raw) => throw new NotImplementedException();
}
