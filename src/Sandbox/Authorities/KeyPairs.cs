using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>A private key with the certificate that names its owner.</summary>
internal sealed record Credential(AsymmetricKeyParameter PrivateKey, X509Certificate Certificate)
{
    /// <summary>The serial number as the gateways write it: lower-case hexadecimal.</summary>
    public string SerialNumber => SerialNumbers.Write(Certificate.SerialNumber);
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
            var key = ReadKey(keyPem);
            if (!certificate.IsSignatureValid((issuer ?? certificate).GetPublicKey()))
                throw new InvalidOperationException($"{name}.crt was not issued by the authority that is beside it: remove the data directory.");
            return new Credential(key, certificate);
        }

        // The platform's generator is several times faster than the managed one.
        using var rsa = RSA.Create(bits);
        var privateKey = ReadKey(rsa.ExportPkcs8PrivateKeyPem());
        var publicKey = PublicKeyFactory.CreateKey(rsa.ExportSubjectPublicKeyInfo());
        var issued = issue(new AsymmetricCipherKeyPair(publicKey, privateKey));
        // The key first: a certificate without its key would be taken for whole.
        directory.Write($"{name}.key", rsa.ExportPkcs8PrivateKeyPem());
        directory.Write($"{name}.crt", Pem(issued));
        return new Credential(privateKey, issued);
    }

    public static string Pem(X509Certificate certificate) =>
        new string(PemEncoding.Write("CERTIFICATE", certificate.GetEncoded())) + "\n";

    private static AsymmetricKeyParameter ReadKey(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return PrivateKeyFactory.CreateKey(rsa.ExportPkcs8PrivateKey());
    }
}
