using System.Text;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Ways to change a signed document that leave the signature value valid, and tricks with what it covers.</summary>
public sealed class AttackTests
{
    private const string OtherText = "BT /F1 24 Tf 50 300 Td (Pay 999 to Eve) Tj ET";

    public static TheoryData<string, int, string> Overrides => new()
    {
        { "page content", 4, TestPdf.Stream(OtherText) },
        { "font", 5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>" },
        { "page", 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 400 200]>>" },
        { "page tree", 2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 180>>" },
    };

    [Theory]
    [MemberData(nameof(Overrides))]
    public async Task An_overriding_object_is_suspicious(string what, int number, string body)
    {
        // Invisible and on the form alone, so that the page stays object 3 as it was.
        var signed = await Signer.SignAsync(TestPdf.OnePage("/MediaBox[0 0 400 600]/Annots 6 0 R", more: "[]"));

        var result = (await Signer.ValidateAsync(TestPdf.Append(signed, (number, body)))).ShouldHaveSingleItem(what);

        ShouldBeFlagged(result);
        result.Integrity.ShouldBe(Integrity.Intact);
    }

    [Fact]
    public async Task The_page_that_a_change_touches_is_named()
    {
        var input = TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 400 600]>>",
            "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
            "<</Type/Page/Parent 2 0 R/Contents 6 0 R>>",
            TestPdf.Stream("0 0 10 10 re f"),
            TestPdf.Stream("0 0 20 20 re f"),
        ]);

        var result = (await Signer.ValidateAsync(TestPdf.Append(await Signer.SignAsync(input), (6, TestPdf.Stream("1 1 9 9 re f"))))).Single();

        ShouldBeFlagged(result);
        result.Pages.ShouldBe([2]);
    }

    [Fact]
    public async Task An_object_that_fills_a_dangling_reference_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage("/MediaBox[0 0 400 600]/Contents 90 0 R"));

        var result = (await Signer.ValidateAsync(TestPdf.Append(signed, (90, TestPdf.Stream(OtherText))))).Single();

        ShouldBeFlagged(result);
    }

    [Theory]
    [InlineData("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")]
    [InlineData("/OCProperties<</D<</BaseState/OFF>>/OCGs[]>>")]
    [InlineData("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>")]
    public async Task A_catalog_with_more_in_it_is_suspicious(string entry)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var catalog = TestPdf.Body(signed, 1);

        var result = (await Signer.ValidateAsync(TestPdf.Append(signed, (1, catalog[..^2] + entry + ">>")))).Single();

        ShouldBeFlagged(result);
    }

    [Fact]
    public async Task An_overlaid_annotation_is_suspicious_and_names_its_page()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var next = TestPdf.NextNumber(signed);
        var page = TestPdf.Body(signed, 3).Replace("/Annots [", $"/Annots [{next} 0 R ", StringComparison.Ordinal);

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            signed,
            (3, page),
            (next, $"<</Type/Annot/Subtype/FreeText/Rect[50 290 300 330]/AP<</N {next + 1} 0 R>>>>"),
            (next + 1, TestPdf.Stream("1 1 1 rg 0 0 250 40 re f", "/Type/XObject/Subtype/Form/BBox[0 0 250 40]"))))).Single();

        ShouldBeFlagged(result);
        result.Pages.ShouldBe([1]);
    }

    [Theory]
    [InlineData("/FT/Sig", "an unsigned field that shows something")]
    [InlineData("/FT/Tx/V(999)", "a text field")]
    [InlineData("/FT/Sig/A<</S/JavaScript/JS(1)>>", "a field that acts")]
    public async Task A_field_that_is_no_signature_is_suspicious(string entries, string what)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var next = TestPdf.NextNumber(signed);
        var page = TestPdf.Body(signed, 3).Replace("/Annots [", $"/Annots [{next} 0 R ", StringComparison.Ordinal);
        var form = FormNumber(signed);

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            signed,
            (3, page),
            (form, TestPdf.Body(signed, form).Replace("/Fields [", $"/Fields [{next} 0 R ", StringComparison.Ordinal)),
            (next, $"<</Type/Annot/Subtype/Widget/T(x)/Rect[50 290 300 330]/AP<</N {next + 1} 0 R>>{entries}>>"),
            (next + 1, TestPdf.Stream("1 1 1 rg 0 0 250 40 re f", "/Type/XObject/Subtype/Form/BBox[0 0 250 40]"))))).Single();

        ShouldBeFlagged(result, what);
    }

    [Fact]
    public async Task An_object_that_was_there_before_does_not_become_a_field()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage(more: "<</FT/Sig/T(sleeper)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"));
        var form = FormNumber(signed);

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            signed, (form, TestPdf.Body(signed, form).Replace("/Fields [", "/Fields [6 0 R ", StringComparison.Ordinal))))).Single();

        ShouldBeFlagged(result);
    }

    [Fact]
    public async Task A_later_signature_that_does_not_verify_excuses_nothing()
    {
        var twice = await Signer.SignAsync(await Signer.SignAsync(TestPdf.OnePage()));
        var text = TestPdf.Text(twice);
        var at = text.LastIndexOf("/Contents <", StringComparison.Ordinal) + 11;
        Encoding.ASCII.GetBytes("00000000").CopyTo(twice, at + 900);

        var results = await Signer.ValidateAsync(twice);

        results[1].Integrity.ShouldBe(Integrity.Broken);
        ShouldBeFlagged(results[0]);
    }

    [Fact]
    public async Task A_visible_signature_by_a_stranger_may_not_lie_over_a_trusted_one()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);

        var visible = await Signer.ValidateAsync(await Signer.SignAsync(signed, Signer.Request(Signer.Visible), stranger));
        var invisible = await Signer.ValidateAsync(await Signer.SignAsync(signed, Signer.Request(), stranger));

        ShouldBeFlagged(visible[0]);
        (invisible[0].Indication, invisible[0].Modifications).ShouldBe((Indication.TotalPassed, Modifications.Permitted));
    }

    [Fact]
    public async Task A_shared_font_that_is_exchanged_names_every_page_that_uses_it()
    {
        const string page = "<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 5 0 R>>>>>>";
        var input = TestPdf.Build(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R 4 0 R 6 0 R]/Count 3/MediaBox[0 0 400 600]>>",
            page,
            page,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Type/Page/Parent 2 0 R>>",
        ]);

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            await Signer.SignAsync(input), (5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")))).Single();

        ShouldBeFlagged(result);
        result.Pages.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Objects_that_no_cross_reference_names_are_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var hidden = TestPdf.Bytes($"4 0 obj\n{TestPdf.Stream(OtherText)}\nendobj\n");

        ShouldBeFlagged((await Signer.ValidateAsync([.. signed, .. hidden])).Single());
        ShouldBeFlagged((await Signer.ValidateAsync(TestPdf.Append([.. signed, .. hidden], (90, "null")))).Single());
    }

    [Fact]
    public async Task An_end_that_readers_would_repair_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var tail = TestPdf.Bytes($"4 0 obj\n{TestPdf.Stream(OtherText)}\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n999999999\n%%EOF\n");

        ShouldBeFlagged((await Signer.ValidateAsync([.. signed, .. tail])).Single());
    }

    [Fact]
    public async Task A_changed_byte_breaks_integrity()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        signed[TestPdf.Text(signed).IndexOf("Pay 100", StringComparison.Ordinal) + 4] = (byte)'9';

        var result = (await Signer.ValidateAsync(signed)).Single();

        (result.Indication, result.SubIndication, result.Integrity).ShouldBe((Indication.TotalFailed, SubIndication.HashFailure, Integrity.Broken));
    }

    [Fact]
    public async Task Two_fields_on_one_signature_dictionary_are_both_rejected()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage(catalogEntries: "/AcroForm<</Fields[6 0 R]/SigFlags 3>>", more: "<</FT/Sig/T(copy)>>"));
        var dictionary = Enumerable.Range(1, TestPdf.NextNumber(signed) - 1)
            .Last(n => TestPdf.Body(signed, n).StartsWith("<</Type /Sig", StringComparison.Ordinal));

        var results = await Signer.ValidateAsync(TestPdf.Append(signed, (6, $"<</FT/Sig/T(copy)/V {dictionary} 0 R>>")));

        results.Count.ShouldBe(2);
        results.ShouldAllBe(r => r.Indication == Indication.TotalFailed && r.SubIndication == SubIndication.FormatFailure);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(2, 1)]
    [InlineData(2, -1)]
    [InlineData(3, 1)]
    [InlineData(3, -40)]
    public async Task A_byte_range_that_is_not_exact_is_rejected(int index, int by)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var text = TestPdf.Text(signed);
        var start = text.LastIndexOf("/ByteRange [", StringComparison.Ordinal) + 12;
        var end = text.IndexOf(']', start);
        var range = text[start..end].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        range[index] += by;
        TestPdf.Bytes(string.Join(' ', range).PadRight(end - start)).AsSpan(0, end - start).CopyTo(signed.AsSpan(start));

        var result = (await Signer.ValidateAsync(signed)).Single();

        // Not merely a wrong digest: a range of another shape is no range, whatever was hashed.
        (result.Indication, result.SubIndication, result.Integrity).ShouldBe(
            (Indication.TotalFailed, SubIndication.FormatFailure, Integrity.Broken));
    }

    [Theory]
    [InlineData("[ ]")]
    [InlineData("[0 1 2]")]
    [InlineData("[0 -1 5 6]")]
    [InlineData("[0 9223372036854775807 9223372036854775807 9223372036854775807]")]
    [InlineData("9 0 R")]
    public async Task A_byte_range_of_another_shape_is_rejected(string range)
    {
        var input = TestPdf.OnePage(
            catalogEntries: "/AcroForm<</Fields[6 0 R]>>",
            more: ["<</FT/Sig/T(s)/V 7 0 R>>", $"<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange {range}/Contents<3000>>>"]);

        var result = (await Signer.ValidateAsync(input)).Single();

        (result.Indication, result.SubIndication).ShouldBe((Indication.TotalFailed, SubIndication.FormatFailure));
    }

    [Fact]
    public async Task Validation_material_added_later_is_permitted()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var next = TestPdf.NextNumber(signed);
        var catalog = TestPdf.Body(signed, 1)[..^2] + $"/DSS {next} 0 R>>";

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            signed, (1, catalog), (next, $"<</Certs[{next + 1} 0 R]>>"), (next + 1, TestPdf.Stream("x"))))).Single();

        (result.Indication, result.Modifications).ShouldBe((Indication.TotalPassed, Modifications.Permitted));
    }

    [Fact]
    public async Task Filling_a_form_needs_a_certification_that_permits_it()
    {
        var input = TestPdf.OnePage(
            catalogEntries: "/AcroForm<</Fields[6 0 R]>>", more: "<</FT/Tx/T(amount)/V(100)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]>>");
        var signed = await Signer.SignAsync(input);

        var result = (await Signer.ValidateAsync(TestPdf.Append(
            signed, (6, "<</FT/Tx/T(amount)/V(999)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]>>")))).Single();

        ShouldBeFlagged(result);
    }

    private static int FormNumber(byte[] pdf)
    {
        var catalog = TestPdf.Body(pdf, 1);
        var at = catalog.IndexOf("/AcroForm ", StringComparison.Ordinal) + 10;
        return int.Parse(catalog[at..catalog.IndexOf(' ', at)], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void ShouldBeFlagged(SignatureResult result, string? what = null)
    {
        result.Modifications.ShouldBe(Modifications.Suspicious, what);
        result.Indication.ShouldBe(Indication.Indeterminate, what);
        result.SubIndication.ShouldBe(SubIndication.SigConstraintsFailure, what);
    }
}
