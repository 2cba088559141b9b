using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>
/// What may lie over signed content: signatures that came later ("sneaky signature") and remarks under a certification ("evil
/// annotation"). Classes "Signatures over content" and "Remarks over content" of docs/pdf-changes.md.
/// </summary>
public sealed class CoverTests
{
    public const string SignatureClass = "Signatures over content";
    public const string RemarkClass = "Remarks over content";

    /// <summary>Boxes on page 1, and whether something can be read below them.</summary>
    public static TheoryData<string, bool> Boxes => new()
    {
        { "[50 295 250 325]", true },
        { "[60 290 75 330]", true },
        { "[50 305 250 306]", true },
        { "[300 500 340 540]", true },
        { "[50 400 150 420]", true },
        { "[300 20 380 40]", true },
        { "[20 150 120 200]", false },
        { "[20 330 120 380]", false },
        { "[200 20 280 50]", false },
    };

    [Theory]
    [MemberData(nameof(Boxes))]
    public async Task A_visible_signature_of_a_stranger_over_content_is_suspicious_for_everybody(string box, bool hides)
    {
        using var first = LocalKey.CreateThrowAway("Lê Thị Hoa", Signer.Now);
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        foreach (var kind in Enum.GetValues<XrefKind>())
        {
            var file = Contract.Create(kind).Sign(certify: 2, key: first).Sign(rectangle: box, key: stranger);

            var result = (await Signer.ValidateAsync(file.Bytes))[0];

            result.Modifications.ShouldBe(hides ? Modifications.Suspicious : Modifications.Permitted, string.Join(' ', result.Details));
            result.Pages.ShouldBe(hides ? [1] : []);
        }
    }

    /// <summary>Where the earlier signer is trusted, a stranger may not show anything at all.</summary>
    [Theory]
    [MemberData(nameof(Boxes))]
    public async Task A_visible_signature_of_a_stranger_behind_a_trusted_one_is_suspicious_anywhere(string box, bool hides)
    {
        _ = hides;
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);

        var result = (await Signer.ValidateAsync(Contract.Create(XrefKind.Table).Sign().Sign(rectangle: box, key: stranger).Bytes))[0];

        (result.Indication, result.Modifications).ShouldBe((Indication.Indeterminate, Modifications.Suspicious));
    }

    [Theory]
    [InlineData("[0 0 400 600]")]
    [InlineData("[40 250 360 350]")]
    public async Task Nobody_may_sign_over_a_large_part_of_the_text(string box)
    {
        var file = Contract.Create(XrefKind.Stream).Sign().Sign(rectangle: box);

        var result = (await Signer.ValidateAsync(file.Bytes))[0];

        result.Modifications.ShouldBe(Modifications.Suspicious);
        result.Pages.ShouldBe([1]);
    }

    [Fact]
    public async Task A_large_signature_where_nothing_is_hidden_is_permitted()
    {
        var file = Contract.Create(XrefKind.Stream).Sign().Sign(rectangle: "[20 130 390 280]");

        (await Signer.ValidateAsync(file.Bytes))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task An_empty_field_that_was_signed_with_the_document_may_be_signed_wherever_it_is()
    {
        var plain = Contract.Create(XrefKind.Table);
        var moved = plain.Update(plain.Changed(Contract.EmptyField, "[200 100 300 140]", "[50 295 250 325]"));

        (await Signer.ValidateAsync(moved.Sign().SignEmptyField().Bytes))[0].Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_field_that_an_earlier_signature_locks_may_not_be_signed()
    {
        const string locks = "/Reference[<</TransformMethod/FieldMDP/TransformParams<</V/1.2/Action/Include/Fields[(Approval)]>>>>]";
        var file = Contract.Create(XrefKind.Table).Sign(entries: locks);

        (await Signer.ValidateAsync(file.SignEmptyField().Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious);
        (await Signer.ValidateAsync(file.Sign(rectangle: "[0 0 0 0]").Bytes))[0].Modifications.ShouldBe(Modifications.Permitted);
    }

    [Theory]
    [InlineData("/Action/All", false)]
    [InlineData("/Action/Include/Fields[(amount)]", false)]
    [InlineData("/Action/Include/Fields[(other)]", true)]
    [InlineData("/Action/Exclude/Fields[(amount)]", true)]
    [InlineData("/Action/Exclude/Fields[(other)]", false)]
    public async Task A_lock_limits_what_a_certification_lets_people_fill(string action, bool isFree)
    {
        var locks = $"/Reference[<</TransformMethod/FieldMDP/TransformParams<</V/1.2{action}>>>>]";
        var file = Contract.Create(XrefKind.Table).Sign(certify: 2).Sign(rectangle: "[0 0 0 0]", entries: locks);

        var results = await Signer.ValidateAsync(file.Update(file.Changed(Contract.Field, "(100)", "(250)")).Bytes);

        results[1].Modifications.ShouldBe(isFree ? Modifications.Permitted : Modifications.Suspicious);
        // What was done to the later signature speaks against the earlier one too.
        results[0].Modifications.ShouldBe(results[1].Modifications);
    }

    [Theory]
    [InlineData("/Subtype/FreeText/Rect[50 295 250 325]", false)]
    [InlineData("/Subtype/StrikeOut/Rect[50 305 250 306]", false)]
    [InlineData("/Subtype/Square/Rect[310 510 330 530]/IC[1 1 1]", false)]
    [InlineData("/Subtype/Line/Rect[20 150 40 170]/L[50 306 250 306]", false)]
    [InlineData("/Subtype/Ink/Rect[20 150 40 170]/InkList[[50 310 250 310]]", false)]
    [InlineData("/Subtype/Square/Rect[20 330 390 390]/BS<</W 60>>", false)]
    [InlineData("/Subtype/Stamp/Rect[50 400 150 420]", false)]
    [InlineData("/Subtype/Redact/Rect[20 150 120 200]", false)]
    [InlineData("/Subtype/Text/Rect[20 150 40 170]/A<</S/JavaScript/JS(1)>>", false)]
    [InlineData("/Subtype/Text/Rect[20 150 40 170]/OC 18 0 R", false)]
    [InlineData("/Subtype/Widget/FT/Btn/Rect[20 150 40 170]", false)]
    [InlineData("/Subtype/FileAttachment/Rect[20 150 40 170]/FS<<>>", false)]
    [InlineData("/Subtype/Text/Rect[20 150 40 170]", true)]
    [InlineData("/Subtype/Stamp/Rect[20 150 120 200]", true)]
    [InlineData("/Subtype/Ink/Rect[20 150 40 170]/InkList[[20 150 40 170]]", true)]
    public async Task A_remark_that_hides_or_acts_is_suspicious_even_where_remarks_are_permitted(string entries, bool isPermitted)
    {
        foreach (var kind in Enum.GetValues<XrefKind>())
        {
            var file = Contract.Create(kind).Sign(certify: 3);
            var look = TestPdf.Stream("1 1 1 rg 0 0 250 40 re f", "/Type/XObject/Subtype/Form/BBox[0 0 250 40]");
            var attacked = file.Update(file.WithAnnotation(file.Next), (file.Next, $"<</Type/Annot{entries}/AP<</N {file.Next + 1} 0 R>>>>"), (file.Next + 1, look));

            var result = (await Signer.ValidateAsync(attacked.Bytes)).ShouldHaveSingleItem();

            result.Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious, string.Join(' ', result.Details));
            result.Pages.ShouldBe(isPermitted ? [] : [1]);
        }
    }

    [Fact]
    public async Task A_remark_may_not_be_moved_over_the_text()
    {
        var file = Contract.Create(XrefKind.Table).Sign(certify: 3);

        await file.Update(file.Changed(Contract.Remark, "[300 20 380 40]", "[50 295 250 325]")).Bytes.ShouldBeCaughtAsync("moved");
    }

    [Fact]
    public async Task A_certification_that_is_not_whole_permits_no_remark()
    {
        var plain = Contract.Create(XrefKind.Table);
        var claimed = plain.Update(
            plain.With(Contract.Catalog, $"/Perms<</DocMDP {plain.Next} 0 R>>"),
            (plain.Next, "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 3>>>>]>>"));
        var file = claimed.Sign();

        await file.Update(file.WithAnnotation(file.Next), (file.Next, "<</Type/Annot/Subtype/Text/Rect[20 150 40 170]>>")).Bytes.ShouldBeCaughtAsync("remark");
    }
}
