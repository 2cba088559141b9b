using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>The http and https addresses that a certificate names; others (ldap) are passed over.</summary>
internal static class CertificateAddresses
{
    private const int Most = 4;

    /// <summary>OCSP responders (RFC 5280, 4.2.2.1).</summary>
    public static IReadOnlyList<Uri> Ocsp(X509Certificate certificate) => Access(certificate, AccessDescription.IdADOcsp);

    /// <summary>Certificates of the issuer.</summary>
    public static IReadOnlyList<Uri> Issuers(X509Certificate certificate) => Access(certificate, AccessDescription.IdADCAIssuers);

    /// <summary>Complete lists for all reasons (RFC 5280, 4.2.1.13).</summary>
    public static IReadOnlyList<Uri> Lists(X509Certificate certificate) => Read(() =>
        ListScope.PointsOf(certificate)
            .Where(p => p.DistributionPointName is { Type: DistributionPointName.FullName } && p.CrlIssuer is null)
            .SelectMany(p => GeneralNames.GetInstance(p.DistributionPointName.Name).GetNames()));

    private static IReadOnlyList<Uri> Access(X509Certificate certificate, DerObjectIdentifier method) => Read(() =>
        certificate.GetExtensionParsedValue(X509Extensions.AuthorityInfoAccess) is { } value
            ? AuthorityInformationAccess.GetInstance(value).GetAccessDescriptions().Where(d => method.Equals(d.AccessMethod)).Select(d => d.AccessLocation)
            : []);

    private static IReadOnlyList<Uri> Read(Func<IEnumerable<GeneralName>> read)
    {
        try
        {
            return
            [
                .. read().Where(n => n.TagNo == GeneralName.UniformResourceIdentifier)
                    .Select(n => Uri.TryCreate(DerIA5String.GetInstance(n.Name).GetString(), UriKind.Absolute, out var address) ? address : null)
                    .OfType<Uri>().Where(a => a.Scheme == Uri.UriSchemeHttp || a.Scheme == Uri.UriSchemeHttps).Distinct().Take(Most),
            ];
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidOperationException)
        {
            return [];
        }
    }
}
