using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reports;

public sealed class ReportTextTests
{
    [Fact]
    public void Every_value_has_a_text_in_both_languages()
    {
        Check<Indication>(ReportTexts.Of);
        Check<SubIndication>(ReportTexts.Of);
        Check<SignatureKind>(ReportTexts.Of);
        Check<Integrity>(ReportTexts.Of);
        Check<Coverage>(ReportTexts.Of);
        Check<Modifications>(ReportTexts.Of);
        Check<PadesLevel>(ReportTexts.Of);
        Check<BuildingBlock>(ReportTexts.Of);
        Check<CheckStatus>(ReportTexts.Of);
        Check<RevocationStatus>(ReportTexts.Of);
        Check<RevocationSourceKind>(ReportTexts.Of);
        Check<MaterialOrigin>(ReportTexts.Of);
        Check<PdfRefusal>(ReportTexts.Of);
        Check<AugmentationFailure>(ReportTexts.Of);
    }

    [Fact]
    public void Every_sub_indication_tells_what_to_do()
    {
        foreach (var sub in Enum.GetValues<SubIndication>())
        {
            var conclusion = ReportConclusion.Of(SampleReports.Subject(SampleReports.Unknown with { SubIndication = sub }));

            conclusion.Advice.Vietnamese.ShouldNotContain(ReportTexts.Unknown.Vietnamese);
            conclusion.Advice.English.ShouldEndWith(".");
            conclusion.Sentence.English.ShouldContain(ReportTexts.Of(sub).English);
            conclusion.Sentence.Vietnamese.ShouldContain(ReportTexts.Of(sub).Vietnamese);
        }
    }

    [Fact]
    public void The_codes_are_those_of_the_standards()
    {
        Enum.GetValues<SubIndication>().Select(s => ReportTexts.Code(s)).ShouldContain("CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
        ReportTexts.Code(SubIndication.CertificateChainGeneralFailure).ShouldBe("CERTIFICATE_CHAIN_GENERAL_FAILURE");
        ReportTexts.Code(SubIndication.SigCryptoFailure).ShouldBe("SIG_CRYPTO_FAILURE");
        ReportTexts.Code(Indication.TotalFailed).ShouldBe("TOTAL-FAILED");
        ReportTexts.Code(PadesLevel.BLTA).ShouldBe("B-LTA");
        ReportTexts.Code(PadesLevel.None).ShouldBeNull();
        ReportTexts.Code(PdfRefusal.BrokenStructure).ShouldBe("broken_structure");
        ReportTexts.Code(Coverage.WholeFile).ShouldBe("whole_file");
    }

    private static void Check<T>(Func<T, ReportText> text)
        where T : struct, Enum
    {
        var texts = Enum.GetValues<T>().Select(value => (value, Text: text(value))).ToList();
        texts.ShouldNotBeEmpty();
        texts.ShouldAllBe(t => t.Text.Vietnamese.Length > 0 && t.Text.English.Length > 0);
        texts.ShouldAllBe(t => t.Text != ReportTexts.Unknown);
        // One text for two values would hide the difference.
        texts.Select(t => t.Text.Vietnamese).ShouldBeUnique();
        texts.Select(t => t.Text.English).ShouldBeUnique();
    }
}
