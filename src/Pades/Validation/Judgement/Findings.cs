using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Writes what was judged into the public model.</summary>
internal static class Findings
{
    public static IReadOnlyList<CertificateFinding> Of(ChainVerdict verdict) =>
        [.. verdict.Path.Select((certificate, i) => new CertificateFinding
        {
            Subject = certificate.Name,
            Issuer = CertificateFacts.Issuer(certificate.Certificate),
            SerialNumber = CertificateFacts.Serial(certificate.Certificate),
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
            Sha256 = certificate.Sha256,
            IsAnchor = verdict.IsAnchored && i == verdict.Path.Count - 1,
            Revocation = i < verdict.Answers.Count && verdict.Answers[i]?.Evidence is { } evidence ? Of(evidence) : null,
        })];

    public static RevocationFinding Of(RevocationEvidence evidence) => new()
    {
        Status = evidence.Status,
        Kind = evidence.Kind,
        Origin = evidence.Origin,
        ThisUpdate = evidence.ThisUpdate,
        NextUpdate = evidence.NextUpdate,
        ProducedAt = evidence.ProducedAt,
        RevokedAt = evidence.RevokedAt,
        Reason = evidence.Reason,
    };
}
