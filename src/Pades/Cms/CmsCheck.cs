using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Validates the CMS of one signature (ETSI EN 319 102-1, 5.3 and 5.5) without leaving the process.</summary>
/// <remarks>Revocation is not looked at yet.</remarks>
internal static class CmsCheck
{
    /// <summary>Checks the CMS of a signature.</summary>
    /// <param name="cmsDer">The bytes of <c>/Contents</c>; BER and padding with zeros are accepted.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for; called with SHA-1, SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="options">What is to be believed.</param>
    /// <param name="claimedTime"><c>/M</c>, if any; only ever mentioned, never believed.</param>
    /// <param name="content">How the CMS refers to the signed bytes.</param>
    /// <returns>The result; hostile bytes give FORMAT_FAILURE, never an exception.</returns>
    public static CmsResult Check(
        ReadOnlyMemory<byte> cmsDer,
        Func<HashAlgorithmName, byte[]> rangeDigest,
        ValidationOptions options,
        DateTimeOffset? claimedTime,
        CmsContent content = CmsContent.Detached) => throw new NotImplementedException();

    /// <summary>Checks a document timestamp (SubFilter <c>ETSI.RFC3161</c>).</summary>
    /// <param name="tokenDer">The bytes of <c>/Contents</c>.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for.</param>
    /// <param name="options">What is to be believed; the timestamps' roots count.</param>
    public static CmsResult CheckDocumentTimestamp(
        ReadOnlyMemory<byte> tokenDer, Func<HashAlgorithmName, byte[]> rangeDigest, ValidationOptions options) =>
        throw new NotImplementedException();
}
