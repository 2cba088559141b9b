using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>How one certificate of each kind is filled in (RFC 5280).</summary>
internal static class CertificateIssue
{
    private const string SignatureAlgorithm = "SHA256WITHRSA";
    private static readonly DerObjectIdentifier NoCheck = OcspObjectIdentifiers.PkixOcspNocheck;

    public static X509Certificate Root(X509Name name, AsymmetricCipherKeyPair keys, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = Draft(name, name, keys.Public, keys.Public, from, until);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(true));
        certificate.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
        return certificate.Generate(new Asn1SignatureFactory(SignatureAlgorithm, keys.Private));
    }

    public static X509Certificate IssuingAuthority(
        X509Name name, AsymmetricKeyParameter key, Credential root, StatusLinks links, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = Draft(name, root.Certificate.SubjectDN, key, root.Certificate.GetPublicKey(), from, until);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(0));
        certificate.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
        AddLinks(certificate, links);
        return certificate.Generate(new Asn1SignatureFactory(SignatureAlgorithm, root.PrivateKey));
    }

    /// <summary>A delegated OCSP responder (RFC 6960, 4.2.2.2), itself exempt from status checks (4.2.2.2.1).</summary>
    public static X509Certificate StatusResponder(
        X509Name name, AsymmetricKeyParameter key, Credential issuer, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = Draft(name, issuer.Certificate.SubjectDN, key, issuer.Certificate.GetPublicKey(), from, until);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        certificate.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature));
        certificate.AddExtension(X509Extensions.ExtendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeID.id_kp_OCSPSigning));
        certificate.AddExtension(NoCheck, false, DerNull.Instance);
        return certificate.Generate(new Asn1SignatureFactory(SignatureAlgorithm, issuer.PrivateKey));
    }

    /// <summary>RFC 3161, 2.3: the only purpose is timestamping, and the extension is critical.</summary>
    public static X509Certificate TimestampAuthority(
        X509Name name, AsymmetricKeyParameter key, Credential root, StatusLinks links, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = Draft(name, root.Certificate.SubjectDN, key, root.Certificate.GetPublicKey(), from, until);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        certificate.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature | KeyUsage.NonRepudiation));
        certificate.AddExtension(X509Extensions.ExtendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeID.id_kp_timeStamping));
        AddLinks(certificate, links);
        return certificate.Generate(new Asn1SignatureFactory(SignatureAlgorithm, root.PrivateKey));
    }

    public static X509Certificate Personal(
        X509Name name, string email, AsymmetricKeyParameter key, Credential issuer, StatusLinks links, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = Draft(name, issuer.Certificate.SubjectDN, key, issuer.Certificate.GetPublicKey(), from, until);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        certificate.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature | KeyUsage.NonRepudiation));
        certificate.AddExtension(
            X509Extensions.ExtendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeID.id_kp_clientAuth, KeyPurposeID.id_kp_emailProtection));
        certificate.AddExtension(
            X509Extensions.SubjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, email)));
        AddLinks(certificate, links);
        return certificate.Generate(new Asn1SignatureFactory(SignatureAlgorithm, issuer.PrivateKey));
    }

    private static X509V3CertificateGenerator Draft(
        X509Name subject, X509Name issuer, AsymmetricKeyParameter key, AsymmetricKeyParameter issuerKey, DateTimeOffset from, DateTimeOffset until)
    {
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(SerialNumbers.Next());
        certificate.SetSubjectDN(subject);
        certificate.SetIssuerDN(issuer);
        certificate.SetNotBefore(from.UtcDateTime);
        certificate.SetNotAfter(until.UtcDateTime);
        certificate.SetPublicKey(key);
        certificate.AddExtension(X509Extensions.SubjectKeyIdentifier, false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(key));
        certificate.AddExtension(X509Extensions.AuthorityKeyIdentifier, false, X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuerKey));
        return certificate;
    }

    private static void AddLinks(X509V3CertificateGenerator certificate, StatusLinks links)
    {
        static GeneralName Uri(string url) => new(GeneralName.UniformResourceIdentifier, url);
        certificate.AddExtension(X509Extensions.AuthorityInfoAccess, false, new AuthorityInformationAccess([
            new AccessDescription(AccessDescription.IdADOcsp, Uri(links.Ocsp)),
            new AccessDescription(AccessDescription.IdADCAIssuers, Uri(links.IssuerCertificate)),
        ]));
        certificate.AddExtension(X509Extensions.CrlDistributionPoints, false, new CrlDistPoint([
            new DistributionPoint(new DistributionPointName(new GeneralNames(Uri(links.RevocationList))), null, null),
        ]));
    }
}

/// <summary>Where a relying party finds the issuer's certificate and what it says about this certificate today.</summary>
internal sealed record StatusLinks(string Ocsp, string IssuerCertificate, string RevocationList)
{
    public static StatusLinks Of(string publicUrl, string issuer) =>
        new($"{publicUrl}/pki/ocsp/{issuer}", $"{publicUrl}/pki/{issuer}.crt", $"{publicUrl}/pki/{issuer}.crl");
}
