using System.Globalization;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Updates that one reader takes for harmless while another shows something else. Whatever can be read in two ways is suspicious.</summary>
public sealed class ReaderDisagreementTests
{
    private const string OtherText = "BT /F1 24 Tf 50 300 Td (Pay 999 to Eve) Tj ET";

    [Theory]
    [InlineData("/Rotate 180")]
    [InlineData("/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>>>")]
    public async Task Another_root_above_the_same_pages_is_suspicious(string inherited)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var next = TestPdf.NextNumber(signed);
        var catalog = TestPdf.Body(signed, 1).Replace("/Pages 2 0 R", $"/Pages {next} 0 R", StringComparison.Ordinal);

        await ShouldBeFlaggedAsync(TestPdf.Append(
            signed, (1, catalog), (next, $"<</Type/Pages/Kids[3 0 R]/Count 1{inherited}>>")));
    }

    [Theory]
    [InlineData("/Contents 90 0 R")]
    [InlineData("/Con#74ents 90 0 R")]
    public async Task A_key_that_is_given_twice_is_suspicious(string hidden)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());

        await ShouldBeFlaggedAsync(TestPdf.Append(
            signed, (3, $"<<{hidden}{TestPdf.Body(signed, 3)[2..]}"), (90, TestPdf.Stream(OtherText))));
    }

    [Fact]
    public async Task A_key_that_is_given_twice_further_below_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var page = TestPdf.Body(signed, 3).Replace("/Font <<", "/Font <</F1 90 0 R", StringComparison.Ordinal);

        page.ShouldContain("90 0 R");
        await ShouldBeFlaggedAsync(TestPdf.Append(signed, (3, page), (90, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")));
    }

    [Fact]
    public async Task A_number_that_readers_guess_is_not_the_number_it_replaces()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage("/MediaBox[0.0 0 400 600]"));
        var page = TestPdf.Body(signed, 3).Replace("[0.0 ", "[--300 ", StringComparison.Ordinal);

        page.ShouldContain("--300");
        await ShouldBeFlaggedAsync(TestPdf.Append(signed, (3, page)));
    }

    [Fact]
    public async Task An_object_that_one_section_places_twice_is_refused_or_suspicious()
    {
        var first = TestPdf.OnePage();
        var signed = await Signer.SignAsync(TestPdf.Append(first, (4, TestPdf.Stream(OtherText))));
        var old = TestPdf.Text(signed).IndexOf("\n4 0 obj", StringComparison.Ordinal) + 1;
        var now = TestPdf.Text(signed).LastIndexOf("\n4 0 obj", StringComparison.Ordinal) + 1;

        await ShouldBeFlaggedAsync(AppendTable(signed, $"4 1\n{old:D10} 00000 n\r\n4 1\n{now:D10} 00000 n\r\n"));
    }

    [Fact]
    public async Task A_change_that_a_later_section_takes_back_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var genuine = TestPdf.Text(signed).LastIndexOf("\n4 0 obj", StringComparison.Ordinal) + 1;
        var changed = TestPdf.Append(signed, (4, TestPdf.Stream(OtherText)));

        // Readers that rebuild the cross-reference take the last object of a number: blanks at the end make several of them do so.
        await ShouldBeFlaggedAsync([.. AppendTable(changed, $"4 1\n{genuine:D10} 00000 n\r\n"), .. TestPdf.Bytes(new string(' ', 1500))]);
    }

    [Fact]
    public async Task Another_generation_for_the_same_object_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var place = TestPdf.Text(signed).LastIndexOf("\n4 0 obj", StringComparison.Ordinal) + 1;

        await ShouldBeFlaggedAsync(AppendTable(signed, $"4 1\n{place:D10} 00001 n\r\n"));
    }

    [Fact]
    public async Task An_object_whose_header_has_another_generation_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var copy = TestPdf.Bytes($"4 7 obj\n{TestPdf.Body(signed, 4)}\nendobj\n");

        await ShouldBeFlaggedAsync(AppendTable([.. signed, .. copy], $"4 1\n{signed.Length:D10} 00000 n\r\n"));
    }

    [Fact]
    public async Task An_appended_hybrid_section_is_suspicious()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var genuine = TestPdf.Text(signed).LastIndexOf("\n4 0 obj", StringComparison.Ordinal) + 1;
        var next = TestPdf.NextNumber(signed);
        var row = string.Concat(new[] { 1, genuine >> 24, (genuine >> 16) & 255, (genuine >> 8) & 255, genuine & 255, 0 }.Select(b => (char)b));
        var stream = TestPdf.Bytes($"{next} 0 obj\n{TestPdf.Stream(row, "/Type/XRef/W[1 4 1]/Index[4 1]/Size 5/Root 1 0 R")}\nendobj\n");
        var entry = $"4 1\n0000000000 00000 f\r\n{next} 1\n{signed.Length:D10} 00000 n\r\n";

        await ShouldBeFlaggedAsync(AppendTable([.. signed, .. stream], entry, $"/XRefStm {signed.Length}"));
    }

    private static byte[] AppendTable(byte[] pdf, string entries, string trailer = "")
    {
        var old = TestPdf.Text(pdf);
        var prev = old[(old.LastIndexOf("startxref", StringComparison.Ordinal) + 9)..].Split('%')[0].Trim();
        return [.. pdf, .. TestPdf.Bytes(string.Create(
            CultureInfo.InvariantCulture,
            $"xref\n{entries}trailer\n<</Size {TestPdf.NextNumber(pdf) + 1}/Root 1 0 R/Prev {prev}{trailer}>>\nstartxref\n{pdf.Length}\n%%EOF\n"))];
    }

    private static async Task ShouldBeFlaggedAsync(byte[] pdf)
    {
        var result = (await Signer.ValidateAsync(pdf)).ShouldHaveSingleItem();

        result.Integrity.ShouldBe(Integrity.Intact);
        result.Modifications.ShouldBe(Modifications.Suspicious);
        result.SubIndication.ShouldBe(SubIndication.SigConstraintsFailure);
    }
}
