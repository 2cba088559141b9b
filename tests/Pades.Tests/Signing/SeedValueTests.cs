using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Seed values (ISO 32000-2, 12.7.5.5): only what is flagged as required forbids.</summary>
public sealed class SeedValueTests
{
    private static readonly string s_own = Convert.ToHexString(Signer.Key.CertificateChain[0]);
    private static readonly string s_other = Convert.ToHexString(TestPki.EcSigner.Der);

    /// <summary>Reason of the request, seed value, and the entry that forbids; null where nothing does.</summary>
    public static TheoryData<string?, string, string?> Conditions => new()
    {
        { null, "/Ff 1/Filter/Adobe.PPKLite", null },
        { null, "/Ff 1/Filter/Entrust.PPKEF", "/Filter" },
        { null, "/Filter/Entrust.PPKEF", null },
        { null, "/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", null },
        { null, "/Ff 2/SubFilter[/adbe.pkcs7.detached]", "/SubFilter" },
        { null, "/SubFilter[/adbe.pkcs7.detached]", null },
        { null, "/Ff 4/V 3", null },
        { null, "/Ff 4/V 4", "/V" },
        { "Duyệt", "/Ff 8/Reasons[(a)<FEFF004400751EC70079>]", "/Reasons" },
        { "Duyệt", "/Ff 8/Reasons[(a)<FEFF0044007500791EC70074>]", null },
        { "b", "/Ff 8/Reasons[(a)]", "/Reasons" },
        { null, "/Ff 8/Reasons[(a)]", "/Reasons" },
        { "b", "/Reasons[(a)]", null },
        { "b", "/Ff 8/Reasons[(.)]", "/Reasons" },
        { null, "/Ff 8/Reasons[(.)]", null },
        { "b", "/Ff 8", "/Reasons" },
        { null, "/Ff 16/LegalAttestation[(x)]", "/LegalAttestation" },
        { null, "/Ff 32/AddRevInfo true", "/AddRevInfo" },
        { null, "/Ff 32/AddRevInfo false", null },
        { null, "/Ff 64/DigestMethod[(SHA1)(SHA256)]", null },
        { null, "/Ff 64/DigestMethod[(SHA512)]", "/DigestMethod" },
        { null, "/DigestMethod[(SHA512)]", null },
        { null, "/Ff 128/LockDocument/true", "/LockDocument" },
        { null, "/Ff 128/LockDocument/auto", null },
        { null, "/Ff 256/AppearanceFilter(seal)", "/AppearanceFilter" },
        { null, "/Ff 512", "/Ff" },
        { null, "/MDP<</P 0>>", null },
        { null, "/MDP<</P 2>>", "/MDP" },
        { null, $"/Cert<</Ff 1/Subject[<{s_other}><{s_own}>]>>", null },
        { null, $"/Cert<</Ff 1/Subject[<{s_other}>]>>", "/Subject" },
        { null, $"/Cert<</Subject[<{s_other}>]>>", null },
        { null, $"/Cert<</Ff 2/Issuer[<{s_own}>]>>", null },
        { null, $"/Cert<</Ff 2/Issuer[<{s_other}>]>>", "/Issuer" },
        { null, "/Cert<</Ff 4/OID[(1.2.3)]>>", "/OID" },
        { null, "/Cert<</Ff 8/SubjectDN[<</CN(x)>><</CN<FEFF004E0067007500791EC5006E0020005400681ECB0020005000680" + "1B01EE3006E0067>>>]>>", null },
        { null, "/Cert<</Ff 8/SubjectDN[<</CN(x)>>]>>", "/SubjectDN" },
        { null, "/Cert<</Ff 8/SubjectDN[<</Nonsense(x)>>]>>", "/SubjectDN" },
        { null, "/Cert<</Ff 32/KeyUsage[(11XXX0)]>>", null },
        { null, "/Cert<</Ff 32/KeyUsage[(0XX)(XX1)]>>", "/KeyUsage" },
        { null, "/Cert<</Ff 64/URL(http://127.0.0.1/)>>", null },
        { null, "/Cert<</Ff 128>>", "/Ff" },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_condition_that_the_signature_does_not_keep_forbids_it(string? reason, string seed, string? entry)
    {
        var pdf = FormPdf.TwoTexts($"/SV<</Type/SV{seed}>>");
        var request = FormPdf.Into("S") with { Reason = reason };

        if (entry is null)
        {
            (await Signer.ValidateAsync(await Signer.SignAsync(pdf, request))).ShouldHaveSingleItem().Field.ShouldBe("S");
            return;
        }

        var refused = await FormPdf.RefusedAsync(pdf, request);
        refused.Reason.ShouldBe(PdfRefusal.SeedValueForbids);
        refused.Message.ShouldContain($"{entry})");
    }

    [Fact]
    public async Task A_field_for_a_certification_takes_one_of_its_level()
    {
        var pdf = FormPdf.TwoTexts("/SV<</MDP<</P 2>>>>");

        (await FormPdf.RefusedAsync(pdf, FormPdf.Into("S") with { Certification = CertificationLevel.NoChanges })).Reason.ShouldBe(PdfRefusal.SeedValueForbids);
        var signed = await Signer.SignAsync(pdf, FormPdf.Into("S") with { Certification = CertificationLevel.FormFilling });
        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_timestamp_that_is_required_is_not_left_out()
    {
        var pdf = FormPdf.TwoTexts("/SV<</TimeStamp<</URL(http://127.0.0.1/)/Ff 1>>>>");
        var (file, prepared) = await Signer.PrepareAsync(pdf, FormPdf.Into("S"));
        var before = file.ToArray();
        prepared = PreparedSignature.FromJson(prepared.ToJson());

        var refused = await Should.ThrowAsync<PdfRefusedException>(
            () => PadesSigner.FinishAsync(file, prepared, Signer.Key.Sign(prepared), null, TestContext.Current.CancellationToken));

        refused.Reason.ShouldBe(PdfRefusal.SeedValueForbids);
        file.ToArray().ShouldBe(before);
    }
}
