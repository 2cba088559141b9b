using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>A certificate with its key; keys are made by .NET because that is quick, certificates by BouncyCastle.</summary>
internal sealed record Identity(X509Certificate Certificate, AsymmetricCipherKeyPair Keys, RSA? Rsa, ECDsa? Ec)
{
    public byte[] Der => Certificate.GetEncoded();

    /// <summary>Signs as a remote signer does: a raw value over a digest.</summary>
    public byte[] SignHash(byte[] hash, HashAlgorithmName name, bool p1363 = false) =>
        Rsa is not null
            ? Rsa.SignHash(hash, name, RSASignaturePadding.Pkcs1)
            : Ec!.SignHash(hash, p1363 ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation : DSASignatureFormat.Rfc3279DerSequence);

    public string KeyPem() => Rsa is not null ? Rsa.ExportPkcs8PrivateKeyPem() : Ec!.ExportPkcs8PrivateKeyPem();

    public string CertificatePem() => new(PemEncoding.Write("CERTIFICATE", Der));
}

/// <summary>What a test certificate shall be; the defaults make a certificate for a person.</summary>
internal sealed record Profile(string Subject)
{
    public DateTimeOffset From { get; init; } = TestPki.Now.AddYears(-1);
    public DateTimeOffset To { get; init; } = TestPki.Now.AddYears(2);
    public bool IsAuthority { get; init; }

    /// <summary>Most authorities below this one; null for any number.</summary>
    public int? PathLength { get; init; }

    public int? Usage { get; init; } = KeyUsage.DigitalSignature | KeyUsage.NonRepudiation;
    public KeyPurposeID[] Purposes { get; init; } = [];
    public bool PurposesCritical { get; init; } = true;
    public string? MailName { get; init; }
    public string? SignatureAlgorithm { get; init; }

    /// <summary>Adds further extensions.</summary>
    public Action<X509V3CertificateGenerator>? Extend { get; init; }
}

/// <summary>A small hierarchy with invented people, made once for all tests and never changed.</summary>
internal static class TestPki
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Identity> LazyRoot = new(() => Issue(
        new("CN=Root CA Thu Nghiem,O=Thu Nghiem,C=VN") { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign, From = Now.AddYears(-20), To = Now.AddYears(20) }, Ec()));

    private static readonly Lazy<Identity> LazyAuthority = new(() => Issue(
        new("CN=CA Thu Nghiem,O=Thu Nghiem,C=VN") { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign, From = Now.AddYears(-20), To = Now.AddYears(20) }, Ec(), Root));

    private static readonly Lazy<Identity> LazyRsaSigner = new(() => Issue(
        new("UID=CCCD:001099000001,CN=Nguyễn Thị Phượng,C=VN") { MailName = "phuong@example.vn" }, Rsa(2048), Authority));

    private static readonly Lazy<Identity> LazyEcSigner = new(() => Issue(
        new("E=an@example.vn,CN=Trần Văn Ẩn,C=VN"), Ec(), Authority));

    private static readonly Lazy<Identity> LazyStamper = new(() => Issue(
        new("CN=TSA Thu Nghiem,C=VN") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping] }, Rsa(2048), Authority));

    public static Identity Root => LazyRoot.Value;
    public static Identity Authority => LazyAuthority.Value;
    public static Identity RsaSigner => LazyRsaSigner.Value;
    public static Identity EcSigner => LazyEcSigner.Value;
    public static Identity Stamper => LazyStamper.Value;

    public static ValidationOptions Options(DateTimeOffset? at = null) => new()
    {
        At = at ?? Now,
        TrustAnchors = [Root.Der],
        Revocation = RevocationPolicy.IfPresent,
    };

    public static AsymmetricAlgorithm Rsa(int bits) => RSA.Create(bits);

    public static AsymmetricAlgorithm Ec(ECCurve? curve = null) => ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);

    public static Identity Issue(Profile profile, AsymmetricAlgorithm key, Identity? issuer = null)
    {
        var pair = new AsymmetricCipherKeyPair(
            PublicKeyFactory.CreateKey(key.ExportSubjectPublicKeyInfo()), PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey()));
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(new BigInteger(1, RandomNumberGenerator.GetBytes(12)).SetBit(90).ClearBit(95));
        generator.SetSubjectDN(new X509Name(profile.Subject));
        generator.SetIssuerDN(issuer?.Certificate.SubjectDN ?? new X509Name(profile.Subject));
        generator.SetNotBefore(profile.From.UtcDateTime);
        generator.SetNotAfter(profile.To.UtcDateTime);
        generator.SetPublicKey(pair.Public);
        generator.AddExtension(X509Extensions.BasicConstraints, critical: true, profile.PathLength is { } longest ? new BasicConstraints(longest) : new BasicConstraints(profile.IsAuthority));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, critical: false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(pair.Public));
        if (profile.Usage is { } usage) generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(usage));
        if (profile.Purposes.Length > 0)
            generator.AddExtension(X509Extensions.ExtendedKeyUsage, profile.PurposesCritical, new ExtendedKeyUsage(profile.Purposes));
        if (profile.MailName is { } mail)
            generator.AddExtension(X509Extensions.SubjectAlternativeName, critical: false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, mail)));
        profile.Extend?.Invoke(generator);
        var signingKey = (issuer?.Keys ?? pair).Private;
        var isEc = (issuer?.Ec ?? key as ECDsa) is not null;
        var certificate = generator.Generate(new Asn1SignatureFactory(profile.SignatureAlgorithm ?? (isEc ? "SHA256withECDSA" : "SHA256withRSA"), signingKey));
        return new(certificate, pair, key as RSA, key as ECDsa);
    }
}
