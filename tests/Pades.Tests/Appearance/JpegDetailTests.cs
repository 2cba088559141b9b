using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Tests.Signing;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Appearance;

/// <summary>Headers of JPEG files (ITU-T T.81, B.2) that decide whether and how a picture is embedded.</summary>
public sealed class JpegDetailTests
{
    [Fact]
    public void The_first_orientation_counts() =>
        PictureReader.Read(Jpeg(8, 3, Exif(6), Exif(3)), "Im0").Orientation.ShouldBe(6);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(9, 1)]
    public void An_orientation_out_of_range_is_none(int stated, int taken) =>
        PictureReader.Read(Jpeg(8, 3, Exif((ushort)stated)), "Im0").Orientation.ShouldBe(taken);

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    public void Only_eight_bits_a_sample_are_embedded(byte bits) =>
        Should.Throw<PdfRefusedException>(() => PictureReader.Read(Jpeg(bits, 3), "Im0")).Reason.ShouldBe(PdfRefusal.UnusableImage);

    [Theory]
    [InlineData(2, 4, "GTS_PDFA1", true)]
    [InlineData(2, 3, "GTS_PDFA1", false)]
    [InlineData(2, 4, "GTS_PDFX", false)]
    public async Task Cmyk_in_an_archive_file_needs_an_output_intent_for_it(int part, int components, string kind, bool isTaken)
    {
        var pdf = TestPdf.OnePage(
            catalogEntries: $"/Metadata 7 0 R/OutputIntents[<</S/{kind}/OutputConditionIdentifier(x)/DestOutputProfile 6 0 R>>]",
            more:
            [
                TestPdf.Stream("profile", $"/N {components}"),
                TestPdf.Stream($"<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><r:Description xmlns:p=\"http://www.aiim.org/pdfa/ns/id/\" p:part=\"{part}\"/></r:RDF>", "/Type/Metadata/Subtype/XML"),
            ]);
        var request = Signer.Request(Signer.Visible with { Image = Jpeg(8, 4), Layout = SignatureLayout.ImageOnly });

        if (isTaken) (await Signer.ValidateAsync(await Signer.SignAsync(pdf, request))).ShouldHaveSingleItem();
        else (await FormPdf.RefusedAsync(pdf, request)).Reason.ShouldBe(PdfRefusal.UnusableImage);
    }

    /// <summary>APP1 of TIFF in the order of Motorola with one entry (Exif 2.32, 4.6).</summary>
    private static byte[] Exif(ushort orientation)
    {
        byte[] segment = [.. "Exif\0\0MM\0*\0\0\0\b\0\u0001"u8, 0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xE1, 0, (byte)(segment.Length + 2), .. segment];
    }

    private static byte[] Jpeg(byte bits, byte components, params byte[][] segments) =>
    [
        0xFF, 0xD8, .. segments.Length == 0 ? [0xFF, 0xE0, 0, 4, 0, 0] : segments.SelectMany(s => s),
        0xFF, 0xC0, 0, (byte)(8 + (3 * components)), bits, 0, 200, 1, 44, components, .. Enumerable.Range(1, components).SelectMany(n => (byte[])[(byte)n, 0x11, 0]),
        0xFF, 0xDA, 0, 2, 0xFF, 0xD9,
    ];
}
