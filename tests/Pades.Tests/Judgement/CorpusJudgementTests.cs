using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Validation;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Files of others: levels as their makers named them, and verdicts with the roots that the files themselves bring.</summary>
public sealed class CorpusJudgementTests
{
    /// <summary>The old profile "LTV" (TS 102 778-4), which the files named "lt" follow, ends with a document timestamp: now B-LTA.</summary>
    [Theory]
    [InlineData("TEST_ESTEID2018_PAdES_B_enveloped.pdf", PadesLevel.BB)]
    [InlineData("TEST_ESTEID2018_PAdES_T_enveloped.pdf", PadesLevel.BT)]
    [InlineData("TEST_ESTEID2018_PAdES_LT_enveloped.pdf", PadesLevel.BLT)]
    [InlineData("TEST_ESTEID2018_PAdES_LTA_enveloped.pdf", PadesLevel.BLTA)]
    [InlineData("pades-baseline-t-live-aj.pdf", PadesLevel.BT)]
    [InlineData("pades-baseline-lta-live-aj.pdf", PadesLevel.BLTA)]
    [InlineData("hellopades-pades-b-sha256-auth.pdf", PadesLevel.BB)]
    [InlineData("hellopades-pades-b-lt-sha256-auth.pdf", PadesLevel.BB, PadesLevel.BLT)]
    [InlineData("hellopades-lt-sha256-rsa2048-no-ts.pdf", PadesLevel.BB)]
    [InlineData("pades_lt_two_valid_sig.pdf", PadesLevel.BLT, PadesLevel.BLT)]
    [InlineData("PadesProfileT.pdf", PadesLevel.BT)]
    [InlineData("hellopades-lt-b.pdf", PadesLevel.BLTA, PadesLevel.BB)]
    [InlineData("hellopades-lt-sha512.pdf", PadesLevel.BLTA)]
    public async Task Levels_are_those_of_the_names(string name, params PadesLevel[] expected)
    {
        var file = Open(name);

        var results = await file.ValidateAsync(new() { At = Scene.Day0 });

        results.Where(r => r.Kind == SignatureKind.Signature).Select(r => r.Level).ShouldBe(expected);
    }

    /// <summary>
    /// Outcomes of SiVa's own tests at about their time, with the issuing authority as anchor (as in the trust lists) and SHA-1 still
    /// accepted in certificates (as SiVa did then).
    /// </summary>
    [Theory]
    [InlineData("hellopades-lt-sha256-rsa2048.pdf", null)]
    [InlineData("hellopades-lt-sha256-ec256.pdf", null)]
    [InlineData("hellopades-lt-sha256-rsa2048-7d.pdf", null)]
    [InlineData("hellopades-lt-sha256-rsa1023.pdf", SubIndication.CryptoConstraintsFailure)]
    [InlineData("hellopades-lt-sha256-rsa1024-expired2.pdf", SubIndication.OutOfBoundsNoPoe)]
    [InlineData("hellopades-lt-sha256-rsa2048-expired.pdf", SubIndication.OutOfBoundsNoPoe)]
    public async Task With_the_roots_of_the_file_itself_it_is_judged_as_by_others(string name, SubIndication? expected)
    {
        var file = Open(name);
        var at = new DateTimeOffset(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var first = (await file.ValidateAsync(new() { At = at }))[0];
        var certificates = Certificates(file.Bytes);
        byte[] Find(CertificateFinding finding) => certificates.First(c => Convert.ToHexString(SHA256.HashData(c)) == finding.Sha256);

        var result = (await file.ValidateAsync(new()
        {
            At = at,
            Revocation = RevocationPolicy.IfPresent,
            Algorithms = AlgorithmPolicy.Default with { Digests = [new("SHA-1", at.AddYears(1)), new("SHA-256", null), new("SHA-512", null)] },
            TrustAnchors = [Find(first.Chain[1])],
            TimestampTrustAnchors = [.. first.Timestamps.Select(t => Find(t.Chain[^1]))],
        }))[0];

        result.SubIndication.ShouldBe(expected, ResultAssertions.Why(result));
        result.BestSignatureTime!.Value.Year.ShouldBe(2015);
    }

    private static JudgedFile Open(string name)
    {
        Corpus.Need();
        return new(File.ReadAllBytes(Corpus.Signed.First(e => e.File.EndsWith("/" + name, StringComparison.Ordinal)).Path));
    }

    private static List<byte[]> Certificates(byte[] pdf)
    {
        var document = PdfDocument.Open(ByteSource.Of(pdf));
        var material = ValidationMaterial.OfDss(document);
        foreach (var found in FoundSignature.FindAll(document, PageTree.Read(document)))
        {
            var cms = CmsDocument.Parse(found.Contents);
            material.AddFrom(ValidationMaterial.OfCms(cms));
        }

        return [.. material.Certificates.Select(c => c.GetEncoded())];
    }
}
