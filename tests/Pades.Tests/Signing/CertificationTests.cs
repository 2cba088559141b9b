using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>What a signature permits and locks, and how later ones keep to it.</summary>
public sealed class CertificationTests
{
    [Theory]
    [InlineData(CertificationLevel.NoChanges)]
    [InlineData(CertificationLevel.FormFilling)]
    [InlineData(CertificationLevel.FormFillingAndAnnotations)]
    public async Task A_certification_is_entered_where_readers_look_for_it(CertificationLevel level)
    {
        var pdf = TestPdf.OnePage(catalogEntries: "/Perms<</UR3 6 0 R>>", more: "<</Type/Sig>>");

        var signed = await Signer.SignAsync(pdf, Signer.Request() with { Certification = level });

        var update = TestPdf.Text(signed[pdf.Length..]);
        update.ShouldContain("/Perms <</UR3 6 0 R/DocMDP 7 0 R>>");
        update.ShouldContain($"/TransformMethod /DocMDP/TransformParams <</Type /TransformParams/V /1.2/P {(int)level}>>");
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
        await AssertPdfsigAsync(signed, 1);
    }

    [Fact]
    public async Task Permissions_in_an_object_of_their_own_are_changed_there()
    {
        var pdf = TestPdf.OnePage(catalogEntries: "/Perms 6 0 R", more: "<<>>");

        var signed = await Signer.SignAsync(pdf, Signer.Request() with { Certification = CertificationLevel.FormFilling });

        TestPdf.Body(signed, 6).ShouldBe("<</DocMDP 7 0 R>>");
    }

    [Fact]
    public async Task Only_the_first_signature_can_certify()
    {
        var certify = Signer.Request() with { Certification = CertificationLevel.FormFilling };
        var approved = await Signer.SignAsync(TestPdf.OnePage());
        var certified = await Signer.SignAsync(TestPdf.OnePage(), certify);

        (await FormPdf.RefusedAsync(approved, certify)).Reason.ShouldBe(PdfRefusal.NotFirstSignature);
        (await FormPdf.RefusedAsync(certified, certify)).Reason.ShouldBe(PdfRefusal.NotFirstSignature);
    }

    [Fact]
    public async Task Who_may_sign_after_a_certification_is_what_it_says()
    {
        var nothing = await Signer.SignAsync(TestPdf.OnePage(), Signer.Request() with { Certification = CertificationLevel.NoChanges });
        var filling = await Signer.SignAsync(TestPdf.OnePage(), Signer.Request() with { Certification = CertificationLevel.FormFilling });

        var refused = await FormPdf.RefusedAsync(nothing, Signer.Request());
        (refused.Reason, refused.Message).ShouldBe((PdfRefusal.SigningForbidden, "A certification signature permits no change (DocMDP, P 1)."));
        var twice = await Signer.SignAsync(filling);
        (await Signer.ValidateAsync(twice)).ShouldAllBe(r => r.Indication == Indication.TotalPassed);
        await AssertPdfsigAsync(twice, 2);
    }

    [Theory]
    [InlineData("/Reference[<</TransformMethod/UR3/TransformParams<</P 1>>>>]")]
    [InlineData("/Reference[<</TransformMethod/UR3/TransformParams<</Document[/FullSave]/V/2.2/P true>>>>]")]
    public async Task Usage_rights_forbid_nothing(string reference)
    {
        var pdf = TestPdf.OnePage(catalogEntries: "/Perms<</UR3 6 0 R>>", more: $"<</Type/Sig{reference}>>");

        (await Signer.ValidateAsync(await Signer.SignAsync(pdf))).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Theory]
    [InlineData(FieldLockAction.All, "", "S", true)]
    [InlineData(FieldLockAction.Include, "S", "S", true)]
    [InlineData(FieldLockAction.Include, "A", "S", false)]
    [InlineData(FieldLockAction.Include, "S.x", "S", false)]
    [InlineData(FieldLockAction.Exclude, "A", "S", true)]
    [InlineData(FieldLockAction.Exclude, "S", "S", false)]
    public async Task A_locked_field_is_not_signed(FieldLockAction action, string named, string target, bool isLocked)
    {
        var locking = Signer.Request() with { Lock = new FieldLock { Action = action, Fields = named.Length > 0 ? [named] : [] } };
        var once = await Signer.SignAsync(FormPdf.TwoTexts(), locking);

        (await Signer.InspectAsync(once)).SignatureFields.Single(f => f.Name == target).IsLocked.ShouldBe(isLocked);
        if (isLocked)
        {
            var refused = await FormPdf.RefusedAsync(once, FormPdf.Into(target));
            (refused.Reason, refused.Message).ShouldBe((PdfRefusal.SigningForbidden, "An earlier signature has locked the field (FieldMDP)."));
            await AssertPdfsigAsync(await Signer.SignAsync(once), 2); // a new field is none of those that were locked
        }
        else
        {
            await AssertPdfsigAsync(await Signer.SignAsync(once, FormPdf.Into(target)), 2);
        }
    }

    [Fact]
    public async Task A_new_field_tells_its_lock_in_both_places()
    {
        var request = Signer.Request() with { Lock = new FieldLock { Action = FieldLockAction.Include, Fields = ["A"], Permission = CertificationLevel.NoChanges } };

        var signed = await Signer.SignAsync(FormPdf.TwoTexts(), request);

        var text = TestPdf.Text(signed);
        text.ShouldContain("/TransformMethod /FieldMDP/TransformParams <</Type /TransformParams/V /1.2/Action /Include/Fields [<FEFF0041>]/P 1>>/Data 1 0 R");
        text.ShouldContain("<</Type /SigFieldLock/Action /Include/Fields [<FEFF0041>]/P 1>>");
        (await FormPdf.RefusedAsync(signed, Signer.Request())).Reason.ShouldBe(PdfRefusal.SigningForbidden);
        await AssertPdfsigAsync(signed, 1);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("/P 1", true)]
    public async Task The_lock_of_the_field_becomes_that_of_its_signature(string permission, bool endsSigning)
    {
        var pdf = FormPdf.TwoTexts($"/Lock<</Type/SigFieldLock/Action/Exclude/Fields[(B)]{permission}>>");

        var signed = await Signer.SignAsync(pdf, FormPdf.Into("S"));

        TestPdf.Text(signed[pdf.Length..]).ShouldContain("/TransformMethod /FieldMDP/TransformParams <</Type /TransformParams/V /1.2/Action /Exclude/Fields [<FEFF0042>]");
        if (endsSigning)
            (await FormPdf.RefusedAsync(signed, Signer.Request())).Reason.ShouldBe(PdfRefusal.SigningForbidden);
        else
            await AssertPdfsigAsync(await Signer.SignAsync(signed), 2);
    }

    [Fact]
    public async Task A_field_with_a_lock_takes_no_other()
    {
        var pdf = FormPdf.TwoTexts("/Lock<</Action/All>>");

        var refused = await FormPdf.RefusedAsync(pdf, FormPdf.Into("S") with { Lock = new FieldLock { Action = FieldLockAction.All } });

        refused.Reason.ShouldBe(PdfRefusal.FieldUnusable);
    }

    [Fact]
    public async Task A_new_field_does_not_take_a_name_that_was_locked()
    {
        var once = await Signer.SignAsync(FormPdf.TwoTexts(), Signer.Request() with { Lock = new FieldLock { Action = FieldLockAction.Include, Fields = ["Signature2"] } });

        (await Signer.PrepareAsync(once)).Prepared.FieldName.ShouldBe("Signature3");
        (await FormPdf.RefusedAsync(once, Signer.Request() with { NewFieldName = "Signature2" })).Reason.ShouldBe(PdfRefusal.SigningForbidden);
    }

    private static async Task AssertPdfsigAsync(byte[] pdf, int signatures)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            (await Peers.RunAsync("pdfsig", "-nocert", file)).Output.Split("Signature is Valid").Length.ShouldBe(signatures + 1);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
