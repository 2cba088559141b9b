using System.Globalization;
using System.IO.Compression;
using System.Text;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Judgement;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Math;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>Stores and lists that are made, or happen, to be large.</summary>
public sealed class LargeMaterialTests
{
    /// <summary>A name of many parts takes thirty times its bytes in memory.</summary>
    [Fact]
    public void Certificates_of_a_compressed_store_are_read_only_up_to_a_bound()
    {
        var name = string.Join(',', Enumerable.Range(0, 4000).Select(_ => "OU=A"));
        var all = Enumerable.Range(0, 110).Select(_ => World(name)).ToList();
        all[0].Length.ShouldBeInRange(30_000, 64 * 1024);
        var store = $"<</Certs[{string.Concat(Enumerable.Range(5, all.Count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} 0 R ")))}]>>";
        var pdf = TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R/DSS 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", store,
            .. all.Select(der => TestPdf.Stream(Zlib(der), "/Filter/FlateDecode")),
        ]);
        pdf.Length.ShouldBeLessThan(1024 * 1024);

        var material = ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

        material.Certificates.Count.ShouldBeInRange(10, 109);
        material.Certificates.Sum(c => c.GetEncoded().Length).ShouldBeLessThanOrEqualTo(4 * 1024 * 1024);
        material.Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_list_of_many_megabytes_is_kept_once()
    {
        var revoked = Enumerable.Range(1, 40_000).ToDictionary(n => BigInteger.ValueOf(n), _ => (Scene.Day(-1), 1));
        var list = new RevocationAnswers(Scene.World.Issuing) { At = Scene.Day(1), Revoked = revoked }.Crl();
        list.Length.ShouldBeGreaterThan(1024 * 1024);
        var (material, other) = (new ValidationMaterial(), new ValidationMaterial());
        var before = GC.GetAllocatedBytesForCurrentThread();

        material.AddCrl(list, MaterialOrigin.Online);
        other.AddFrom(material);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(512 * 1024);
        other.For(Scene.World.Signer.Certificate, Scene.World.Issuing.Certificate).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Good);
        // What is a part of a larger array must not keep that.
        byte[] longer = [.. list, 0];
        var part = new ValidationMaterial();
        part.AddCrl(longer.AsMemory(0, list.Length), MaterialOrigin.Given);
        part.Lists.ShouldHaveSingleItem().Length.ShouldBe(list.Length);
    }

    private static byte[] World(string name) => Scene.World.Issue(new($"CN=A,{name}")).Der;

    private static string Zlib(byte[] content)
    {
        using var output = new MemoryStream();
        using (var zip = new ZLibStream(output, CompressionLevel.Optimal))
            zip.Write(content);
        return Encoding.Latin1.GetString(output.ToArray());
    }
}
