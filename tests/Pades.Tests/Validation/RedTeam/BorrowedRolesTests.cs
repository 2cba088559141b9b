using KonTum.Tthc.Pades.Tests.Judgement;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>Objects that are one thing to the rules and another to a page: fields that steer layers, timestamps that show something.</summary>
public sealed class BorrowedRolesTests
{
    /// <summary>Everybody can have a timestamp of a trusted authority: it vouches for a time, not for what its field shows.</summary>
    [Theory]
    [InlineData("[50 295 250 325]", false)]
    [InlineData("[20 150 120 200]", false)]
    [InlineData("[0 0 0 0]", true)]
    public async Task A_document_timestamp_may_show_nothing(string box, bool isPermitted)
    {
        foreach (var certify in (int?[])[null, 1])
        {
            var results = await ValidateAsync(Stamp(Contract.Create(XrefKind.Table).Sign(certify), box));

            results[1].Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', results[1].Details));
            results[0].Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious, string.Join(' ', results[0].Details));
        }
    }

    [Fact]
    public async Task An_empty_field_may_not_be_filled_by_a_timestamp_that_shows_something()
    {
        var signed = Contract.Create(XrefKind.Table).Sign();
        var (value, look) = (signed.Next, signed.Next + 1);
        var file = signed.SignWith(
            value,
            [
                (Contract.EmptyField, signed[Contract.EmptyField][..^2] + $"/V {value} 0 R/AP<</N {look} 0 R>>>>"),
                (look, TestPdf.Stream("0 0 1 rg 0 0 100 40 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 40]")),
            ],
            cms: Token, head: TokenHead);

        (await ValidateAsync(file))[0].Modifications.ShouldBe(Modifications.Suspicious);
    }

    [Theory]
    [InlineData("/D<</ON[18 0 R]>>", "/ON[18 0 R]", "/AS[<</Event/View/OCGs[18 0 R]/Category[/View]>>]")]
    [InlineData("/MarkInfo<</Marked true>>", "/Marked true", "/F 4/P(x)")]
    public async Task Signing_a_field_changes_no_object_that_is_more_than_a_field(string direct, string own, string more)
    {
        foreach (var kind in Enum.GetValues<XrefKind>())
        {
            var plain = Contract.Create(kind);
            var number = plain.Next;
            var key = direct[..direct.IndexOf('<', StringComparison.Ordinal)];
            var catalog = plain.Changed(Contract.Catalog, direct, $"{key} {number} 0 R");
            var body = $"<<{own}/FT/Sig/T(x)>>";
            var prepared = plain.Update(catalog, (number, body), plain.Changed(Contract.Form, "/Fields[", $"/Fields[{number} 0 R ")).Sign();
            var value = prepared.Next;
            var honest = prepared.SignWith(value, [(number, $"<<{own}/FT/Sig/T(x)/V {value} 0 R>>")]);
            var forged = prepared.SignWith(value, [(number, $"<<{own}/FT/Sig/T(x)/V {value} 0 R{more}>>")]);

            (await Signer.ValidateAsync(forged.Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious, kind.ToString());
            // Such a field does not occur; to be careful with it costs nobody anything.
            (await Signer.ValidateAsync(honest.Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious, kind.ToString());
        }
    }

    [Fact]
    public async Task Filling_a_field_changes_no_group_of_the_page()
    {
        var plain = Contract.Create(XrefKind.Table);
        var number = plain.Next;
        const string body = "<</S/Transparency/I false/FT/Tx/T(y)>>";
        var signed = plain.Update(
            plain.With(Contract.Page, $"/Group {number} 0 R"), (number, body), plain.Changed(Contract.Form, "/Fields[", $"/Fields[{number} 0 R ")).Sign(certify: 2);
        var attacked = signed.Update((number, body.Replace("false", "true", StringComparison.Ordinal)));

        await attacked.Bytes.ShouldBeCaughtAsync("group");
    }

    /// <summary>12.5.3: such annotations are drawn in another place or size than their rectangle on rotated or small pages.</summary>
    [Theory]
    [InlineData(16, 90, false)]
    [InlineData(16, 0, true)]
    [InlineData(8, 0, false)]
    [InlineData(4, 90, true)]
    public async Task A_signature_that_leaves_its_box_counts_as_lying_over_content(int flags, int rotate, bool isPermitted)
    {
        using var first = LocalKey.CreateThrowAway("Lê Thị Hoa", Signer.Now);
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        var plain = Contract.Create(XrefKind.Table);
        var signed = plain.Update(plain.With(Contract.Page, $"/Rotate {rotate}")).Sign(key: first);
        // Beside the text; turned about its upper left corner it lies over it.
        var (widget, value, look) = (signed.Next, signed.Next + 1, signed.Next + 2);
        var file = signed.SignWith(
            value,
            [
                signed.Changed(Contract.Form, "/Fields[", $"/Fields[{widget} 0 R "),
                signed.WithAnnotation(widget),
                (widget, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[20 330 220 350]/AP<</N {look} 0 R>>/F {flags}/V {value} 0 R>>"),
                (look, TestPdf.Stream("0 0 1 rg 0 0 200 20 re f", "/Type/XObject/Subtype/Form/BBox[0 0 200 20]")),
            ],
            key: stranger);

        (await Signer.ValidateAsync(file.Bytes))[0].Modifications.ShouldBe(isPermitted ? Modifications.Permitted : Modifications.Suspicious);
    }

    private const string TokenHead = "/Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161";

    private static TestFile Stamp(TestFile file, string box)
    {
        var (widget, value, look) = (file.Next, file.Next + 1, file.Next + 2);
        return file.SignWith(
            value,
            [
                file.Changed(Contract.Form, "/Fields[", $"/Fields[{widget} 0 R "),
                file.WithAnnotation(widget),
                (widget, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(Time)/Rect{box}/AP<</N {look} 0 R>>/F 132/V {value} 0 R>>"),
                (look, TestPdf.Stream("0 0 1 rg 0 0 80 30 re f", "/Type/XObject/Subtype/Form/BBox[0 0 80 30]")),
            ],
            cms: Token,
            head: TokenHead);
    }

    private static byte[] Token(byte[] digest, LocalKey key) => JudgedFile.Stamper.Token(Scene.Unit, digest, Signer.Now);

    private static async Task<IReadOnlyList<SignatureResult>> ValidateAsync(TestFile file)
    {
        var options = new ValidationOptions
        {
            At = Signer.Now.AddDays(1), TrustAnchors = [Signer.Key.CertificateChain[0]], TimestampTrustAnchors = [Scene.World.Root.Der], Revocation = RevocationPolicy.IfPresent,
            Material = new GivenMaterial { Certificates = [Scene.World.Issuing.Der] },
        };
        return (await PadesValidator.ValidateAsync(new MemoryStream(file.Bytes), options, TestContext.Current.CancellationToken)).Signatures;
    }
}
