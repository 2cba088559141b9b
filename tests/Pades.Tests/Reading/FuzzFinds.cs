using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

/// <summary>What fuzzing found (tests/Fuzz), made again by code.</summary>
public sealed class FuzzFinds
{
    /// <summary>A zlib stream (RFC 1950, 2.2) that asks for a preset dictionary, which neither PDF nor PNG has.</summary>
    private static readonly byte[] s_wantsDictionary = [0x78, 0xBB, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1];

    [Fact]
    public async Task A_file_whose_object_numbers_are_used_up_is_refused_before_anyone_signs()
    {
        var file = TestPdf.Append(TestPdf.OnePage(), (8_388_607, "null"));

        (await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(file))).Reason.ShouldBe(PdfRefusal.BrokenStructure);
    }

    [Fact]
    public async Task A_new_object_does_not_take_the_number_that_a_field_means_where_size_is_wrong()
    {
        var field = "<</FT/Sig/T(other)/V 7 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>";
        var text = TestPdf.Text(TestPdf.OnePage(catalogEntries: "/AcroForm<</Fields[6 0 R]>>", more: field));
        var file = TestPdf.Bytes(text.Replace("/Size 7", "/Nize 7", StringComparison.Ordinal));

        var signed = await Signer.SignAsync(file);

        var only = (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem();
        only.Integrity.ShouldBe(Integrity.Intact);
        only.Field.ShouldNotBe("other");
    }

    [Fact]
    public async Task An_object_stream_that_wants_a_preset_dictionary_is_refused()
    {
        var text = $"%PDF-1.7\n5 0 obj\n{TestPdf.Stream(TestPdf.Text(s_wantsDictionary), "/Type/ObjStm/N 1/First 4/Filter/FlateDecode")}\nendobj\n";
        var xref = $"6 0 obj\n{TestPdf.Stream("\x02\0\x05\0\x01\0\x09\0", "/Type/XRef/W[1 2 1]/Index[1 1 5 1]/Size 7/Root 1 0 R")}\nendobj\nstartxref\n{text.Length}\n%%EOF\n";

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(TestPdf.Bytes(text + xref)));

        refused.Reason.ShouldBe(PdfRefusal.BrokenStructure);
    }

    [Fact]
    public async Task A_picture_that_wants_a_preset_dictionary_is_unusable()
    {
        byte[] header = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] data = [0, 0, 0, (byte)s_wantsDictionary.Length, .. "IDAT"u8, .. s_wantsDictionary, 0, 0, 0, 0];
        byte[] png = [.. header, .. data, 0, 0, 0, 0, .. "IEND"u8, 0, 0, 0, 0];
        var visible = Signer.Visible with { Image = png };

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.PrepareAsync(TestPdf.OnePage(), Signer.Request(visible)));

        refused.Reason.ShouldBe(PdfRefusal.UnusableImage);
    }

    [Fact]
    public async Task A_stored_document_with_an_unknown_digest_or_a_certificate_that_is_none_is_not_read()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage());
        await file.DisposeAsync();

        Should.Throw<FormatException>(() => PreparedSignature.FromJson((prepared with { Digest = (SignatureDigest)9 }).ToJson()));
        Should.Throw<FormatException>(() => PreparedSignature.FromJson((prepared with { CertificateChain = [[1, 2, 3]] }).ToJson()));
        PreparedSignature.FromJson(prepared.ToJson()).FieldName.ShouldBe(prepared.FieldName);
    }
}
