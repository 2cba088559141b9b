using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A private key with the certificate that names its owner.</summary>
internal sealed class Credential(string privateKeyPem, X509Certificate certificate)
{
    public X509Certificate Certificate { get; } = certificate;

    public SubjectPublicKeyInfo PublicKey => Certificate.CertificateStructure.SubjectPublicKeyInfo;

    /// <summary>The serial number as the gateways write it: lower-case hexadecimal.</summary>
    public string SerialNumber { get; } = SerialNumbers.Write(certificate.SerialNumber);

    /// <summary>Signs certificates, lists and status answers.</summary>
    public ISignatureFactory Signer => new RsaSigner(privateKeyPem);

    /// <summary>Whether the key is on an elliptic curve (P-256); else it is RSA.</summary>
    public bool IsEllipticCurve { get; } = certificate.CertificateStructure.SubjectPublicKeyInfo.Algorithm.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey);

    /// <summary>
    /// One signature for each SHA-256 digest: RSA PKCS #1 v1.5 (the DigestInfo is built here) or PSS, ECDSA as DER (RFC 3279, 2.2.3).
    /// </summary>
    public IReadOnlyList<byte[]> SignDigests(IEnumerable<byte[]> digests, bool pss = false)
    {
        if (IsEllipticCurve)
        {
            using var curve = KeyPairs.ReadEllipticCurve(privateKeyPem);
            return digests.Select(digest => curve.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence)).ToList();
        }

        using var key = KeyPairs.Read(privateKeyPem);
        var padding = pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return digests.Select(digest => key.SignHash(digest, HashAlgorithmName.SHA256, padding)).ToList();
    }
}

/// <summary>Credentials on disk: <c>name.key</c> (PKCS #8 PEM, 0600) and <c>name.crt</c> (PEM). Made once, then read.</summary>
internal static class KeyPairs
{
    /// <summary>In place of a modulus length: a key on the curve P-256.</summary>
    public const int P256 = 256;

    /// <param name="directory">Where the two files live.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="bits">RSA modulus length of a new key; <see cref="P256"/> makes one on that curve.</param>
    /// <param name="issuer">Signs the certificate; null for a self-signed one.</param>
    /// <param name="renew">
    /// Writes a certificate found on disk anew, with the same key, serial number and dates: for the links in it, which have moved.
    /// </param>
    /// <param name="dates">Of a new certificate.</param>
    /// <param name="draft">Fills in the certificate.</param>
    /// <exception cref="InvalidOperationException">The files on disk do not belong together.</exception>
    public static Credential ReadOrMake(
        DataDirectory directory,
        string name,
        int bits,
        Credential? issuer,
        bool renew,
        (DateTimeOffset From, DateTimeOffset Until) dates,
        Func<CertificateTerms, X509V3CertificateGenerator> draft)
    {
        var keyPem = directory.Read($"{name}.key");
        var found = keyPem is not null && directory.Read($"{name}.crt") is { } pem ? ReadCertificate(pem) : null;
        if (found is not null && !IsSignedBy(found, (issuer?.Certificate ?? found).CertificateStructure.SubjectPublicKeyInfo))
            throw new InvalidOperationException($"{name}.crt was not issued by the authority that is beside it: remove the data directory.");
        if (found is not null && !renew)
            return new Credential(keyPem!, found);

        using AsymmetricAlgorithm key = found is null ? Make(bits)
            : bits == P256 ? ReadEllipticCurve(keyPem!)
            : Read(keyPem!);
        keyPem = found is null ? key.ExportPkcs8PrivateKeyPem() : keyPem!;
        var publicKey = SubjectPublicKeyInfo.GetInstance(key.ExportSubjectPublicKeyInfo());
        var terms = found is null
            ? new CertificateTerms(SerialNumbers.Next(), publicKey, dates.From.UtcDateTime, dates.Until.UtcDateTime)
            : new CertificateTerms(found.SerialNumber, publicKey, found.NotBefore, found.NotAfter);
        var issued = draft(terms).Generate(issuer?.Signer ?? new RsaSigner(keyPem));
        // The key first: a certificate without its key would be taken for whole.
        if (found is null)
            directory.Write($"{name}.key", keyPem);
        directory.Write($"{name}.crt", Pem(issued));
        return new Credential(keyPem, issued);
    }

    public static string Pem(X509Certificate certificate) =>
        new string(PemEncoding.Write("CERTIFICATE", certificate.GetEncoded())) + "\n";

    public static RSA Read(string privateKeyPem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(privateKeyPem);
        return rsa;
    }

    public static ECDsa ReadEllipticCurve(string privateKeyPem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        return key;
    }

    private static AsymmetricAlgorithm Make(int bits) =>
        bits == P256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(bits);

    private static X509Certificate ReadCertificate(string pem)
    {
        using var reader = new PemReader(new StringReader(pem));
        return (X509Certificate)reader.ReadObject();
    }

    private static bool IsSignedBy(X509Certificate certificate, SubjectPublicKeyInfo issuer)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(issuer.GetEncoded(), out _);
        return key.VerifyData(
            certificate.GetTbsCertificate(), certificate.GetSignature(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
