using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkix;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>The rules of a path that do not depend on a time (RFC 5280, 6.1.3 to 6.1.5), and who may sign what.</summary>
internal static class PathRules
{
    /// <summary>adbe: authentic documents trust, Microsoft: document signing, RFC 9336: id-kp-documentSigning.</summary>
    private static readonly HashSet<string> s_signingPurposes =
    [
        KeyPurposeID.AnyExtendedKeyUsage.Id, KeyPurposeID.id_kp_emailProtection.Id, "1.2.840.113583.1.1.5", "1.3.6.1.4.1.311.10.3.12", "1.3.6.1.5.5.7.3.36",
    ];

    /// <summary>Extensions that may be critical: they are judged here or elsewhere, or restrict nothing (qcStatements).</summary>
    private static readonly HashSet<string> s_known =
    [
        X509Extensions.BasicConstraints.Id, X509Extensions.KeyUsage.Id, X509Extensions.ExtendedKeyUsage.Id, X509Extensions.SubjectAlternativeName.Id,
        X509Extensions.CertificatePolicies.Id, X509Extensions.QCStatements.Id, X509Extensions.CrlDistributionPoints.Id,
        .. Rare.Select(oid => oid.Id),
    ];

    /// <summary>Seldom there, and long to judge: then BouncyCastle judges the whole path, which takes tens of milliseconds.</summary>
    private static DerObjectIdentifier[] Rare =>
        [X509Extensions.NameConstraints, X509Extensions.PolicyConstraints, X509Extensions.PolicyMappings, X509Extensions.InhibitAnyPolicy];

    /// <summary>What breaks a rule of RFC 5280; null when nothing does. Of the anchor only the right to certify is asked.</summary>
    public static string? Objection(IReadOnlyList<CertificateView> path)
    {
        try
        {
            var below = 0; // certificates under an authority that are not issued by themselves, the last one not counted
            for (var i = 0; i < path.Count - 1; i++)
            {
                var certificate = path[i];
                if (certificate.Certificate.GetCriticalExtensionOids()?.FirstOrDefault(oid => !s_known.Contains(oid)) is { } unknown)
                    return $"The certificate of {certificate.Name} has the critical extension {unknown}, which is not known.";
                if (i == 0) continue;
                if (AuthorityObjection(certificate, below) is { } objection) return objection;
                if (!certificate.IsSelfIssued) below++;
            }

            if (path.Count > 1 && !MayCertify(path[^1])) return $"The trust anchor {path[^1].Name} is not the certificate of an authority.";
            return path.SkipLast(1).Any(c => Rare.Any(c.Has)) ? RareObjection(path) : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"A certificate of the path cannot be read: {exception.Message}";
        }
    }

    /// <summary>digitalSignature (bit 0) or nonRepudiation (bit 1); a certificate without key usage is not restricted (RFC 5280, 4.2.1.3).</summary>
    public static bool MaySign(CertificateView certificate) =>
        certificate.Certificate.GetKeyUsage() is not { } usage || usage.Length < 2 || usage[0] || usage[1];

    /// <summary>An extended key usage that is critical must name a purpose under which documents are signed (RFC 5280, 4.2.1.12).</summary>
    public static bool MaySignDocuments(CertificateView certificate) =>
        certificate.Certificate.GetCriticalExtensionOids()?.Contains(X509Extensions.ExtendedKeyUsage.Id) != true
        || certificate.Certificate.GetExtendedKeyUsage().Any(purpose => s_signingPurposes.Contains(purpose.Id));

    /// <summary>
    /// Whoever trusts a person's certificate does not trust whatever that person certifies. Roots of before version 3 have no extensions,
    /// and some later ones only a key usage.
    /// </summary>
    private static bool MayCertify(CertificateView anchor)
    {
        var (certificate, usage) = (anchor.Certificate, anchor.Certificate.GetKeyUsage());
        if (usage is not null && (usage.Length < 6 || !usage[5])) return false;
        return BasicConstraints.FromExtensions(certificate.CertificateStructure.Extensions) is { } constraints
            ? constraints.IsCA()
            : usage is not null || certificate.Version < 3;
    }

    private static string? AuthorityObjection(CertificateView authority, int below)
    {
        var constraints = BasicConstraints.FromExtensions(authority.Certificate.CertificateStructure.Extensions);
        if (constraints?.IsCA() != true) return $"The certificate of {authority.Name} is not one of an authority.";
        if (constraints.PathLenConstraintInteger?.Value is { } longest && longest.IntValue < below)
            return $"More authorities stand under {authority.Name} than its certificate allows.";
        return authority.Certificate.GetKeyUsage() is { } usage && (usage.Length < 6 || !usage[5])
            ? $"The key usage of {authority.Name} does not allow signing certificates."
            : null;
    }

    private static string? RareObjection(IReadOnlyList<CertificateView> path)
    {
        // Times are judged elsewhere; any moment at which all were in time will do.
        var date = path.SkipLast(1).Max(c => c.NotBefore);
        if (path.SkipLast(1).Any(c => c.NotAfter < date)) return "The certificates of the path were never valid at the same time.";
        try
        {
            var parameters = new PkixParameters(new HashSet<TrustAnchor> { new(path[^1].Certificate, null) }) { Date = date.UtcDateTime, IsRevocationEnabled = false };
            parameters.AddCertPathChecker(new KnownCriticalExtensions());
            new PkixCertPathValidator().Validate(new PkixCertPath(path.SkipLast(1).Select(c => c.Certificate).ToList()), parameters);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"The certification path breaks a rule: {exception.Message}";
        }
    }

    private sealed class KnownCriticalExtensions : PkixCertPathChecker
    {
        public override void Init(bool forward)
        {
        }

        public override bool IsForwardCheckingSupported() => true;

        public override ISet<string>? GetSupportedExtensions() => null;

        public override void Check(X509Certificate cert, ISet<string> unresolvedCritExts) => unresolvedCritExts.ExceptWith(s_known);

        public override object Clone() => this;
    }
}
