using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Small rules of fields and texts, each with both of its sides.</summary>
public sealed class FieldDetailTests
{
    /// <summary>The field of ISO 32000-2, 12.7.5.5 whose widget is an object of its own, filled under an earlier signature.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_separate_widget_filled_under_an_earlier_signature_is_permitted(bool isVisible)
    {
        var first = await Signer.SignAsync(FormPdf.Separate(), Signer.Request());
        var second = await Signer.SignAsync(first, FormPdf.Into("Chief", isVisible));

        (await Signer.ValidateAsync(second)).Select(r => (r.Field, r.Indication, r.Integrity, r.Modifications)).ShouldBe(
        [
            ("Signature1", Indication.TotalPassed, Integrity.Intact, Modifications.Permitted),
            ("Chief", Indication.TotalPassed, Integrity.Intact, Modifications.None),
        ]);
    }

    [Theory]
    [InlineData("/P 1", "/P 1")]
    [InlineData("/P 3", "/P 3")]
    [InlineData("/P 0", null)]
    [InlineData("/P 4", null)]
    public async Task The_permission_of_a_field_s_own_lock_goes_into_the_signature(string ownLock, string? written)
    {
        var pdf = FormPdf.Merged($"/Lock<</Action/All{ownLock}>>");

        var update = TestPdf.Text((await Signer.SignAsync(pdf, FormPdf.Into(FormPdf.MergedName)))[pdf.Length..]);

        update.ShouldContain($"/Action /All{written}>>");
    }

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xD83D, 0x61)]
    [InlineData(0xD83D, 0xD83D)]
    [InlineData(0xDE00, 0xD83D)]
    public async Task Half_of_a_pair_is_refused_wherever_it_stands(params int[] units)
    {
        // As numbers: an attribute keeps its texts in UTF-8, which has no halves.
        var reason = new string([.. units.Select(unit => (char)unit)]);

        var refused = await FormPdf.RefusedAsync(TestPdf.OnePage(), Signer.Request() with { Reason = reason });

        refused.Reason.ShouldBe(PdfRefusal.UnusableText);
    }

    [Fact]
    public async Task A_whole_pair_is_written()
    {
        var pdf = TestPdf.OnePage();

        TestPdf.Text((await Signer.SignAsync(pdf, Signer.Request() with { Reason = "\uD83D\uDE00" }))[pdf.Length..]).ShouldContain("/Reason <FEFFD83DDE00>");
    }

    [Fact]
    public async Task A_widget_that_is_not_turned_is_drawn_in_the_units_of_its_page()
    {
        var pdf = FormPdf.Merged(page: "/UserUnit 2/Rotate 90", widget: "/Rect[50 60 250 140]/F 20");

        var document = PdfDocument.Open(ByteSource.Of(await Signer.SignAsync(pdf, FormPdf.Into(FormPdf.MergedName, visible: true))));

        var form = document.Dictionary(document.Dictionary(document.Dictionary(document.Load(6))!["AP"])!["N"])!;
        document.Array(form["BBox"])!.Items.Select(n => ((PdfNumber)n).Value).ShouldBe([0, 0, 400, 160]);
        form.Has("Matrix").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(-1, 10)]
    [InlineData(double.NaN, 10)]
    public async Task A_rectangle_has_a_size(double width, double height)
    {
        var request = Signer.Request(Signer.Visible with { Rectangle = new PageRectangle(10, 10, width, height) });

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Signer.SignAsync(TestPdf.OnePage(), request));
    }
}
