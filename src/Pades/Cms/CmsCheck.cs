using System.Security.Cryptography;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Validates the CMS of one signature (ETSI EN 319 102-1, 5.3 and 5.5) without leaving the process.</summary>
/// <remarks>
/// Revocation is not looked at yet: a result says nothing on revoked certificates. Integrity comes first: a changed document or a wrong
/// value is reported as such even when the certificate is not believed either. Timestamps are themselves validated at the moment of
/// validation (EN 319 102-1, 5.4), not at the time they claim.
/// </remarks>
internal static class CmsCheck
{
    /// <summary>Checks the CMS of a signature.</summary>
    /// <param name="cmsDer">The bytes of <c>/Contents</c>; BER and padding with zeros are accepted.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for; called with SHA-1, SHA-256, SHA-384 or SHA-512.
    /// What it throws passes through.</param>
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
        CmsContent content = CmsContent.Detached)
    {
        var trust = new TrustCheck(options, AlgorithmPolicy.Default);
        CmsDocument document;
        try
        {
            document = CmsDocument.Parse(cmsDer);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Failed(SubIndication.FormatFailure, $"The CMS cannot be read: {exception.Message}");
        }

        if (document.Signers.Count != 1)
            return Failed(SubIndication.FormatFailure, document.Signers.Count == 0 ? "The CMS has no signer." : "The CMS has more than one signer.");
        var signer = document.Signers[0];
        if (Oids.Hash(signer.DigestAlgorithm) is not { } digest || digest == HashAlgorithmName.MD5)
            return Failed(SubIndication.CryptoConstraintsFailure, $"The digest algorithm {signer.DigestAlgorithm} is not accepted.");

        byte[] contentDigest;
        if (content == CmsContent.Detached)
        {
            if (document.Content is { Length: > 0 })
                return Failed(SubIndication.FormatFailure, "The CMS carries content of its own instead of being detached.");
            contentDigest = rangeDigest(digest);
        }
        else
        {
            if (document.Content is not { } encapsulated) return Failed(SubIndication.SignedDataNotFound, "The CMS does not carry the digest of the byte range.");
            contentDigest = CryptographicOperations.HashData(digest, encapsulated);
            if (!encapsulated.AsSpan().SequenceEqual(rangeDigest(HashAlgorithmName.SHA1)))
                return Failed(SubIndication.HashFailure, "The SHA-1 digest of the byte range differs from the one that was signed.");
        }

        return Guarded(() => CheckSigner(document, signer, digest, contentDigest, trust, claimedTime, content));
    }

    /// <summary>Checks a document timestamp (SubFilter <c>ETSI.RFC3161</c>).</summary>
    /// <param name="tokenDer">The bytes of <c>/Contents</c>.</param>
    /// <param name="rangeDigest">Digest over the byte range by the algorithm asked for.</param>
    /// <param name="options">What is to be believed; the timestamps' roots count.</param>
    /// <exception cref="ArgumentException">A trust anchor is not a certificate.</exception>
    public static CmsResult CheckDocumentTimestamp(
        ReadOnlyMemory<byte> tokenDer, Func<HashAlgorithmName, byte[]> rangeDigest, ValidationOptions options)
    {
        var trust = new TrustCheck(options, AlgorithmPolicy.Default);
        TimestampToken token;
        try
        {
            token = TimestampToken.Parse(tokenDer);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Failed(SubIndication.FormatFailure, $"The timestamp cannot be read: {exception.Message}");
        }

        if (token.ImprintHash is not { } hash || hash == HashAlgorithmName.MD5)
            return Failed(SubIndication.CryptoConstraintsFailure, "The digest algorithm of the timestamp's imprint is not accepted.");
        var imprint = rangeDigest(hash);
        return Guarded(() =>
        {
            var (verdict, outcome) = trust.CheckTimestamp(token, imprint);
            return Result(verdict, outcome) with { TimestampTime = verdict.IsIntact ? token.Time : null };
        });
    }

    private static CmsResult CheckSigner(
        CmsDocument document,
        CmsSigner signer,
        HashAlgorithmName digest,
        byte[] contentDigest,
        TrustCheck trust,
        DateTimeOffset? claimedTime,
        CmsContent content)
    {
        var verdict = SignerCheck.Verify(document, signer, digest, contentDigest, trust.Anchors);
        var details = new List<string>();
        var stamps = trust.CheckSignatureTimestamps(signer, details);
        var baseline = verdict is { IsIntact: true, Ess: EssCertificate.Answer.Matches }
            && content == CmsContent.Detached
            && document.ContentType == Oids.Data
            && document.Certificates.Contains(verdict.Certificate!)
            && signer.SignedAttributes.All(attribute => attribute.Type != Oids.SigningTime);
        var outcome = verdict.Failure is null ? trust.CheckSigner(verdict, document.Certificates, stamps.TrustedTime, content) : null;
        if (verdict.Certificate is { } certificate && claimedTime is { } claimed
            && (claimed < certificate.NotBefore.ToUniversalTime() || claimed > certificate.NotAfter.ToUniversalTime()))
            details.Add("The claimed signing time lies outside the validity of the certificate.");
        var result = Result(verdict, outcome);
        return result with
        {
            TimestampTime = stamps.TrustedTime,
            Level = !baseline ? PadesLevel.None : stamps.AnyIntact ? PadesLevel.BT : PadesLevel.BB,
            Details = [.. result.Details, .. details],
        };
    }

    private static CmsResult Result(SignerVerdict verdict, PathOutcome? outcome)
    {
        var sub = verdict.Failure ?? outcome?.Problem;
        string?[] details = [verdict.Detail, outcome?.Detail];
        var result = new CmsResult
        {
            Indication = IndicationOf(sub),
            SubIndication = sub,
            Integrity = verdict.IsIntact ? Integrity.Intact : Integrity.Broken,
            Details = [.. details.OfType<string>()],
        };
        return verdict.Certificate is not { } certificate ? result : result with
        {
            Signer = CertificateFacts.Subject(certificate),
            Email = CertificateFacts.Email(certificate),
            Authority = CertificateFacts.Issuer(certificate),
            SerialNumber = CertificateFacts.Serial(certificate),
        };
    }

    /// <summary>EN 319 102-1, table 5: which sub-indications are final.</summary>
    private static Indication IndicationOf(SubIndication? sub) => sub switch
    {
        null => Indication.TotalPassed,
        SubIndication.FormatFailure or SubIndication.HashFailure or SubIndication.SigCryptoFailure
            or SubIndication.Expired or SubIndication.NotYetValid => Indication.TotalFailed,
        _ => Indication.Indeterminate,
    };

    private static CmsResult Failed(SubIndication sub, string detail) => Result(new SignerVerdict(sub, detail), null);

    private static CmsResult Guarded(Func<CmsResult> check)
    {
        try
        {
            return check();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Failed(SubIndication.FormatFailure, $"The CMS cannot be read: {exception.Message}");
        }
    }
}
