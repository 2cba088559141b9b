using System.Formats.Asn1;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Ocsp;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

public sealed class ValidationMaterialTests
{
    private static readonly TestWorld s_world = new();
    private static readonly byte[] s_ocsp = new RevocationAnswers(s_world.Issuing) { Responder = s_world.Responder }.Ocsp(s_world.Signer);
    private static readonly byte[] s_crl = new RevocationAnswers(s_world.Issuing).Crl();

    [Fact]
    public void A_store_is_read_raw_or_compressed_each_stream_once()
    {
        var pdf = Stored(
            "<</Certs[11 0 R 11 0 R]/OCSPs[12 0 R]/CRLs[13 0 R]/VRI<</Type/VRI/ABCDEF 14 0 R>>>>",
            [(11, s_world.Issuing.Der, true), (12, s_ocsp, false), (13, s_crl, true)],
            (14, "<</Cert[11 0 R]/OCSP[12 0 R]/CRL[13 0 R]>>"));

        var material = ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

        material.Certificates.ShouldBe([s_world.Issuing.Certificate]);
        material.Notes.ShouldBeEmpty();
        var evidence = material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate);
        evidence.Select(e => (e.Kind, e.Origin)).ShouldBe(
            [(RevocationSourceKind.Ocsp, MaterialOrigin.Document), (RevocationSourceKind.Crl, MaterialOrigin.Document)]);
    }

    [Fact]
    public void What_only_a_vri_entry_names_is_read_too()
    {
        var pdf = Stored("<</VRI<</AA<</OCSP[12 0 R]>>>>>>", [(12, s_ocsp, false)]);

        ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf))).For(s_world.Signer.Certificate, s_world.Issuing.Certificate).Count.ShouldBe(1);
    }

    [Fact]
    public void A_vri_entry_is_found_by_the_digest_of_contents_with_and_without_padding()
    {
        byte[] contents = [0x30, 3, 2, 1, 5, 0, 0, 0];
        foreach (var hashed in new[] { contents, contents[..5] })
        {
            var pdf = Stored($"<</VRI<</{Convert.ToHexString(CryptographicOperations.HashData(HashAlgorithmName.SHA1, hashed))}<<>>>>>>", []);
            var material = ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

            material.HasVriFor(contents).ShouldBeTrue();
            material.HasVriFor([.. contents, 1]).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("5")]
    [InlineData("<</Certs 99 0 R/OCSPs(x)/CRLs[null 1 (a) 11 0 R 98 0 R]/VRI[1]>>")]
    [InlineData("<</Certs[11 0 R 12 0 R 13 0 R]/OCSPs[11 0 R 12 0 R 13 0 R 10 0 R]/CRLs[11 0 R 12 0 R 13 0 R]/VRI<</A 10 0 R/B<</Cert[10 0 R]>>>>>>")]
    public void A_hostile_store_is_an_empty_one(string store)
    {
        var pdf = Stored(store, [(11, [0x30, 0x80], false), (12, [.. Enumerable.Repeat((byte)0x30, 5000)], true), (13, [], false)]);

        var material = ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

        material.Certificates.ShouldBeEmpty();
        material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate).ShouldBeEmpty();
    }

    [Fact]
    public void What_swells_when_it_is_decoded_does_not_fill_the_memory()
    {
        // 30 streams of about 30 KB, each 30 MB when decoded.
        var bomb = Enumerable.Range(11, 30).ToList();
        var zeros = new byte[30 * 1024 * 1024];
        var packed = Pack(zeros);
        var pdf = Stored($"<</Certs[{string.Concat(bomb.Select(n => $"{n} 0 R "))}]>>", [.. bomb.Select(n => (n, packed, false))], flate: "/Filter/FlateDecode");
        var before = GC.GetTotalAllocatedBytes();

        var material = ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

        material.Certificates.ShouldBeEmpty();
        material.Notes.ShouldNotBeEmpty();
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(1L << 30);
    }

    [Fact]
    public void A_cms_gives_its_certificates_its_crls_field_and_its_timestamps()
    {
        var signed = TestSignatures.Sign(
            s_world.Signer, chain: s_world.ChainOf(s_world.Signer), stamp: value => TestSignatures.Stamp(value, TestPki.Now));
        var cms = CmsDocument.Parse(signed) with { RevocationInfo = [s_crl, OtherInfo(s_ocsp)] };

        var material = ValidationMaterial.OfCms(cms);

        material.Certificates.ShouldContain(s_world.Issuing.Certificate);
        material.Certificates.ShouldContain(TestPki.Stamper.Certificate);
        material.For(s_world.Signer.Certificate, s_world.Issuing.Certificate).Select(e => (e.Kind, e.Origin)).ShouldBe(
            [(RevocationSourceKind.Ocsp, MaterialOrigin.Signature), (RevocationSourceKind.Crl, MaterialOrigin.Signature)]);
    }

    [Theory]
    [InlineData("1.2.840.113583.1.1.8", false)]
    [InlineData("1.2.840.113549.1.9.16.2.24", true)]
    public void Attributes_with_revocation_values_are_read(string oid, bool isBasic)
    {
        var response = isBasic ? ((BasicOcspResp)new OcspResp(s_ocsp).GetResponseObject()).GetEncoded() : s_ocsp;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (tag, value) in new[] { (0, s_crl), (1, response) })
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true)))
                using (writer.PushSequence())
                    writer.WriteEncodedValue(value);
            }
        }

        var cms = CmsDocument.Parse(TestSignatures.Sign(s_world.Signer));
        cms = cms with { Signers = [cms.Signers[0] with { UnsignedAttributes = [new(oid, [writer.Encode()])] }] };

        ValidationMaterial.OfCms(cms).For(s_world.Signer.Certificate, s_world.Issuing.Certificate).Count.ShouldBe(2);
    }

    [Fact]
    public void The_crls_field_of_a_cms_is_found()
    {
        using var peer = new OpenSsl();
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        peer.Write("text", "text");
        peer.Write("key.pem", s_world.Signer.KeyPem());
        peer.Write("signer.pem", s_world.Signer.CertificatePem());
        peer.Write("crl.pem", new string(PemEncoding.Write("X509 CRL", s_crl)));
        peer.Run("crl2pkcs7", "-in", "crl.pem", "-certfile", "signer.pem", "-outform", "DER", "-out", "bag.der").Code.ShouldBe(0);

        CmsDocument.Parse(peer.Read("bag.der")).RevocationInfo.ShouldHaveSingleItem().ToArray().ShouldBe(s_crl);
    }

    [Fact]
    public void Bags_are_joined_without_doubles_and_keep_the_first_origin()
    {
        var first = new ValidationMaterial();
        first.AddOcsp(s_ocsp, MaterialOrigin.Document);
        var second = new ValidationMaterial();
        second.AddOcsp(s_ocsp, MaterialOrigin.Online);
        second.AddCrl(s_crl, MaterialOrigin.Online);
        second.AddVriKey("AB");

        first.AddFrom(second);

        first.For(s_world.Signer.Certificate, s_world.Issuing.Certificate).Select(e => e.Origin).ShouldBe([MaterialOrigin.Document, MaterialOrigin.Online]);
        first.Notes.ShouldBeEmpty();
    }

    private static byte[] OtherInfo(byte[] ocsp)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.16.2");
            writer.WriteEncodedValue(ocsp);
        }

        return writer.Encode();
    }

    private static byte[] Stored(string store, (int Number, byte[] Data, bool Packed)[] streams, (int, string)? more = null, string flate = "")
    {
        var objects = streams.Select(s => (s.Number, TestPdf.Stream(
            Encoding.Latin1.GetString(s.Packed ? Pack(s.Data) : s.Data), s.Packed ? "/Filter/FlateDecode" : flate))).ToList();
        if (more is { } other) objects.Add(other);
        objects.Add((10, store));
        return TestPdf.Append(TestPdf.OnePage(catalogEntries: "/DSS 10 0 R"), [.. objects]);
    }

    private static byte[] Pack(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(data);
        return packed.ToArray();
    }
}
