using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Signing;

namespace KonTum.Tthc.Pades;

/// <summary>
/// A key in this process. Meant for tests, for electronic seals whose key the operator holds, and for the command line; citizens sign
/// through remote providers.
/// </summary>
public sealed class LocalKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    private LocalKey(X509Certificate2 certificate, IReadOnlyList<byte[]> issuers)
        : this(certificate.GetRSAPrivateKey(), certificate.GetECDsaPrivateKey(), [certificate.RawData, .. issuers])
    {
    }

    private LocalKey(RSA? rsa, ECDsa? ecdsa, IReadOnlyList<byte[]> chain)
    {
        (_rsa, _ecdsa, CertificateChain) = (rsa, ecdsa, chain);
        if (_rsa is null && _ecdsa is null)
            throw new CryptographicException("No RSA or ECDSA private key belongs to the certificate.");
    }

    /// <summary>DER certificates, the key's own first.</summary>
    public IReadOnlyList<byte[]> CertificateChain { get; }

    /// <summary>Makes an RSA-2048 key with a self-signed certificate that nobody has a reason to trust.</summary>
    /// <param name="commonName">Name in the certificate.</param>
    /// <param name="now">The certificate is valid from an hour before to a day after this moment.</param>
    public static LocalKey CreateThrowAway(string commonName, DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return new LocalKey(certificate, []);
    }

    /// <summary>Reads key and certificates of a PKCS#12 file.</summary>
    /// <param name="pkcs12">The file's bytes.</param>
    /// <param name="password">Its password.</param>
    /// <exception cref="CryptographicException">Wrong password, no PKCS#12, or no certificate with an RSA or ECDSA key in it.</exception>
    public static LocalKey FromPkcs12(ReadOnlySpan<byte> pkcs12, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(pkcs12, password, X509KeyStorageFlags.EphemeralKeySet);
        try
        {
            var own = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("The file holds no private key.");
            return new LocalKey(own, Upwards(own, [.. all.Where(c => c != own)]));
        }
        finally
        {
            foreach (var certificate in all)
                certificate.Dispose();
        }
    }

    /// <summary>Reads a private key and certificates in PEM (RFC 7468).</summary>
    /// <param name="certificates">One or more CERTIFICATE blocks in any order; the one of the key is found by its public key.</param>
    /// <param name="key">PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY.</param>
    /// <param name="password">For an encrypted key; null for a plain one.</param>
    /// <exception cref="CryptographicException">No key, a wrong password, or no certificate of that key.</exception>
    public static LocalKey FromPem(ReadOnlySpan<char> certificates, ReadOnlySpan<char> key, string? password = null)
    {
        var all = new X509Certificate2Collection();
        RSA? rsa = null;
        ECDsa? ecdsa = null;
        try
        {
            all.ImportFromPem(certificates);
            (rsa, ecdsa) = PemKey.Read(key, password);
            var publicKey = rsa?.ExportSubjectPublicKeyInfo() ?? ecdsa!.ExportSubjectPublicKeyInfo();
            var own = all.FirstOrDefault(c => c.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey))
                ?? throw new CryptographicException("No certificate is of the private key.");
            var result = new LocalKey(rsa, ecdsa, [own.RawData, .. Upwards(own, [.. all.Where(c => c != own)])]);
            (rsa, ecdsa) = (null, null);
            return result;
        }
        finally
        {
            rsa?.Dispose();
            ecdsa?.Dispose();
            foreach (var certificate in all)
                certificate.Dispose();
        }
    }

    /// <summary>Signs what was prepared.</summary>
    /// <returns>RSA: PKCS#1 v1.5 or, with a salt as long as the digest, PSS, as was prepared; ECDSA: DER.</returns>
    /// <exception cref="CryptographicException">What was prepared is for another kind of key.</exception>
    public byte[] Sign(PreparedSignature prepared) => (prepared.Scheme, _rsa, _ecdsa) switch
    {
        (SignatureScheme.RsaPkcs1, { } rsa, _) =>
            rsa.SignHash(prepared.DigestToSign(), prepared.Digest.ToHashName(), RSASignaturePadding.Pkcs1),
        (SignatureScheme.RsaPss, { } rsa, _) =>
            rsa.SignHash(prepared.DigestToSign(), prepared.Digest.ToHashName(), RSASignaturePadding.Pss),
        (SignatureScheme.Ecdsa, _, { } ecdsa) => ecdsa.SignHash(prepared.DigestToSign(), DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new CryptographicException("The key is of another kind than what was prepared."),
    };

    /// <summary>Signs a SHA-256 digest: what a token does that sees nothing of the document.</summary>
    /// <returns>RSA: PKCS#1 v1.5; ECDSA: DER.</returns>
    public byte[] SignSha256(ReadOnlySpan<byte> digest) => _rsa is not null
        ? _rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : _ecdsa!.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc />
    public void Dispose()
    {
        _rsa?.Dispose();
        _ecdsa?.Dispose();
    }

    private static List<byte[]> Upwards(X509Certificate2 own, List<X509Certificate2> others)
    {
        var chain = new List<byte[]>();
        for (var current = own; others.Find(c => c.SubjectName.RawData.AsSpan().SequenceEqual(current.IssuerName.RawData)) is { } issuer;)
        {
            others.Remove(issuer);
            chain.Add(issuer.RawData);
            current = issuer;
        }

        return chain;
    }
}
