using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed partial class PrepareTests
{
    [Fact]
    public async Task An_indirect_annotation_array_is_rewritten_and_its_page_is_not()
    {
        var input = TestPdf.OnePage("/MediaBox[0 0 400 600]/Annots 6 0 R", more: "[]");

        var update = TestPdf.Text((await Signer.SignAsync(input))[input.Length..]);

        update.ShouldContain("\n6 0 obj\n[");
        update.ShouldNotContain("\n3 0 obj");
    }

    [Fact]
    public async Task An_indirect_field_array_is_rewritten_and_its_form_is_not()
    {
        var input = TestPdf.OnePage(catalogEntries: "/AcroForm 6 0 R", more: ["<</Fields 7 0 R/SigFlags 3>>", "[]"]);

        var update = TestPdf.Text((await Signer.SignAsync(input))[input.Length..]);

        update.ShouldContain("\n7 0 obj\n[");
        update.ShouldNotContain("\n6 0 obj");
        update.ShouldNotContain("\n1 0 obj");
    }

    [Fact]
    public async Task A_page_that_shares_its_annotation_array_gets_one_of_its_own()
    {
        var input = TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 400 600]>>",
            "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>",
            "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>",
            "[]",
        ]);

        var update = TestPdf.Text((await Signer.SignAsync(input))[input.Length..]);

        update.ShouldContain("\n3 0 obj");
        update.ShouldNotContain("\n5 0 obj");
    }

    [Fact]
    public async Task The_field_gets_a_name_that_no_field_has()
    {
        var input = TestPdf.OnePage(catalogEntries: "/AcroForm<</Fields[6 0 R]>>", more: "<</T(Signature1)/FT/Tx>>");

        var (_, prepared) = await Signer.PrepareAsync(input);

        prepared.FieldName.ShouldBe("Signature2");
    }

    [Fact]
    public async Task A_form_whose_appearances_readers_make_anew_shows_the_signature_all_the_same()
    {
        var input = TestPdf.OnePage(
            catalogEntries: "/AcroForm<</Fields[6 0 R]/NeedAppearances true>>",
            more: "<</T(Name)/FT/Tx/Type/Annot/Subtype/Widget/Rect[10 10 90 30]/V()>>");

        var signed = await Signer.SignAsync(input, Signer.Request(Signer.Visible));

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, signed, TestContext.Current.CancellationToken);
            (await Peers.RunAsync("pdftotext", file, "-")).Output.ShouldContain("Nguyễn Thị Phượng");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("/V(Lan)")]
    [InlineData("/V/Yes")]
    public async Task A_form_with_values_that_readers_draw_keeps_asking_them_to(string value)
    {
        var input = TestPdf.OnePage(
            catalogEntries: "/AcroForm<</Fields[6 0 R]/NeedAppearances true>>",
            more: $"<</T(Name)/FT/Tx/Type/Annot/Subtype/Widget/Rect[10 10 90 30]{value}>>");

        TestPdf.Text((await Signer.SignAsync(input))[input.Length..]).ShouldContain("/NeedAppearances true");
    }

    [Fact]
    public async Task A_form_that_was_signed_before_keeps_what_it_asks_of_readers()
    {
        var input = TestPdf.OnePage(catalogEntries: "/AcroForm 6 0 R", more: "<</Fields[]>>");
        var first = await Signer.SignAsync(input);
        var form = TestPdf.Body(first, 6).Replace("<<", "<</NeedAppearances true", StringComparison.Ordinal);
        var between = TestPdf.Append(first, (6, form));

        TestPdf.Text((await Signer.SignAsync(between))[between.Length..]).ShouldContain("/NeedAppearances true");
    }

    [Fact]
    public async Task A_certification_that_permits_nothing_is_obeyed()
    {
        var input = TestPdf.OnePage(
            catalogEntries: "/Perms<</DocMDP 6 0 R>>",
            more: "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>");

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.SignAsync(input));

        refused.Reason.ShouldBe(PdfRefusal.SigningForbidden);
    }

    [Theory]
    [InlineData("<</Type/Annot/Subtype/Widget/FT/Sig/Rect[0 0 0 0]/V<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>>>")]
    [InlineData("<</Type/Annot/Subtype/Text/Rect[0 0 9 9] broken>>")]
    public async Task What_a_validation_would_find_on_a_page_is_looked_at_before_signing(string annotation)
    {
        var refused = await Should.ThrowAsync<PdfRefusedException>(
            () => Signer.SignAsync(TestPdf.OnePage("/MediaBox[0 0 400 600]/Annots[6 0 R]", more: annotation)));

        refused.Reason.ShouldBeOneOf(PdfRefusal.SigningForbidden, PdfRefusal.BrokenStructure);
    }

    [Fact]
    public async Task A_size_beyond_all_numbers_does_not_lead_to_numbers_beyond_them()
    {
        var input = TestPdf.Bytes(TestPdf.Text(TestPdf.OnePage()).Replace("/Size 6", "/Size 2147483646", StringComparison.Ordinal));

        var signed = await Signer.SignAsync(input);

        TestPdf.Text(signed).ShouldNotContain("-2147483648");
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_page_that_does_not_exist_is_refused()
    {
        var request = Signer.Request(Signer.Visible with { Page = 2 });

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.SignAsync(TestPdf.OnePage(), request));

        refused.Reason.ShouldBe(PdfRefusal.PageOutOfRange);
    }

    [Theory]
    [InlineData(0, "20 30 170 90")]
    [InlineData(90, "310 20 370 170")]
    [InlineData(180, "230 510 380 570")]
    [InlineData(270, "30 430 90 580")]
    public async Task The_box_is_measured_on_the_page_as_it_is_displayed(int rotate, string expected)
    {
        // 400 wide and 600 high before turning, with an origin away from zero.
        var input = TestPdf.OnePage($"/MediaBox[0 0 900 900]/CropBox[100 200 500 800]/Rotate {rotate}");
        var numbers = expected.Split(' ').Select(int.Parse).ToArray();
        var moved = $"/Rect [{numbers[0] + 100} {numbers[1] + 200} {numbers[2] + 100} {numbers[3] + 200}]";

        var signed = TestPdf.Text(await Signer.SignAsync(input));

        signed.ShouldContain(moved);
    }

    [Fact]
    public async Task A_box_beyond_the_page_comes_back_onto_it_and_shrinks()
    {
        var visible = Signer.Visible with { Rectangle = new PageRectangle(390, -50, 500, 60) };

        var signed = TestPdf.Text(await Signer.SignAsync(TestPdf.OnePage(), Signer.Request(visible)));

        signed.ShouldContain("/Rect [0 0 400 60]");
    }

    [Fact]
    public async Task User_units_are_points_for_the_caller()
    {
        var input = TestPdf.OnePage("/MediaBox[0 0 200 300]/UserUnit 2");

        var summary = await Signer.InspectAsync(input);
        var signed = TestPdf.Text(await Signer.SignAsync(input));

        summary.PageSizes.ShouldBe([(400, 600)]);
        signed.ShouldContain("/Rect [10 15 85 45]");
    }

    [Fact]
    public async Task Junk_before_the_header_is_counted_by_the_byte_range_and_not_by_the_cross_reference()
    {
        var input = TestPdf.Build(
            ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]>>"], "junk\n");

        var signed = await Signer.SignAsync(input);

        var result = (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem();
        result.Coverage.ShouldBe(Coverage.WholeFile);
        result.Integrity.ShouldBe(Integrity.Intact);
    }

    [Fact]
    public async Task Reason_and_place_are_hex_text_and_the_time_is_a_pdf_date()
    {
        var signed = TestPdf.Text(await Signer.SignAsync(TestPdf.OnePage()));

        signed.ShouldContain("/Location <FEFF004B006F006E002000540075006D>");
        HexDate().IsMatch(signed).ShouldBeTrue();
    }

    /// <summary>D:20261120093000+07'00' in hex.</summary>
    [GeneratedRegex("/M <443A32303236313132303039333030302B303727303027>")]
    private static partial Regex HexDate();
}
