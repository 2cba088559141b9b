using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// One signature or document timestamp on its way through the process: format, identification of the signing certificate and cryptographic
/// verification (EN 319 102-1, 5.2.2, 5.2.3, 5.2.7). Hostile bytes end as FORMAT_FAILURE, never as an exception.
/// </summary>
internal sealed class SignedItem
{
    private const int MostTimestamps = 16;
    private readonly CmsContent _content;

    private SignedItem(SignatureKind kind, CmsContent content, long start, long end) => (Kind, _content, Start, End) = (kind, content, start, end);

    public SignatureKind Kind { get; }

    /// <summary>Position of <c>/Contents</c>.</summary>
    public long Start { get; }

    /// <summary>The first byte behind what is covered.</summary>
    public long End { get; }

    /// <summary>The claimed time (<c>/M</c>), only ever mentioned.</summary>
    public DateTimeOffset? Claimed { get; init; }

    /// <summary>Whether the format demands the ESS attribute: PAdES does (EN 319 142-1, 5.3), ISO 32000-1 did not.</summary>
    public bool DemandsEss { get; init; }

    /// <summary>What keeps the signature dictionary from being one of EN 319 142-1, 6.3; null when nothing does.</summary>
    public string? DictionaryObjection { get; init; }

    /// <summary>Of a format that this library does not read.</summary>
    public bool IsUnsupported { get; private set; }

    /// <summary>Null when it cannot be read.</summary>
    public CmsDocument? Cms { get; private set; }

    /// <summary>Of a document timestamp.</summary>
    public Stamp? Stamp { get; private set; }

    /// <summary>Signature timestamps (RFC 3161, appendix A).</summary>
    public IReadOnlyList<Stamp> SignatureStamps { get; private set; } = [];

    /// <summary>Content timestamps: the signature was made after them (ETSI EN 319 122-1, 5.2.8).</summary>
    public IReadOnlyList<Stamp> ContentStamps { get; private set; } = [];

    /// <summary>The verification; null before it, and when there was nothing to verify.</summary>
    public SignerVerdict? Verdict { get; private set; }

    /// <summary>The checks up to the cryptographic verification.</summary>
    public CheckLog Log { get; } = new();

    /// <summary>The digests over the byte range that verification asks for.</summary>
    public IReadOnlyList<HashAlgorithmName> Needs { get; private set; } = [];

    private TimestampToken? Token { get; set; }

    private HashAlgorithmName Digest { get; set; }

    /// <summary>Reads the bytes of <c>/Contents</c>.</summary>
    public static SignedItem Read(
        ReadOnlyMemory<byte> contents, SignatureKind kind, CmsContent content, long start, long end, DateTimeOffset? claimed = null, bool demandsEss = false, string? dictionaryObjection = null)
    {
        var item = new SignedItem(kind, content, start, end) { Claimed = claimed, DemandsEss = demandsEss, DictionaryObjection = dictionaryObjection };
        try
        {
            if (kind == SignatureKind.DocumentTimestamp) item.ReadToken(contents);
            else item.ReadSignature(contents);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var what = kind == SignatureKind.DocumentTimestamp ? "timestamp" : "CMS";
            item.Log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, $"The {what} cannot be read: {exception.Message}");
            item.Needs = [];
        }

        return item;
    }

    /// <summary>One whose bytes are not even looked at.</summary>
    public static SignedItem Unusable(SignatureKind kind, SubIndication sub, string detail)
    {
        var item = new SignedItem(kind, CmsContent.Detached, 0, 0);
        item.Log.Failed(BuildingBlock.Format, sub, detail);
        return item;
    }

    /// <summary>One of a format that this library does not read: nothing is known against it.</summary>
    public static SignedItem Unsupported(string detail)
    {
        var item = Unusable(SignatureKind.Signature, SubIndication.FormatFailure, detail);
        item.IsUnsupported = true;
        return item;
    }

    /// <summary>Verifies digest and value.</summary>
    /// <param name="rangeDigest">Digest over the byte range; only asked for what is in <see cref="Needs"/>.</param>
    /// <param name="known">Certificates from elsewhere that may be the signer's.</param>
    public void Verify(Func<HashAlgorithmName, byte[]> rangeDigest, IReadOnlyList<X509Certificate> known)
    {
        if (Log.Outcome is not null) return;
        var digests = Needs.ToDictionary(name => name, rangeDigest);
        try
        {
            Verdict = Token is { } token ? VerifyToken(token, digests, known) : VerifySignature(digests, known);
            Write(Verdict);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            (Verdict, Stamp, SignatureStamps, ContentStamps) = (null, null, [], []);
            Log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, $"The CMS cannot be read: {exception.Message}");
        }
    }

    private void ReadToken(ReadOnlyMemory<byte> contents)
    {
        Token = TimestampToken.Parse(contents);
        Cms = Token.Cms;
        if (Token.ImprintHash is { } hash && hash != HashAlgorithmName.MD5) Needs = [hash];
        else Log.Failed(BuildingBlock.Acceptance, SubIndication.CryptoConstraintsFailure, "The digest algorithm of the timestamp's imprint is not accepted.");
    }

    private void ReadSignature(ReadOnlyMemory<byte> contents)
    {
        Cms = CmsDocument.Parse(contents);
        if (Cms.Signers.Count != 1)
        {
            Log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, Cms.Signers.Count == 0 ? "The CMS has no signer." : "The CMS has more than one signer.");
            return;
        }

        if (Oids.Hash(Cms.Signers[0].DigestAlgorithm) is not { } digest || digest == HashAlgorithmName.MD5)
        {
            Log.Failed(BuildingBlock.Acceptance, SubIndication.CryptoConstraintsFailure, $"The digest algorithm {Cms.Signers[0].DigestAlgorithm} is not accepted.");
            return;
        }

        Digest = digest;
        if (_content == CmsContent.Detached && Cms.Content is { Length: > 0 })
            Log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, "The CMS carries content of its own instead of being detached.");
        else if (_content == CmsContent.EncapsulatedSha1 && Cms.Content is null)
            Log.Failed(BuildingBlock.Format, SubIndication.SignedDataNotFound, "The CMS does not carry the digest of the byte range.");
        else
            Needs = [.. ContentTokens().Select(t => t.ImprintHash).OfType<HashAlgorithmName>().Where(name => name != HashAlgorithmName.MD5).Append(_content == CmsContent.Detached ? digest : HashAlgorithmName.SHA1).Distinct()];
    }

    private SignerVerdict VerifyToken(TimestampToken token, Dictionary<HashAlgorithmName, byte[]> digests, IReadOnlyList<X509Certificate> known)
    {
        Stamp = Stamp.Of(token, name => digests[name], End, isDocument: true, known);
        return Stamp.Verdict;
    }

    private SignerVerdict VerifySignature(Dictionary<HashAlgorithmName, byte[]> digests, IReadOnlyList<X509Certificate> known)
    {
        var signer = Cms!.Signers[0];
        byte[] contentDigest;
        if (_content == CmsContent.Detached)
        {
            contentDigest = digests[Digest];
        }
        else
        {
            if (!Cms.Content.AsSpan().SequenceEqual(digests[HashAlgorithmName.SHA1]))
                return new(SubIndication.HashFailure, "The SHA-1 digest of the byte range differs from the one that was signed.");
            contentDigest = Digests.Hash(Digest, Cms.Content);
        }

        SignatureStamps = [.. Values(signer.UnsignedAttributes, Oids.SignatureTimestamp).Take(MostTimestamps)
            .Select(token => Stamp.Read(token, name => Digests.Hash(name, signer.Signature), End, known))];
        ContentStamps = [.. ContentTokens().Select(token => Stamp.Of(token, name => digests[name], End, isDocument: false, known))];
        var verdict = SignerCheck.Verify(Cms, signer, Digest, contentDigest, known);
        if (_content == CmsContent.EncapsulatedSha1) verdict = verdict with { Hashes = [.. verdict.Hashes, HashAlgorithmName.SHA1] };
        return verdict.Failure is null && DemandsEss && verdict.Ess == EssCertificate.Answer.Absent
            ? verdict with { Failure = SubIndication.NoSigningCertificateFound, Detail = "The ESS attribute, which must name the signer's certificate, is missing." }
            : verdict;
    }

    private List<TimestampToken> ContentTokens()
    {
        var result = new List<TimestampToken>();
        foreach (var encoded in Values(Cms!.Signers[0].SignedAttributes, Oids.ContentTimestamp).Take(MostTimestamps))
        {
            try
            {
                result.Add(TimestampToken.Parse(encoded));
            }
            catch (FormatException)
            {
                // It proves nothing; the signature does not depend on it.
            }
        }

        return result;
    }

    private void Write(SignerVerdict verdict)
    {
        if (verdict.Failure is not SubIndication.FormatFailure) Log.Passed(BuildingBlock.Format, "The signature has the form that is asked for.");
        if (verdict.Certificate is { } certificate && verdict.Failure is not SubIndication.NoSigningCertificateFound)
        {
            Log.Passed(BuildingBlock.SigningCertificate, verdict.Ess == EssCertificate.Answer.Matches
                ? $"The signed bytes name the certificate of {CertificateFacts.Subject(certificate)}."
                : $"The certificate of {CertificateFacts.Subject(certificate)} was found; the signed bytes do not name it.");
        }

        if (verdict.IsIntact) Log.Passed(BuildingBlock.Cryptography, "The digest of the signed bytes and the signature value verify.");
        if (verdict.Failure is { } failure)
        {
            Log.Failed(failure switch
            {
                SubIndication.FormatFailure => BuildingBlock.Format,
                SubIndication.NoSigningCertificateFound => BuildingBlock.SigningCertificate,
                SubIndication.CryptoConstraintsFailure => BuildingBlock.Acceptance,
                _ => BuildingBlock.Cryptography,
            }, failure, verdict.Detail ?? string.Empty);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Values(IReadOnlyList<CmsAttribute> attributes, string type) =>
        attributes.Where(attribute => attribute.Type == type).SelectMany(attribute => attribute.Values);
}
