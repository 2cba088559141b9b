using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Signature acceptance validation (EN 319 102-1, 5.2.8): purpose of the certificate and algorithms of the value.</summary>
internal static class Acceptance
{
    public static void Check(CertificateView certificate, SignerVerdict verdict, MomentOfSigning moment, ValidationOptions options, CheckLog log)
    {
        if (!PathRules.MaySign(certificate))
            log.Failed(BuildingBlock.Certificate, SubIndication.ChainConstraintsFailure, "The key usage allows neither digital signatures nor non-repudiation.");
        else if (!PathRules.MaySignDocuments(certificate))
            log.Failed(BuildingBlock.Certificate, SubIndication.ChainConstraintsFailure, "The extended key usage is critical and does not name signing of documents.");
        else
            log.Passed(BuildingBlock.Certificate, "The certificate may sign.");
        Algorithms(certificate, verdict.Hashes, moment, options, log);
    }

    /// <summary>Digests and key, at the time since when the value is proven to exist.</summary>
    public static void Algorithms(
        CertificateView certificate, IReadOnlyList<HashAlgorithmName> hashes, MomentOfSigning moment, ValidationOptions options, CheckLog log)
    {
        var weakest = hashes.Select(hash => (End: options.Algorithms.EndOf(hash), What: $"The digest algorithm {Digests.Text(hash)}"))
            .Append((End: options.Algorithms.EndOf(certificate.Key), What: $"The key ({KeyText.Of(certificate.Key)})"))
            .MinBy(rule => rule.End);
        if (moment.Best < weakest.End)
        {
            log.Passed(BuildingBlock.Acceptance, $"{KeyText.Of(certificate.Key)} and {string.Join(", ", hashes.Select(Digests.Text).Distinct())} are accepted.");
            return;
        }

        var never = weakest.End == DateTimeOffset.MinValue;
        log.Failed(
            BuildingBlock.Acceptance,
            never || moment.NotBefore >= weakest.End ? SubIndication.CryptoConstraintsFailure : SubIndication.CryptoConstraintsFailureNoPoe,
            never ? $"{weakest.What} is not accepted." : $"{weakest.What} is accepted only until {weakest.End:yyyy-MM-dd}, and nothing proves that the signature is older.");
    }
}
