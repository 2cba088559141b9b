using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>Changes that hide behind a signature that was added later, or behind a certification that nobody made.</summary>
public sealed class LaterSignatureAttackTests
{
    private const string Cover = "1 1 1 rg 0 0 250 40 re f";

    [Theory]
    [InlineData("/Subtype/Square/Rect[40 290 300 330]/BS<</W 300>>", "a square that needs no appearance")]
    [InlineData("/Subtype/Widget/Rect[40 290 300 330]/BS<</W 300>>", "a frame")]
    [InlineData("/Rect[40 290 300 330]", "no annotation at all")]
    public async Task An_unsigned_field_must_show_nothing(string entries, string what)
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        var next = TestPdf.NextNumber(signed);

        var result = (await Signer.ValidateAsync(WithWidget(signed, next, (next, $"<</Type/Annot/FT/Sig/T(x){entries}>>")))).Single();

        ShouldBeFlagged(result, what);
    }

    [Fact]
    public async Task A_line_without_height_can_still_strike_out_what_was_signed()
    {
        var signed = await Signer.SignAsync(TestPdf.OnePage());
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        var next = TestPdf.NextNumber(signed);
        var prepared = WithWidget(
            signed,
            next,
            (next, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[40 300 300 300]/AP<</N {next + 1} 0 R>>>>"),
            (next + 1, TestPdf.Stream("0 0 m 260 0 l S", "/Type/XObject/Subtype/Form/BBox[0 -1 260 1]")));

        ShouldBeFlagged((await Signer.ValidateAsync(prepared)).Single());
    }

    [Fact]
    public async Task A_later_signature_does_not_excuse_another_appearance_than_its_own()
    {
        var twice = await Signer.SignAsync(await Signer.SignAsync(TestPdf.OnePage()), Signer.Request());
        var text = TestPdf.Text(twice);
        var dictionary = int.Parse(text[..text.LastIndexOf(" 0 obj\n<</Type /Sig", StringComparison.Ordinal)].Split('\n')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var widget = dictionary + 1;
        var next = TestPdf.NextNumber(twice);
        // The genuine second field is replaced by one of another look that points at the same signature.
        var page = TestPdf.Body(twice, 3).Replace($"{widget} 0 R", $"{next} 0 R", StringComparison.Ordinal);
        var form = FormNumber(twice);
        var fields = TestPdf.Body(twice, form).Replace($"{widget} 0 R", $"{next} 0 R", StringComparison.Ordinal);

        var results = await Signer.ValidateAsync(TestPdf.Append(
            twice,
            (3, page),
            (form, fields),
            (next, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature2)/V {dictionary} 0 R/Rect[40 290 300 330]/AP<</N {next + 1} 0 R>>>>"),
            (next + 1, TestPdf.Stream(Cover, "/Type/XObject/Subtype/Form/BBox[0 0 250 40]"))));

        results.Count.ShouldBe(2);
        ShouldBeFlagged(results[1]);
        ShouldBeFlagged(results[0]);
    }

    [Fact]
    public async Task A_visible_signature_whose_path_breaks_a_rule_is_a_strangers()
    {
        using var rootKey = RSA.Create(2048);
        var rootRequest = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(Signer.Now.AddDays(-9), Signer.Now.AddDays(9));
        using var person = Issue(root, "Lê Thị Hoa");
        using var forged = Issue(person, "Kẻ lạ");
        using var first = Key(person);
        using var second = Key(forged, person);

        var signed = await Signer.SignAsync(await Signer.SignAsync(TestPdf.OnePage(), key: first), key: second);
        var report = await PadesValidator.ValidateAsync(
            new MemoryStream(signed),
            new ValidationOptions { At = Signer.Now, TrustAnchors = [root.RawData], Revocation = RevocationPolicy.IfPresent },
            TestContext.Current.CancellationToken);

        report.Signatures[1].SubIndication.ShouldBe(SubIndication.ChainConstraintsFailure);
        ShouldBeFlagged(report.Signatures[0]);
    }

    [Fact]
    public async Task A_certification_that_nobody_signed_permits_no_filling()
    {
        const string field = "<</FT/Tx/T(amount)/V(100)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]>>";
        var signed = await Signer.SignAsync(TestPdf.OnePage(
            catalogEntries: "/AcroForm<</Fields[6 0 R]>>/Perms<</DocMDP 7 0 R>>",
            more: [field, "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]>>"]));

        var result = (await Signer.ValidateAsync(TestPdf.Append(signed, (6, field.Replace("100", "999", StringComparison.Ordinal))))).Single();

        ShouldBeFlagged(result);
    }

    private static X509Certificate2 Issue(X509Certificate2 issuer, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = 1;
        using var bare = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForRSA(issuer.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1),
            Signer.Now.AddDays(-1),
            Signer.Now.AddDays(1),
            serial);
        return bare.CopyWithPrivateKey(key);
    }

    private static LocalKey Key(X509Certificate2 own, params X509Certificate2[] issuers)
    {
        var all = new X509Certificate2Collection(own);
        foreach (var issuer in issuers)
            all.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        return LocalKey.FromPkcs12(all.Export(X509ContentType.Pkcs12, "test")!, "test");
    }

    private static byte[] WithWidget(byte[] signed, int widget, params (int Number, string Body)[] objects)
    {
        var form = FormNumber(signed);
        return TestPdf.Append(
            signed,
            [
                (3, TestPdf.Body(signed, 3).Replace("/Annots [", $"/Annots [{widget} 0 R ", StringComparison.Ordinal)),
                (form, TestPdf.Body(signed, form).Replace("/Fields [", $"/Fields [{widget} 0 R ", StringComparison.Ordinal)),
                .. objects,
            ]);
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
        result.SubIndication.ShouldBe(SubIndication.SigConstraintsFailure, what);
    }
}
