using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Which signatures a change speaks against: those made before it, and no others.</summary>
public sealed class ChangesBetweenSignaturesTests
{
    private static readonly string s_loose = $"4 0 obj\n{TestPdf.Stream("0 g")}\nendobj\n";

    [Theory]
    [InlineData(XrefKind.Table)]
    [InlineData(XrefKind.Stream)]
    [InlineData(XrefKind.Compressed)]
    public async Task A_change_before_the_second_signature_speaks_against_the_first_only(XrefKind kind)
    {
        var changed = Contract.Create(kind).Sign().Update((Contract.Content, TestPdf.Stream("BT /F1 24 Tf (Eve) Tj ET"))).Sign(rectangle: "[0 0 0 0]").Sign(rectangle: "[0 0 0 0]");

        var results = await Signer.ValidateAsync(changed.Bytes);

        results.Select(r => r.Modifications).ShouldBe([Modifications.Suspicious, Modifications.Permitted, Modifications.None]);
        results[0].Pages.ShouldBe([1]);
        results[1].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Theory]
    [InlineData("4 0 obj null endobj\n")]
    [InlineData("% 4 0 obj\n")]
    [InlineData("junk\n")]
    public async Task Loose_bytes_between_two_signatures_speak_against_the_earlier_ones_only(string bytes)
    {
        var file = Contract.Create(XrefKind.Table).Sign().Sign(rectangle: "[0 0 0 0]").Raw(bytes).Sign(rectangle: "[0 0 0 0]").Sign(rectangle: "[0 0 0 0]");

        var results = await Signer.ValidateAsync(file.Bytes);

        results.Select(r => r.Modifications).ShouldBe([Modifications.Suspicious, Modifications.Suspicious, Modifications.Permitted, Modifications.None]);
    }

    [Fact]
    public async Task Loose_bytes_after_both_of_two_places_speak_against_all_before()
    {
        var file = Contract.Create(XrefKind.Table).Sign().Raw(s_loose).Sign(rectangle: "[0 0 0 0]").Raw(s_loose).Update((90, "null"));

        (await Signer.ValidateAsync(file.Bytes)).ShouldAllBe(r => r.Modifications == Modifications.Suspicious);
    }

    /// <summary>The oldest revision is the base of what is known to be untouched; a change that one revision makes and the next takes back is not.</summary>
    [Fact]
    public async Task A_change_that_was_signed_and_taken_back_speaks_against_the_signature_over_it()
    {
        var signed = Contract.Create(XrefKind.Table).Sign();
        var changed = signed.Update((Contract.Content, TestPdf.Stream("BT /F1 24 Tf (Eve) Tj ET"))).Sign(rectangle: "[0 0 0 0]");
        var back = changed.Update((Contract.Content, signed[Contract.Content]));

        var results = await Signer.ValidateAsync(back.Bytes);

        results[0].Modifications.ShouldBe(Modifications.Suspicious, "the second signature is not untouched");
        results[1].Modifications.ShouldBe(Modifications.Suspicious);
        results[1].Pages.ShouldBe([1]);
    }

    [Theory]
    [InlineData("/NeedAppearances true", "", false)]
    [InlineData("/NeedAppearances true", "/NeedAppearances false", false)]
    [InlineData("/NeedAppearances false", "", true)]
    [InlineData("", "/NeedAppearances false", true)]
    public async Task Fields_are_not_told_to_be_drawn_in_another_way(string before, string after, bool isPermitted)
    {
        var plain = Contract.Create(XrefKind.Stream);
        var signed = plain.Update(plain.With(Contract.Form, before)).Sign();
        var form = before.Length == 0 ? signed.With(Contract.Form, after) : signed.Changed(Contract.Form, before, after);

        var result = (await Signer.ValidateAsync(signed.Update(form).Bytes)).Single();

        result.Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious);
    }

    [Theory]
    [InlineData("/Font<</F8 5 0 R>>", false)]
    [InlineData("/XObject<</F8 9 0 R>>", false)]
    [InlineData("/Font<</F7 5 0 R>>", true)]
    [InlineData("/ProcSet[/PDF]", true)]
    public async Task A_look_without_resources_gets_none_later(string added, bool isPermitted)
    {
        var plain = Contract.Create(XrefKind.Compressed);
        var signed = plain.Update(
            (Contract.Form, plain[Contract.Form].Replace("/DR<</Font<</F1 5 0 R>>>>", "/DR<<>>", StringComparison.Ordinal)),
            (Contract.FieldAppearance, TestPdf.Stream("BT /F8 12 Tf (100) Tj /F8 Do ET", "/Type/XObject/Subtype/Form/BBox[0 0 100 20]"))).Sign();

        var result = (await Signer.ValidateAsync(signed.Update(signed.Changed(Contract.Form, "/DR<<", $"/DR<<{added}")).Bytes)).Single();

        result.Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious, string.Join(' ', result.Details));
    }
}
