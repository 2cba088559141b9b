using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

public sealed class ExistingFieldTests
{
    [Fact]
    public async Task A_field_that_is_its_own_widget_is_signed_in_its_box()
    {
        var pdf = FormPdf.Merged();
        var signed = await Signer.SignAsync(pdf, FormPdf.Into(FormPdf.MergedName, visible: true));

        var update = TestPdf.Text(signed[pdf.Length..]);
        update.ShouldContain("\n6 0 obj\n");
        update.ShouldNotContain("\n3 0 obj\n"); // the page names it already
        update.ShouldNotContain("\n7 0 obj\n");
        TestPdf.Body(signed, 6).ShouldContain("/AP <</N");
        var result = (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem();
        (result.Field, result.Indication, result.Modifications).ShouldBe((FormPdf.MergedName, Indication.TotalPassed, Modifications.None));
        await ShouldShowAsync(signed, 50, 600 - 140, 200, 80);
    }

    [Fact]
    public async Task A_field_with_a_separate_widget_is_signed_in_both()
    {
        var signed = await Signer.SignAsync(FormPdf.Separate(), FormPdf.Into("Chief", visible: true));

        TestPdf.Body(signed, 6).ShouldContain("/V ");
        TestPdf.Body(signed, 6).ShouldNotContain("/AP");
        TestPdf.Body(signed, 7).ShouldContain("/AP <</N");
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Field.ShouldBe("Chief");
        // pdfsig of poppler 22.12 looks for the value at the widget and calls such a field unsigned.
        await ShouldShowAsync(signed, 50, 600 - 140, 200, 80, knownToPdfsig: false);
    }

    [Fact]
    public async Task Without_anything_to_show_only_the_value_is_written()
    {
        var signed = await Signer.SignAsync(FormPdf.Separate(), FormPdf.Into("Chief"));

        TestPdf.Body(signed, 7).ShouldNotContain("/AP");
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_field_that_only_a_page_names_is_signed_and_entered_into_the_form()
    {
        var pdf = FormPdf.With(string.Empty, "6 0 R", "<</Type/Annot/Subtype/Widget/FT/Sig/T(Lost)/Rect[50 60 250 140]/F 4/P 3 0 R>>");

        var signed = await Signer.SignAsync(pdf, FormPdf.Into("Lost", visible: true));

        TestPdf.Body(signed, 1).ShouldContain("/Fields [6 0 R]");
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Field.ShouldBe("Lost");
        await ShouldShowAsync(signed, 50, 600 - 140, 200, 80);
    }

    [Fact]
    public async Task A_field_that_was_prepared_for_a_second_signer_keeps_the_first_valid()
    {
        var pdf = FormPdf.With(
            "6 0 R 7 0 R",
            "6 0 R 7 0 R",
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(First)/Rect[50 60 150 140]/F 4/P 3 0 R>>",
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(Second)/Rect[200 60 300 140]/F 4/P 3 0 R>>");

        var once = await Signer.SignAsync(pdf, FormPdf.Into("First", visible: true));
        var twice = await Signer.SignAsync(once, FormPdf.Into("Second", visible: true));

        (await Signer.ValidateAsync(twice)).Select(r => (r.Field, r.Indication, r.Modifications)).ShouldBe(
            [("First", Indication.TotalPassed, Modifications.Permitted), ("Second", Indication.TotalPassed, Modifications.None)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/Rotate 90")]
    [InlineData("/Rotate 180")]
    [InlineData("/Rotate 270")]
    [InlineData("/UserUnit 2")]
    [InlineData("/CropBox[20 30 380 500]/Rotate 270")]
    public async Task The_summary_tells_where_a_field_is_and_that_place_may_be_named(string page)
    {
        var pdf = FormPdf.Merged(page: page);
        var field = (await Signer.InspectAsync(pdf)).SignatureFields.ShouldHaveSingleItem();

        (field.Name, field.IsSigned, field.Page, field.IsLocked).ShouldBe((FormPdf.MergedName, false, 1, false));
        var sameAsNew = await Signer.SignAsync(TestPdf.OnePage($"/MediaBox[0 0 400 600]{page}"), Signer.Request(Signer.Visible with { Rectangle = field.Rectangle }));
        TestPdf.Text(sameAsNew).ShouldContain("/Rect [50 60 250 140]");
        var visible = new VisibleSignature { Page = 1, Rectangle = field.Rectangle, Lines = ["Nguyễn Thị Phượng"] };
        var signed = await Signer.SignAsync(pdf, Signer.Request(visible) with { FieldName = field.Name });
        (await Signer.InspectAsync(signed)).SignatureFields.ShouldHaveSingleItem().IsSigned.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_place_than_the_fields_own_is_refused()
    {
        foreach (var visible in new[]
        {
            Signer.Visible with { Page = 0 },
            new VisibleSignature { Page = 2, Lines = ["a"] },
            new VisibleSignature { Page = 1, Rectangle = new PageRectangle(50, 60, 200, 90), Lines = ["a"] },
        })
        {
            var refused = await FormPdf.RefusedAsync(FormPdf.Merged(), Signer.Request(visible) with { FieldName = FormPdf.MergedName });
            refused.Reason.ShouldBe(PdfRefusal.FieldUnusable);
        }
    }

    public static TheoryData<string, byte[], string, bool, PdfRefusal, string> Unfit => new()
    {
        { "unknown", FormPdf.Merged(), "duyệt", false, PdfRefusal.FieldNotFound, "no field" },
        { "group", FormPdf.Merged(), "Ký", false, PdfRefusal.FieldUnusable, "group" },
        { "text", FormPdf.TwoTexts(), "A", false, PdfRefusal.FieldUnusable, "no signature field" },
        { "signed", FormPdf.Merged("/V<</Type/Sig>>"), FormPdf.MergedName, false, PdfRefusal.FieldAlreadySigned, "signature" },
        { "signed above", FormPdf.Merged(parent: "/V<</Type/Sig>>"), FormPdf.MergedName, false, PdfRefusal.FieldAlreadySigned, "signature" },
        { "read-only", FormPdf.Merged("/Ff 1"), FormPdf.MergedName, false, PdfRefusal.SigningForbidden, "read-only" },
        { "read-only above", FormPdf.Merged(parent: "/Ff 3"), FormPdf.MergedName, false, PdfRefusal.SigningForbidden, "read-only" },
        { "hidden", FormPdf.Merged(widget: "/Rect[50 60 250 140]/F 6"), FormPdf.MergedName, true, PdfRefusal.FieldUnusable, "hidden" },
        { "not viewed", FormPdf.Merged(widget: "/Rect[50 60 250 140]/F 36"), FormPdf.MergedName, true, PdfRefusal.FieldUnusable, "hidden" },
        { "no area", FormPdf.Merged(widget: "/Rect[0 0 0 0]/F 4"), FormPdf.MergedName, true, PdfRefusal.FieldUnusable, "no box" },
        { "no numbers", FormPdf.Merged(widget: "/Rect[0 /a 0 null]/F 4"), FormPdf.MergedName, true, PdfRefusal.FieldUnusable, "no box" },
        { "on no page", FormPdf.With("6 0 R", "", "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 9 9]>>"), "S", true, PdfRefusal.FieldUnusable, "No page" },
        { "direct", FormPdf.With("<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 9 9]>>", ""), "S", false, PdfRefusal.FieldUnusable, "indirect" },
        {
            "twice",
            FormPdf.With("6 0 R 7 0 R", "", "<</FT/Sig/T(S)/Subtype/Widget>>", "<</FT/Sig/T(S)/Subtype/Widget>>"),
            "S", false, PdfRefusal.FieldUnusable, "Several"
        },
        {
            "two widgets",
            FormPdf.With("6 0 R", "7 0 R 8 0 R", "<</FT/Sig/T(S)/Kids[7 0 R 8 0 R]>>", "<</Subtype/Widget/Parent 6 0 R>>", "<</Subtype/Widget/Parent 6 0 R>>"),
            "S", false, PdfRefusal.FieldUnusable, "more than one"
        },
        {
            "parent that nobody names",
            FormPdf.With("", "6 0 R", "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 9 9]/Parent 7 0 R>>", "<</T(P)>>"),
            "S", false, PdfRefusal.FieldUnusable, "parent"
        },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_field_that_cannot_be_signed_is_refused_with_the_reason(
        string kind, byte[] pdf, string field, bool visible, PdfRefusal reason, string words)
    {
        var refused = await FormPdf.RefusedAsync(pdf, FormPdf.Into(field, visible));

        refused.Reason.ShouldBe(reason, kind);
        refused.Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_new_field_gets_the_name_that_was_chosen()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage(), Signer.Request() with { NewFieldName = "Chữ ký 1" });

        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Field.ShouldBe("Chữ ký 1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("S")]
    [InlineData("a\u0000")]
    public async Task A_name_that_no_new_field_can_have_is_refused(string name)
    {
        var refused = await FormPdf.RefusedAsync(FormPdf.TwoTexts(), Signer.Request() with { NewFieldName = name });

        refused.Reason.ShouldBe(PdfRefusal.FieldNameUnusable);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_name()
    {
        var refused = await FormPdf.RefusedAsync(FormPdf.TwoTexts(), Signer.Request() with { NewFieldName = "a\ud800" });

        refused.Reason.ShouldBe(PdfRefusal.FieldNameUnusable);
    }

    [Fact]
    public Task A_request_for_two_fields_is_a_mistake() => Should.ThrowAsync<ArgumentException>(
        () => Signer.SignAsync(FormPdf.TwoTexts(), FormPdf.Into("S") with { NewFieldName = "T" }));

    /// <summary>Points from the upper left of the displayed page, as poppler counts.</summary>
    private static async Task ShouldShowAsync(byte[] pdf, int x, int y, int width, int height, bool knownToPdfsig = true)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            var (_, text) = await Peers.RunAsync("pdftotext", "-x", $"{x}", "-y", $"{y}", "-W", $"{width}", "-H", $"{height}", file, "-");
            text.ShouldContain("Nguyễn Thị Phượng");
            if (knownToPdfsig)
                (await Peers.RunAsync("pdfsig", "-nocert", file)).Output.ShouldContain("Signature is Valid");
            (await Peers.RunAsync("qpdf", "--check", file)).Exit.ShouldBe(0);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
