using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Reads what certificates say of themselves.</summary>
internal static class CertificateReading
{
    private const string CommonName = "2.5.4.3";
    private const string UserId = "0.9.2342.19200300.100.1.1"; // RFC 4519, 2.39; Vietnamese authorities write "CCCD:…", "CMND:…", "MST:…"
    private const int LeastRsaBits = 2048;
    private const int LeastEcBits = 256;

    /// <summary>Signature algorithms with SHA-2 or SHA-3; for PSS the digest is inside the parameters, which OpenSSL judges.</summary>
    private static readonly HashSet<string> StrongSignatures =
    [
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13", // sha256/384/512WithRSAEncryption
        "1.2.840.113549.1.1.10", // RSASSA-PSS
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4", // ecdsa-with-SHA256/384/512
        "2.16.840.1.101.3.4.3.10", "2.16.840.1.101.3.4.3.11", "2.16.840.1.101.3.4.3.12", // ecdsa-with-SHA3
        "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.16", // RSA with SHA3
    ];

    /// <summary>The serial number in upper-case hex without leading zeros.</summary>
    public static string SerialNumber(X509Certificate2 certificate) =>
        certificate.SerialNumber.TrimStart('0') is { Length: > 0 } digits ? digits.ToUpperInvariant() : "0";

    /// <summary>Common name of the subject; the whole name if it has none.</summary>
    public static string Holder(X509Certificate2 certificate) => Name(certificate.SubjectName);

    /// <summary>Common name of the issuer; the whole name if it has none.</summary>
    public static string Authority(X509Certificate2 certificate) => Name(certificate.IssuerName);

    /// <summary>UID of the subject; empty if it has none.</summary>
    public static string Identity(X509Certificate2 certificate) => Attribute(certificate.SubjectName, UserId) ?? "";

    /// <summary>Email address of the subject alternative name, else of the subject; empty if neither has one.</summary>
    public static string Email(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false);

    /// <summary>Whether documents may be signed with it: key usage, key length, algorithm (Circular 15/2025/TT-BKHCN; facts 4.1).</summary>
    public static bool IsFitForSigning(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
        && (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) != 0
        && HasStrongKey(certificate)
        && certificate.SignatureAlgorithm.Value is { } algorithm && StrongSignatures.Contains(algorithm);

    private static bool HasStrongKey(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null) return rsa.KeySize >= LeastRsaBits;
            using var ec = certificate.GetECDsaPublicKey();
            return ec is not null && ec.KeySize >= LeastEcBits;
        }
        catch (CryptographicException)
        {
            return false; // an unknown curve, for one
        }
    }

    private static string Name(X500DistinguishedName name) => Attribute(name, CommonName) ?? name.Name;

    private static string? Attribute(X500DistinguishedName name, string oid)
    {
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == oid) return part.GetSingleElementValue();
        }

        return null;
    }
}
