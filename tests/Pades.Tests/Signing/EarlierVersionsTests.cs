using System.Text;
using KonTum.Tthc.Pades.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>
/// A file and two documents as version 1 of the library wrote them while their signers were asked. They are never written anew: what was
/// started before an update must come to its end after it.
/// </summary>
public sealed class EarlierVersionsTests
{
    private const string PreparedFile =
        "%PDF-1.4\n" +
        "1 0 obj\n" +
        "<</Type/Catalog/Pages 2 0 R>>\n" +
        "endobj\n" +
        "2 0 obj\n" +
        "<</Type/Pages/Kids[3 0 R]/Count 1>>\n" +
        "endobj\n" +
        "3 0 obj\n" +
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\n" +
        "endobj\n" +
        "xref\n" +
        "0 4\n" +
        "0000000000 65535 f \n" +
        "0000000009 00000 n \n" +
        "0000000054 00000 n \n" +
        "0000000105 00000 n \n" +
        "trailer\n" +
        "<</Size 4/Root 1 0 R>>\n" +
        "startxref\n" +
        "166\n" +
        "%%EOF\n" +
        "1 0 obj\n" +
        "<</Type /Catalog/Pages 2 0 R/AcroForm 6 0 R>>\n" +
        "endobj\n" +
        "3 0 obj\n" +
        "<</Type /Page/Parent 2 0 R/MediaBox [0 0 9 9]/Annots [5 0 R]>>\n" +
        "endobj\n" +
        "4 0 obj\n" +
        "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/ByteRange [0 575 2977 399]                    /Contents <{ZEROS}>/M <443A32303236313132303039333030302B303727303027>>>\n" +
        "endobj\n" +
        "5 0 obj\n" +
        "<</Type /Annot/Subtype /Widget/FT /Sig/T <5369676E617475726531>/F 132/P 3 0 R/V 4 0 R/Rect [0 0 0 0]>>\n" +
        "endobj\n" +
        "6 0 obj\n" +
        "<</Fields [5 0 R]/SigFlags 3>>\n" +
        "endobj\n" +
        "xref\n" +
        "1 1\n" +
        "0000000306 00000 n\r\n" +
        "3 4\n" +
        "0000000367 00000 n\r\n" +
        "0000000445 00000 n\r\n" +
        "0000003038 00000 n\r\n" +
        "0000003156 00000 n\r\n" +
        "trailer\n" +
        "<</Size 7/Prev 166/Root 1 0 R>>\n" +
        "startxref\n" +
        "3202\n" +
        "%%EOF\n";

    private const string EcDocument =
        "{\"version\":1,\"fileLength\":3376,\"fileDigest\":\"dBHa1Fb477+jFuj6xkWjQVEECVWYyyA5YOnIx6RhVYw=\",\"contentsOffset\":575,\"conte" +
        "ntsLength\":2402,\"rangeDigest\":\"aY0wpOwuPmS/TvhNLB9NgegeAxu8+8Ynyuh+X9SafVg=\",\"digest\":\"Sha256\",\"signedAttributes\":\"MYG" +
        "kMBgGCSqGSIb3DQEJAzELBgkqhkiG9w0BBwEwLwYJKoZIhvcNAQkEMSIEIGmNMKTsLj5kv074TSwfTYHoHgMbvPvGJ8rofl/Umn1YMFcGCyqGSIb3DQEJE" +
        "AIvMUgwRjBEMEIEINSyu/myunqJxAFUtIW12hEMT0ASkuO4xW80iAYGNbxVMB4wEaQPMA0xCzAJBgNVBAMTAlYxAgkAuByRJ3daMQc=\",\"certificateC" +
        "hain\":[\"MIIBDjCBtaADAgECAgkAuByRJ3daMQcwCgYIKoZIzj0EAwIwDTELMAkGA1UEAxMCVjEwHhcNMjYxMTIwMDIzMDAwWhcNMjYxMTIxMDIzMDAwWj" +
        "ANMQswCQYDVQQDEwJWMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJdKyWR0mkrstI9Ja36x2uM9kfZKta4B1wd+WC/MSJpD+GDkkTGUL5xpoKPStB0k" +
        "U1KXXlyIlDv2GRJe1dhgzBcwCgYIKoZIzj0EAwIDSAAwRQIgPPnCLU1VvqWuTAOmoNl/AgiVMR4GSNlfd85bU248pXQCIQChoikst6FNDuCzcZEIzwc+T9" +
        "FC+0yP7EYAA0jvBm4M2g==\"],\"fieldName\":\"Signature1\"}";

    private const string EcValue =
        "m2ctq/WxvU5ymlcZupgpg2GXAVdE69cJ9dgaF9G/ajLKcX1GmZosxwsGmdFpdn1YfPYbEZwpchBKkM+XBpD2fg==";

    private const string RsaDocument =
        "{\"version\":1,\"fileLength\":3376,\"fileDigest\":\"dBHa1Fb477+jFuj6xkWjQVEECVWYyyA5YOnIx6RhVYw=\",\"contentsOffset\":575,\"conte" +
        "ntsLength\":2402,\"rangeDigest\":\"aY0wpOwuPmS/TvhNLB9NgegeAxu8+8Ynyuh+X9SafVg=\",\"digest\":\"Sha256\",\"signedAttributes\":\"MYG" +
        "jMBgGCSqGSIb3DQEJAzELBgkqhkiG9w0BBwEwLwYJKoZIhvcNAQkEMSIEIGmNMKTsLj5kv074TSwfTYHoHgMbvPvGJ8rofl/Umn1YMFYGCyqGSIb3DQEJE" +
        "AIvMUcwRTBDMEEEIBgAsX04pAymqFU7MRavqKU/RbhGDjRiZiAIP/OSQI1wMB0wEaQPMA0xCzAJBgNVBAMTAlYxAghOBkr+10JpCw==\",\"certificateC" +
        "hain\":[\"MIICmjCCAYKgAwIBAgIITgZK/tdCaQswDQYJKoZIhvcNAQELBQAwDTELMAkGA1UEAxMCVjEwHhcNMjYxMTIwMDIzMDAwWhcNMjYxMTIxMDIzMD" +
        "AwWjANMQswCQYDVQQDEwJWMTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAOc7n+xOpj1THQH3N9C1IJqUtugZHAcud8koEaczCmYzNN77NedO" +
        "rrVUxakYkh/Hmo/h+liOwfwaUQ1hDIjZPmgWTlHTuzWjt3Ywf6NxfLPGz7ED+re66ebWCNTm4oFN0Whlckg7qAiUMqBjAJvUkRxX7DaTgUhljMW0Lj6bss" +
        "cpiWVlvrjlS8H7Bt8QN7XBCB7VhDDzqYHxP3bMXbb80JiYbCruxEBAlRddBIfSKNN/TsfMpSWvAX7aej2AkVsQ7z4IVP38GN4E09Rcylug8LUVt/d8tQHr" +
        "ggRiJo2+zsD0/fak7V6/y9K1lZOzAirgm1QKNvBJGL7/ZgDcWaYgem0CAwEAATANBgkqhkiG9w0BAQsFAAOCAQEAdB9uSOH2+ImmojowFGhqIWRGKjCtDB" +
        "A9vgqDCbf1yJgbe9ExPzTxRZVJb2o0mNX/VDly/Qx3NFpF4Sj31E95lOjqP1XWqZrM3n/m9oW4yEoVpxgBLY+C/xpSrO5OZegyYkLtuFpoXVNtA8yLDOs1" +
        "Bj6DunNUVoLdIxN/eEtyuip2lDVINtHfiqSQTgpk/NfjMR1bUzaJUlk6Lblc2EDmjs9jL6dNS/8IBA7Ne6nQdhpAHp2gPG2SwSshneoADdq3vXoQgreZoP" +
        "v02FwxH5cCFJ/i+w6qbCtfQiO/jCQvih3F3Bisd3rXl8BO4z0LwORk7+bfjK9tE6fWphxIAHURBg==\"],\"fieldName\":\"Signature1\"}";

    private const string RsaValue =
        "K4KCOSs2J/VyARjaenouYFv7ip+CcxllF5+5oFbO+ouw2aFSiF7I7NjMX+miNENhyG/i3TYH84F4iRfxVXGQPlSyMctFVsOCEKIwaNZGYMbLBdKI89x8x8" +
        "2wtG1h+FjVhkeZHu/OQSXwpLwwoS9iu4Gn5bwNykvQ6h00FomO4AWTVBVEfKqX4mCGlcCcDPf59seKuyITOlYadrBA+mzlOwnXQHquKxVU7BFnhtoBEcam" +
        "AYKxZXusqpAN73RhONSbODAxCM2s3b93ooa5w6URJLokTDBx2VFL+Jwne5K0hpzPBLCDYLylg8ctXj+qo7pxLeFrxOFmEeSeJYMB944LxA==";

    [Theory]
    [InlineData(EcDocument, EcValue, SignatureScheme.Ecdsa)]
    [InlineData(RsaDocument, RsaValue, SignatureScheme.RsaPkcs1)]
    public void The_kind_of_key_tells_the_scheme_that_version_1_did_not(string document, string value, SignatureScheme scheme)
    {
        var prepared = PreparedSignature.FromJson(Encoding.UTF8.GetBytes(document));

        prepared.Scheme.ShouldBe(scheme);
        RawSignature.Verify(
            prepared.CertificateChain[0], prepared.SignedAttributes, prepared.Digest, Convert.FromBase64String(value), prepared.Scheme).ShouldBeTrue();
    }

    [Fact]
    public async Task What_version_1_prepared_is_finished()
    {
        var prepared = PreparedSignature.FromJson(Encoding.UTF8.GetBytes(EcDocument));
        var file = new MemoryStream();
        file.Write(TestPdf.Bytes(PreparedFile.Replace("{ZEROS}", new string('0', 2400), StringComparison.Ordinal)));

        await PadesSigner.FinishAsync(file, prepared, Convert.FromBase64String(EcValue), null, TestContext.Current.CancellationToken);

        var options = new ValidationOptions { At = Signer.Now.AddHours(1), TrustAnchors = [prepared.CertificateChain[0]] };
        var report = await PadesValidator.ValidateAsync(new MemoryStream(file.ToArray()), options, TestContext.Current.CancellationToken);
        report.Signatures.ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Intact);
        report.Signatures[0].Coverage.ShouldBe(Coverage.WholeFile);
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":3")]
    [InlineData("MIIBDjCB", "AAAA")]
    [InlineData("\"digest\":\"Sha256\"", "\"digest\":\"Md5\"")]
    public void What_is_not_such_a_document_is_told(string part, string other) => Should.Throw<FormatException>(
        () => PreparedSignature.FromJson(Encoding.UTF8.GetBytes(EcDocument.Replace(part, other, StringComparison.Ordinal))));
}
