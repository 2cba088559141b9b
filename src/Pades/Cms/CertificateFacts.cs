using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>What a person wants to know of a certificate.</summary>
internal static class CertificateFacts
{
    /// <summary>Common name of the subject; the whole name when it has none.</summary>
    public static string Subject(X509Certificate certificate) => CommonName(certificate.SubjectDN);

    /// <summary>Common name of the issuer; the whole name when it has none.</summary>
    public static string Issuer(X509Certificate certificate) => CommonName(certificate.IssuerDN);

    /// <summary>Serial number in upper-case hex.</summary>
    public static string Serial(X509Certificate certificate) => Convert.ToHexString(certificate.SerialNumber.Abs().ToByteArrayUnsigned());

    /// <summary>subjectAltName rfc822Name, else E of the subject.</summary>
    public static string? Email(X509Certificate certificate)
    {
        try
        {
            var name = certificate.GetSubjectAlternativeNameExtension()?.GetNames().FirstOrDefault(general => general.TagNo == GeneralName.Rfc822Name);
            if (name is not null) return name.Name.ToString();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            // A malformed extension is the path's concern, not the name's.
        }

        return certificate.SubjectDN.GetValueList(X509Name.EmailAddress).LastOrDefault();
    }

    private static string CommonName(X509Name name) => name.GetValueList(X509Name.CN).LastOrDefault() ?? name.ToString();
}
