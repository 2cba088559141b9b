using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class LocalKeyTests
{
    private static readonly PbeParameters s_encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    [Fact]
    public async Task A_chain_in_any_order_is_put_upwards_from_the_key()
    {
        var pem = string.Join('\n', new[] { TestPki.Root, TestPki.Authority, TestPki.EcSigner }.Select(i => i.CertificatePem()));

        using var key = LocalKey.FromPem(pem, TestPki.EcSigner.KeyPem());

        key.CertificateChain.ShouldBe([TestPki.EcSigner.Der, TestPki.Authority.Der, TestPki.Root.Der]);
        var signed = await Signer.SignAsync(TestPdf.OnePage(), key: key);
        var options = new ValidationOptions { At = TestPki.Now, TrustAnchors = [TestPki.Root.Der] };
        var report = await PadesValidator.ValidateAsync(new MemoryStream(signed), options, TestContext.Current.CancellationToken);
        report.Signatures.ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Intact);
    }

    [Fact]
    public void Every_form_of_a_key_is_read()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var forRsa = Pem(new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var forEc = Pem(new CertificateRequest("CN=a", ec, HashAlgorithmName.SHA256));

        foreach (var (certificate, key, password) in new[]
        {
            (forRsa, rsa.ExportPkcs8PrivateKeyPem(), null),
            (forRsa, rsa.ExportRSAPrivateKeyPem(), null),
            (forRsa, rsa.ExportEncryptedPkcs8PrivateKeyPem("mật khẩu", s_encryption), "mật khẩu"),
            (forEc, ec.ExportPkcs8PrivateKeyPem(), null),
            (forEc, ec.ExportECPrivateKeyPem(), null),
            (forEc, ec.ExportEncryptedPkcs8PrivateKeyPem("mật khẩu", s_encryption), "mật khẩu"),
        })
        {
            using var local = LocalKey.FromPem(certificate, key, password);
            local.CertificateChain.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void What_does_not_belong_together_or_cannot_be_opened_is_told()
    {
        using var rsa = RSA.Create(2048);
        var certificate = Pem(new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var encrypted = rsa.ExportEncryptedPkcs8PrivateKeyPem("a", s_encryption);

        Should.Throw<CryptographicException>(() => LocalKey.FromPem(TestPki.EcSigner.CertificatePem(), rsa.ExportPkcs8PrivateKeyPem()));
        Should.Throw<CryptographicException>(() => LocalKey.FromPem(certificate, encrypted, "b"));
        Should.Throw<CryptographicException>(() => LocalKey.FromPem(certificate, encrypted));
        Should.Throw<CryptographicException>(() => LocalKey.FromPem(certificate, rsa.ExportSubjectPublicKeyInfoPem()));
        Should.Throw<CryptographicException>(() => LocalKey.FromPem(string.Empty, rsa.ExportPkcs8PrivateKeyPem()));
        Should.Throw<CryptographicException>(() => LocalKey.FromPem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", rsa.ExportPkcs8PrivateKeyPem()));
    }

    private static string Pem(CertificateRequest request) => request.CreateSelfSigned(Signer.Now, Signer.Now.AddDays(1)).ExportCertificatePem();
}
