using System.Security.Cryptography;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Validation.Judgement;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Validates the CMS of one signature by itself (ETSI EN 319 102-1), without a file around it and without leaving the process.</summary>
internal static class CmsCheck
{
    /// <summary>Checks the CMS of a signature.</summary>
    /// <param name="cmsDer">The bytes of <c>/Contents</c>; BER and padding with zeros are accepted.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for. What it throws passes through.</param>
    /// <param name="options">What is to be believed.</param>
    /// <param name="claimedTime"><c>/M</c>, if any; only ever mentioned, never believed.</param>
    /// <param name="content">How the CMS refers to the signed bytes.</param>
    /// <returns>The result; hostile bytes give FORMAT_FAILURE, never an exception.</returns>
    /// <exception cref="ArgumentException">A trust anchor is not a certificate.</exception>
    public static CmsResult Check(
        ReadOnlyMemory<byte> cmsDer,
        Func<HashAlgorithmName, byte[]> rangeDigest,
        ValidationOptions options,
        DateTimeOffset? claimedTime,
        CmsContent content = CmsContent.Detached) =>
        Run(
            SignedItem.Read(cmsDer, SignatureKind.Signature, content, 0, 1, claimedTime, dictionaryObjection: content == CmsContent.Detached ? null : "The content is encapsulated."),
            rangeDigest, options);

    /// <summary>Checks a document timestamp (SubFilter <c>ETSI.RFC3161</c>).</summary>
    /// <param name="tokenDer">The bytes of <c>/Contents</c>.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for.</param>
    /// <param name="options">What is to be believed; the timestamps' roots count.</param>
    /// <exception cref="ArgumentException">A trust anchor is not a certificate.</exception>
    public static CmsResult CheckDocumentTimestamp(
        ReadOnlyMemory<byte> tokenDer, Func<HashAlgorithmName, byte[]> rangeDigest, ValidationOptions options) =>
        Run(SignedItem.Read(tokenDer, SignatureKind.DocumentTimestamp, CmsContent.Detached, 0, 1), rangeDigest, options);

    private static CmsResult Run(SignedItem item, Func<HashAlgorithmName, byte[]> rangeDigest, ValidationOptions options)
    {
        var anchors = new TrustAnchors(options);
        var material = new ValidationMaterial();
        MaterialCollection.AddGiven(material, options.Material);
        MaterialCollection.AddSignatures(material, [item]);
        item.Verify(rangeDigest, [.. anchors.OfSigners, .. anchors.OfTimestamps]);
        return new ValidationProcess(options, anchors, material, new Proofs(options.At)).Run([item], CancellationToken.None)[0];
    }
}
