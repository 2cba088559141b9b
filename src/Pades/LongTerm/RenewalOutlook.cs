using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>What of an archive timestamp ends first.</summary>
internal static class RenewalOutlook
{
    private const int StrongRsaBits = 3000;

    /// <summary>
    /// RSA keys below 3,000 bits have less than 128 bits of strength, which NIST SP 800-57 part 1 rev. 5, table 4, accepts through 2030.
    /// ECDSA from P-256 and SHA-2 from 256 bits have no end there.
    /// </summary>
    private static readonly DateTimeOffset s_weakAfter = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="timestamp">A document timestamp.</param>
    /// <param name="path">The path of its certificate, the anchor last; the anchor counts only when it stands alone.</param>
    public static RenewalPlan Of(KeptSignature timestamp, IReadOnlyList<X509Certificate> path)
    {
        var time = timestamp.Time!.Value;
        var below = path.Take(Math.Max(1, path.Count - 1)).ToList();
        var first = below.MinBy(c => c.NotAfter)!;
        var plan = new RenewalPlan
        {
            TimestampTime = time,
            Before = first.NotAfter.ToUniversalTime(),
            Reason = RenewalReason.CertificateEnds,
            Subject = CertificateFacts.Subject(first),
        };
        return below.Find(IsShort) is { } weak && plan.Before > s_weakAfter
            ? plan with { Before = s_weakAfter, Reason = RenewalReason.AlgorithmWeakens, Subject = CertificateFacts.Subject(weak) }
            : plan;
    }

    private static bool IsShort(X509Certificate certificate) =>
        SignerKey.Read(certificate.CertificateStructure.SubjectPublicKeyInfo.GetEncoded()) is { Kind: KeyKind.Rsa, Bits: < StrongRsaBits };
}
