using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>ISO 32000-2, table 257: every certification permits validation material and document timestamps.</summary>
public sealed class CertifiedTests
{
    private static readonly TestWorld s_world = new();

    [Theory]
    [InlineData(CertificationLevel.NoChanges)]
    [InlineData(CertificationLevel.FormFilling)]
    public async Task A_certified_file_can_be_kept_and_renewed(CertificationLevel level)
    {
        var file = await CertifyAsync(level);
        var request = new AugmentationRequest
        {
            Target = PadesLevel.BLTA,
            At = TestPki.Now,
            Timestamps = new LocalStamper(s_world.Units[0], s_world.Issuing),
            Placement = TimestampPlacement.Document,
            TrustAnchors = [s_world.Root.Der],
            OcspResponses = [new RevocationAnswers(s_world.Issuing) { Responder = s_world.Responder }.Ocsp(s_world.Signer, s_world.Units[0])],
            Crls = [new RevocationAnswers(s_world.Root).Crl()],
        };

        foreach (var renew in new[] { false, true }) (file, _) = await Keeping.AugmentAsync(file, request with { Renew = renew });

        var results = await Keeping.ValidateAsync(file, TestPki.Now.AddHours(1), s_world);
        results.Count.ShouldBe(4);
        results.ShouldAllBe(r => r.Integrity == Integrity.Intact && r.Modifications != Modifications.Suspicious);
    }

    [Fact]
    public async Task Where_nothing_is_permitted_a_further_signature_stays_forbidden()
    {
        var file = await CertifyAsync(CertificationLevel.NoChanges);

        (await Should.ThrowAsync<PdfRefusedException>(() => Keeping.SignAsync(file, s_world))).Reason.ShouldBe(PdfRefusal.SigningForbidden);
    }

    private static async Task<byte[]> CertifyAsync(CertificationLevel level)
    {
        var request = new SignatureRequest { CertificateChain = s_world.ChainOf(s_world.Signer), ClaimedTime = TestPki.Now, Certification = level };
        var file = new MemoryStream();
        var state = await PadesSigner.PrepareAsync(new MemoryStream(TestPdf.OnePage()), file, request, TestContext.Current.CancellationToken);
        var raw = s_world.Signer.SignHash(state.DigestToSign(), state.Digest.ToHashName());
        await PadesSigner.FinishAsync(file, state, raw, null, TestContext.Current.CancellationToken);
        return file.ToArray();
    }
}
