using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A private key with the certificate that names its owner.</summary>
internal sealed class Credential(string privateKeyPem, X509Certificate certificate)
{
    // Late, because the library proves every modulus it reads: tenths of a second each, and most keys are never used.
    private readonly Lazy<AsymmetricKeyParameter> privateKey = new(() => KeyPairs.ReadKey(privateKeyPem));

    public X509Certificate Certificate { get; } = certificate;

    public AsymmetricKeyParameter PrivateKey => privateKey.Value;

    /// <summary>The serial number as the gateways write it: lower-case hexadecimal.</summary>
    public string SerialNumber => SerialNumbers.Write(Certificate.SerialNumber);

    /// <summary>Raw RSA PKCS #1 v1.5 over SHA-256 digests (the DigestInfo is built here), one signature for each.</summary>
    public IReadOnlyList<byte[]> SignDigests(IEnumerable<byte[]> digests)
    {
        using var key = RSA.Create();
        key.ImportFromPem(privateKeyPem);
        return digests.Select(digest => key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)).ToList();
    }
}

/// <summary>Credentials on disk: <c>name.key</c> (PKCS #8 PEM, 0600) and <c>name.crt</c> (PEM). Made once, then read.</summary>
internal static class KeyPairs
{
    /// <param name="directory">Where the two files live.</param>
    /// <param name="name">File name without extension.</param>
    /// <param name="bits">RSA modulus length.</param>
    /// <param name="issuer">Its key must have signed a certificate found on disk; null for a self-signed one.</param>
    /// <param name="issue">Makes the certificate for a new key pair.</param>
    /// <exception cref="InvalidOperationException">The files on disk do not belong together.</exception>
    public static Credential ReadOrMake(
        DataDirectory directory, string name, int bits, X509Certificate? issuer, Func<AsymmetricCipherKeyPair, X509Certificate> issue)
    {
        if (directory.Read($"{name}.key") is { } keyPem && directory.Read($"{name}.crt") is { } certificatePem)
        {
            using var reader = new PemReader(new StringReader(certificatePem));
            var certificate = (X509Certificate)reader.ReadObject();
            if (!IsSignedBy(certificate, issuer ?? certificate))
                throw new InvalidOperationException($"{name}.crt was not issued by the authority that is beside it: remove the data directory.");
            return new Credential(keyPem, certificate);
        }

        // The platform's generator is several times faster than the managed one.
        using var rsa = RSA.Create(bits);
        var newKeyPem = rsa.ExportPkcs8PrivateKeyPem();
        var privateKey = ReadKey(newKeyPem);
        var publicKey = PublicKeyFactory.CreateKey(rsa.ExportSubjectPublicKeyInfo());
        var issued = issue(new AsymmetricCipherKeyPair(publicKey, privateKey));
        // The key first: a certificate without its key would be taken for whole.
        directory.Write($"{name}.key", newKeyPem);
        directory.Write($"{name}.crt", Pem(issued));
        return new Credential(newKeyPem, issued);
    }

    public static string Pem(X509Certificate certificate) =>
        new string(PemEncoding.Write("CERTIFICATE", certificate.GetEncoded())) + "\n";

    private static bool IsSignedBy(X509Certificate certificate, X509Certificate issuer)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(issuer.CertificateStructure.SubjectPublicKeyInfo.GetEncoded(), out _);
        return key.VerifyData(
            certificate.GetTbsCertificate(), certificate.GetSignature(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public static AsymmetricKeyParameter ReadKey(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return PrivateKeyFactory.CreateKey(rsa.ExportPkcs8PrivateKey());
    }
}
