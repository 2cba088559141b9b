using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>What is asked of a certificate again and again, read once.</summary>
internal sealed class CertificateView
{
    private static readonly ConditionalWeakTable<X509Certificate, CertificateView> s_known = [];
    private readonly Lazy<SignerKey> _key;
    private readonly Lazy<SignatureAlgorithm?> _algorithm;

    private CertificateView(X509Certificate certificate)
    {
        Certificate = certificate;
        Encoded = certificate.GetEncoded();
        Sha256 = Convert.ToHexString(SHA256.HashData(Encoded));
        NotBefore = certificate.NotBefore.ToUniversalTime();
        NotAfter = certificate.NotAfter.ToUniversalTime();
        _key = new(() => SignerKey.Read(certificate.CertificateStructure.SubjectPublicKeyInfo.GetEncoded()));
        _algorithm = new(ReadAlgorithm);
    }

    public X509Certificate Certificate { get; }

    /// <summary>DER.</summary>
    public byte[] Encoded { get; }

    /// <summary>SHA-256 of the DER, upper-case hex.</summary>
    public string Sha256 { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    public SignerKey Key => _key.Value;

    /// <summary>How the issuer signed it; null when that is not known.</summary>
    public SignatureAlgorithm? Algorithm => _algorithm.Value;

    /// <summary>Common name, for sentences.</summary>
    public string Name => CertificateFacts.Subject(Certificate);

    public bool IsSelfIssued => Certificate.SubjectDN.Equivalent(Certificate.IssuerDN, inOrder: true);

    /// <summary>Null for a certificate that cannot be read as far as that.</summary>
    public static CertificateView? TryOf(X509Certificate certificate)
    {
        try
        {
            return s_known.GetValue(certificate, c => new(c));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <exception cref="FormatException">It cannot be read as far as that.</exception>
    public static CertificateView Of(X509Certificate certificate) =>
        TryOf(certificate) ?? throw new FormatException("A certificate cannot be read.");

    /// <summary>Whether it has an extension.</summary>
    public bool Has(DerObjectIdentifier extension) => Certificate.GetExtension(extension) is not null;

    private SignatureAlgorithm? ReadAlgorithm()
    {
        try
        {
            var found = SignatureAlgorithm.Read(Certificate.CertificateStructure.SignatureAlgorithm.GetEncoded(), default);
            return found?.Hash.Name is null ? null : found;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
