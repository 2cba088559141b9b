using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Judgement;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>Whose later signature may lie over what was signed, and which existing fields may be signed.</summary>
public sealed class BelievedLaterTests
{
    private const string OverText = "[50 295 250 325]";

    [Fact]
    public async Task The_same_person_may_sign_over_the_own_document_although_nobody_knows_them()
    {
        using var person = LocalKey.CreateThrowAway("Lê Thị Hoa", Signer.Now);
        using var namesake = LocalKey.CreateThrowAway("Lê Thị Hoa", Signer.Now);
        var signed = Contract.Create(XrefKind.Table).Sign(key: person);

        (await Signer.ValidateAsync(signed.Sign(rectangle: OverText, key: person).Bytes))[0].Modifications.ShouldBe(Modifications.Permitted);
        (await Signer.ValidateAsync(signed.Sign(rectangle: OverText, key: namesake).Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious);
    }

    /// <summary>Offline nothing is known of revocation: that makes nobody a stranger whose path leads to an anchor.</summary>
    [Fact]
    public async Task Somebody_of_whom_only_the_revocation_is_unknown_is_no_stranger()
    {
        var first = await SignVisiblyAsync(TestPdf.OnePage(), World.Signer, new PageRectangle(200, 20, 80, 30));
        var stranger = TestPki.Issue(new("CN=Kẻ lạ"), TestPki.Ec());
        var second = await SignVisiblyAsync(first, World.EcSigner, new PageRectangle(60, 295, 120, 30));
        var foreign = await SignVisiblyAsync(first, stranger, new PageRectangle(60, 295, 120, 30));

        var results = await new JudgedFile(second).ValidateAsync(At(1));
        results.Select(r => (r.SubIndication, r.Modifications)).ShouldBe([(SubIndication.TryLater, Modifications.Permitted), (SubIndication.TryLater, Modifications.None)]);
        (await new JudgedFile(foreign).ValidateAsync(At(1)))[0].Modifications.ShouldBe(Modifications.Suspicious);
        (await new JudgedFile(second).ValidateAsync(At(1) with
        {
            Material = new GivenMaterial { OcspResponses = [Ocsp(1, [World.EcSigner], new Dictionary<Identity, int> { [World.EcSigner] = -1 })] },
        }))[0].Modifications.ShouldBe(Modifications.Suspicious);
    }

    [Theory]
    [InlineData("/F1", "([.....______-----] )", false)]
    [InlineData("/F1", "(.....______-----)", true)]
    [InlineData("/F2", "(.....______-----)", false)]
    [InlineData("/F3", "(.....______-----)", false)]
    [InlineData("/F4", "<002E002E002E002E>", false)]
    [InlineData("/F5", "(.....______-----)", false)]
    public async Task Only_leaders_in_a_plain_encoding_are_a_place_to_sign_on(string font, string text, bool isPlace)
    {
        using var first = LocalKey.CreateThrowAway("Lê Thị Hoa", Signer.Now);
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        var file = TestFile.Create(
            XrefKind.Table,
            "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 600]>>",
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 5 0 R/Annots 7 0 R>>",
            TestPdf.Stream($"BT {font} 24 Tf 50 300 Td {text} Tj ET"),
            "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
                + "/F2<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[46/A 95/B 45/C]>>>>"
                + "/F3<</Type/Font/Subtype/Type3/Encoding<</Differences[46/A]>>/CharProcs<<>>/FontMatrix[1 0 0 1 0 0]>>"
                + "/F4<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</DW 500>>]>>"
                + "/F5<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Flags 4>>>>>>>>",
            "<</Fields[]>>",
            "[]").Sign(key: first);

        var result = (await Signer.ValidateAsync(file.Sign(rectangle: OverText, key: stranger).Bytes))[0];

        result.Modifications.ShouldBe(isPlace ? Modifications.Permitted : Modifications.Suspicious);
    }

    [Theory]
    [InlineData(XrefKind.Table)]
    [InlineData(XrefKind.Compressed)]
    public async Task A_field_with_a_widget_of_its_own_may_be_signed(XrefKind kind)
    {
        var plain = Contract.Create(kind);
        var (field, widget) = (plain.Next, plain.Next + 1);
        var dictionary = $"<</FT/Sig/T(Lan)/Kids[{widget} 0 R]>>";
        var box = $"<</Type/Annot/Subtype/Widget/Parent {field} 0 R/Rect[20 150 120 200]/P 3 0 R/F 4>>";
        var signed = plain.Update(
            (field, dictionary), (widget, box), plain.Changed(Contract.Form, "/Fields[", $"/Fields[{field} 0 R "), plain.WithAnnotation(widget)).Sign();
        var (value, look) = (signed.Next, signed.Next + 1);
        var filled = signed.SignWith(
            value,
            [
                (field, dictionary[..^2] + $"/V {value} 0 R>>"), (widget, box[..^2] + $"/AP<</N {look} 0 R>>>>"),
                (look, TestPdf.Stream("0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 50]")),
            ]);

        (await Signer.ValidateAsync(filled.Bytes)).Select(r => (r.Indication, r.Modifications))
            .ShouldBe([(Indication.TotalPassed, Modifications.Permitted), (Indication.TotalPassed, Modifications.None)]);
    }

    /// <summary>Some programs name a signature field on its page only, and add it to the form when it is signed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_field_that_only_a_page_names_may_be_signed(bool isNamedLater)
    {
        var plain = Contract.Create(XrefKind.Table);
        var widget = plain.Next;
        const string box = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Lan)/Rect[20 150 120 200]/P 3 0 R/F 4>>";
        var signed = plain.Update((widget, box), plain.WithAnnotation(widget)).Sign();
        var (value, look) = (signed.Next, signed.Next + 1);
        TestFile Fill(string entries, LocalKey? key = null) => signed.SignWith(
            value,
            [
                (widget, box[..^2] + $"/V {value} 0 R/AP<</N {look} 0 R>>{entries}>>"),
                (look, TestPdf.Stream("0 0 9 9 re f", "/Type/XObject/Subtype/Form/BBox[0 0 100 50]")),
                .. isNamedLater ? new[] { signed.Changed(Contract.Form, "/Fields[", $"/Fields[{widget} 0 R ") } : [],
            ],
            key: key);

        (await Signer.ValidateAsync(Fill(string.Empty).Bytes)).Select(r => (r.Indication, r.Modifications))
            .ShouldBe([(Indication.TotalPassed, Modifications.Permitted), (Indication.TotalPassed, Modifications.None)]);
        (await Signer.ValidateAsync(Fill("/A<</S/URI/URI(x)>>").Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious);
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        (await Signer.ValidateAsync(Fill(string.Empty, stranger).Bytes))[0].Modifications.ShouldBe(Modifications.Suspicious);
    }

    private static async Task<byte[]> SignVisiblyAsync(byte[] pdf, Identity signer, PageRectangle box)
    {
        var request = new SignatureRequest
        {
            CertificateChain = signer == World.Signer || signer == World.EcSigner ? World.ChainOf(signer) : [signer.Der],
            ClaimedTime = Day0,
            Visible = new VisibleSignature { Page = 1, Rectangle = box, Lines = ["Ký"] },
        };
        var file = new MemoryStream();
        var prepared = await PadesSigner.PrepareAsync(new MemoryStream(pdf), file, request, TestContext.Current.CancellationToken);
        await PadesSigner.FinishAsync(file, prepared, signer.SignHash(prepared.DigestToSign(), SignatureDigest.Sha256.ToName()), null, TestContext.Current.CancellationToken);
        return file.ToArray();
    }
}
