using KonTum.Tthc.Pades.Tests.Cms;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Fuzz.Seeds;

/// <summary>Answers of the test authority about its certificates.</summary>
internal static class RevocationSeeds
{
    public static IEnumerable<byte[]> Responses()
    {
        var signing = new Asn1SignatureFactory("SHA256withECDSA", TestPki.Authority.Keys.Private);
        var id = new CertificateID(CertificateID.DigestSha1, TestPki.Authority.Certificate, TestPki.EcSigner.Certificate.SerialNumber);
        foreach (var status in new[] { CertificateStatus.Good, new RevokedStatus(TestPki.Now.UtcDateTime, CrlReason.KeyCompromise), new UnknownStatus() })
        {
            var generator = new BasicOcspRespGenerator(new RespID(TestPki.Authority.Certificate.SubjectDN));
            generator.AddResponse(id, status, TestPki.Now.UtcDateTime, TestPki.Now.UtcDateTime.AddDays(1), null);
            var basic = generator.Generate(signing, [TestPki.Authority.Certificate], TestPki.Now.UtcDateTime);
            yield return new OCSPRespGenerator().Generate(OcspRespStatus.Successful, basic).GetEncoded();
        }
    }

    public static IEnumerable<byte[]> Lists()
    {
        var generator = new X509V2CrlGenerator();
        generator.SetIssuerDN(TestPki.Authority.Certificate.SubjectDN);
        generator.SetThisUpdate(TestPki.Now.UtcDateTime);
        generator.SetNextUpdate(TestPki.Now.UtcDateTime.AddDays(1));
        generator.AddCrlEntry(BigInteger.Ten, TestPki.Now.UtcDateTime, CrlReason.Superseded);
        generator.AddExtension(X509Extensions.CrlNumber, critical: false, new CrlNumber(BigInteger.One));
        generator.AddExtension(X509Extensions.IssuingDistributionPoint, critical: true, new IssuingDistributionPoint(null, true, false, null, false, false));
        yield return generator.Generate(new Asn1SignatureFactory("SHA256withECDSA", TestPki.Authority.Keys.Private)).GetEncoded();
    }
}
