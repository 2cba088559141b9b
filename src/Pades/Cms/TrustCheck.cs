using System.Security.Cryptography;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Whether what verifies is also believed: path, purpose, time, algorithms.</summary>
internal sealed class TrustCheck
{
    private const int MostTimestamps = 16;
    private readonly IReadOnlyList<X509Certificate> timestampAnchors;
    private readonly DateTimeOffset at;
    private readonly AlgorithmPolicy policy;

    /// <exception cref="ArgumentException">A trust anchor is not a certificate.</exception>
    public TrustCheck(ValidationOptions options, AlgorithmPolicy policy)
    {
        Anchors = CertificatePath.ReadAnchors(options.TrustAnchors);
        timestampAnchors = options.TimestampTrustAnchors is { } own ? CertificatePath.ReadAnchors(own) : Anchors;
        at = options.At;
        this.policy = policy;
    }

    /// <summary>The signers' roots.</summary>
    public IReadOnlyList<X509Certificate> Anchors { get; }

    /// <summary>Believes or not a signer whose value verifies.</summary>
    /// <param name="verdict">What verified.</param>
    /// <param name="pool">Certificates of the CMS.</param>
    /// <param name="provenTime">Time of a trusted timestamp, if any.</param>
    /// <param name="content">The encapsulated form rests on SHA-1 whatever the CMS itself uses.</param>
    public PathOutcome CheckSigner(SignerVerdict verdict, IReadOnlyList<X509Certificate> pool, DateTimeOffset? provenTime, CmsContent content)
    {
        var best = provenTime is { } proven && proven < at ? proven : at; // best-signature-time, EN 319 102-1, 5.5.4
        var certificate = verdict.Certificate!;
        var outcome = new CertificatePath(Anchors, pool, policy).Check(certificate, best, isProven: best < at);
        if (outcome.Problem is not null) return outcome;
        if (!MaySign(certificate)) return new(SubIndication.ChainConstraintsFailure, "The key usage allows neither digital signatures nor non-repudiation.");
        var hashes = content == CmsContent.EncapsulatedSha1 ? [.. verdict.Hashes, HashAlgorithmName.SHA1] : verdict.Hashes;
        return CheckAlgorithms(certificate, hashes, best);
    }

    /// <summary>Verifies a timestamp token and believes it or not.</summary>
    /// <param name="token">The token.</param>
    /// <param name="imprint">Digest of what should have been stamped.</param>
    /// <returns>The outcome is null when the token does not verify.</returns>
    public (SignerVerdict Verdict, PathOutcome? Outcome) CheckTimestamp(TimestampToken token, byte[] imprint)
    {
        var verdict = token.Verify(imprint, timestampAnchors);
        if (verdict.Failure is not null) return (verdict, null);
        var certificate = verdict.Certificate!;
        var outcome = new CertificatePath(timestampAnchors, token.Certificates, policy).Check(certificate, at, isProven: false);
        if (outcome.Problem is not null) return (verdict, outcome);
        if (!TimestampToken.IsForTimeStamping(certificate) || !MaySign(certificate))
            return (verdict, new(SubIndication.ChainConstraintsFailure, "The certificate is not for time stamping alone (RFC 3161, 2.3)."));
        if (token.Time < certificate.NotBefore.ToUniversalTime() || token.Time > certificate.NotAfter.ToUniversalTime())
            return (verdict, new(SubIndication.ChainConstraintsFailure, "The timestamp claims a time at which its certificate was not valid."));
        if (token.Time > at)
            return (verdict, new(SubIndication.SigConstraintsFailure, "The timestamp claims a time after the moment of validation."));
        return (verdict, CheckAlgorithms(certificate, [.. verdict.Hashes, token.ImprintHash!.Value], at));
    }

    /// <summary>The signature timestamps (RFC 3161, appendix A) of a signer.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="details">Takes a sentence for each timestamp that is not believed.</param>
    /// <returns>Whether any verifies, and the earliest believed time.</returns>
    public (bool AnyIntact, DateTimeOffset? TrustedTime) CheckSignatureTimestamps(CmsSigner signer, List<string> details)
    {
        var anyIntact = false;
        DateTimeOffset? earliest = null;
        var tokens = signer.UnsignedAttributes.Where(attribute => attribute.Type == Oids.SignatureTimestamp).SelectMany(attribute => attribute.Values);
        foreach (var encoded in tokens.Take(MostTimestamps))
        {
            try
            {
                var token = TimestampToken.Parse(encoded);
                if (token.ImprintHash is not { } hash || hash == HashAlgorithmName.MD5)
                {
                    details.Add("A signature timestamp uses a digest algorithm that is not accepted.");
                    continue;
                }

                var (verdict, outcome) = CheckTimestamp(token, CryptographicOperations.HashData(hash, signer.Signature));
                anyIntact |= verdict.Failure is null;
                if (outcome is { Problem: null }) earliest = earliest is { } time && time < token.Time ? time : token.Time;
                else details.Add($"A signature timestamp is not believed: {verdict.Detail ?? outcome?.Detail}");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                details.Add($"A signature timestamp cannot be read: {exception.Message}");
            }
        }

        return (anyIntact, earliest);
    }

    private PathOutcome CheckAlgorithms(X509Certificate certificate, IEnumerable<HashAlgorithmName> hashes, DateTimeOffset best)
    {
        var key = SignerKey.Read(certificate.CertificateStructure.SubjectPublicKeyInfo.GetEncoded());
        var objection = policy.Objection(key, best) ?? hashes.Select(hash => policy.Objection(hash, best)).FirstOrDefault(found => found is not null);
        return new(objection is null ? null : SubIndication.CryptoConstraintsFailure, objection);
    }

    /// <summary>digitalSignature (bit 0) or nonRepudiation (bit 1); a certificate without key usage is not restricted (RFC 5280, 4.2.1.3).</summary>
    private static bool MaySign(X509Certificate certificate) => certificate.GetKeyUsage() is not { } usage || usage.Length < 2 || usage[0] || usage[1];
}
