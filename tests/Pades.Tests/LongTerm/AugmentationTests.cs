using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using KonTum.Tthc.Pades.Validation;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

public sealed class AugmentationTests : AuthorityTests
{
    [Fact]
    public async Task A_signature_gets_its_timestamp_inside_where_it_fits()
    {
        var signed = await Keeping.SignAsync(TestPdf.OnePage(), _world);

        var (file, result) = await Keeping.AugmentAsync(signed, Request(PadesLevel.BT));

        (result.IsChanged, result.AddedToStore, result.NextRenewal).ShouldBe((true, 0, null));
        result.TimestampedSignatures.ShouldBe(["Signature1"]);
        result.DocumentTimestamps.ShouldBeEmpty();
        file.Length.ShouldBe(signed.Length);
        var only = (await ValidateAsync(file, RevocationPolicy.IfPresent)).ShouldHaveSingleItem();
        (only.Indication, only.Level, only.TimestampTime).ShouldBe((Indication.TotalPassed, PadesLevel.BT, _server.Clock));
    }

    [Fact]
    public async Task Where_it_does_not_fit_the_document_is_timestamped()
    {
        var signed = await Keeping.SignAsync(TestPdf.OnePage(), _world, reserved: 2500);

        var (file, result) = await Keeping.AugmentAsync(signed, Request(PadesLevel.BT));

        result.TimestampedSignatures.ShouldBeEmpty();
        result.DocumentTimestamps.ShouldHaveSingleItem();
        file[..signed.Length].ShouldBe(signed);
        (await ValidateAsync(file, RevocationPolicy.IfPresent)).Select(r => (r.Kind, r.Indication, r.Modifications)).ShouldBe(
        [
            (SignatureKind.Signature, Indication.TotalPassed, Modifications.Permitted),
            (SignatureKind.DocumentTimestamp, Indication.TotalPassed, Modifications.None),
        ]);
    }

    [Fact]
    public async Task A_covered_signature_is_not_touched()
    {
        var (prepared, state, raw) = await Keeping.PrepareAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), _world, _world.EcSigner);
        await PadesSigner.FinishAsync(prepared, state, raw, _server.Timestamps(), TestContext.Current.CancellationToken);
        var twice = prepared.ToArray();

        var (file, result) = await Keeping.AugmentAsync(twice, Request(PadesLevel.BT));

        (result.TimestampedSignatures.Count, result.DocumentTimestamps.Count).ShouldBe((0, 1));
        file[..twice.Length].ShouldBe(twice);
        (await ValidateAsync(file, RevocationPolicy.IfPresent)).ShouldAllBe(r => r.Indication == Indication.TotalPassed);
    }

    [Fact]
    public async Task A_document_timestamp_can_be_asked_for()
    {
        var signed = await Keeping.SignAsync(TestPdf.OnePage(), _world);

        var (file, result) = await Keeping.AugmentAsync(signed, Request(PadesLevel.BT) with { Placement = TimestampPlacement.Document });

        result.DocumentTimestamps.ShouldBe(["Signature2"]);
        file[..signed.Length].ShouldBe(signed);
    }

    [Theory]
    [InlineData(TimestampPlacement.Automatic)]
    [InlineData(TimestampPlacement.Document)]
    public async Task The_store_holds_all_that_the_paths_need(TimestampPlacement placement)
    {
        var (file, result) = await Keeping.AugmentAsync(
            await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BLT) with { Placement = placement });

        var store = Store(file);
        store.Certificates.ShouldBe(
            [_world.Signer.Certificate, _world.Issuing.Certificate, _world.Root.Certificate, _world.Responder.Certificate, _world.Units[0].Certificate],
            ignoreOrder: true);
        foreach (var (certificate, issuer) in new[] { (_world.Signer, _world.Issuing), (_world.Units[0], _world.Issuing), (_world.Issuing, _world.Root) })
        {
            var evidence = store.For(certificate.Certificate, issuer.Certificate).ShouldHaveSingleItem();
            (evidence.Status, evidence.Kind).ShouldBe((RevocationStatus.Good, RevocationSourceKind.Ocsp));
        }

        result.AddedToStore.ShouldBe(8);
        foreach (var found in Find(file)) store.HasVriFor(found.Contents).ShouldBeTrue();
        (await ValidateAsync(file)).ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Modifications != Modifications.Suspicious);
    }

    [Fact]
    public async Task A_list_takes_the_place_of_a_responder_that_does_not_answer()
    {
        _server.Broken.Add("ocsp/issuing");

        var (file, result) = await Keeping.AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BLT));

        Store(file).For(_world.Signer.Certificate, _world.Issuing.Certificate).ShouldHaveSingleItem().Kind.ShouldBe(RevocationSourceKind.Crl);
        result.Notes.ShouldContain(n => n.Contains("HTTP status 503"));
        _server.Calls.Count(c => c == "crl/issuing").ShouldBe(1);
    }

    [Fact]
    public async Task Without_revocation_information_there_is_no_result()
    {
        _server.Broken.Add("/issuing");
        var output = new MemoryStream();
        var signed = await Keeping.SignAsync(TestPdf.OnePage(), _world);

        var failure = await Should.ThrowAsync<AugmentationException>(() =>
            PadesAugmenter.AugmentAsync(new MemoryStream(signed), output, Request(PadesLevel.BLTA), TestContext.Current.CancellationToken));

        (failure.Reason, failure.Subject, failure.Field).ShouldBe((AugmentationFailure.RevocationUnknown, "Nguyễn Thị Phượng Thu Nghiem", "Signature1"));
        output.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_certificate_that_was_revoked_before_is_told()
    {
        _server.Revoked[_world.Signer.Certificate.SerialNumber] = (_server.Clock.AddDays(-1), 1);

        var failure = await FailAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BLT));

        (failure.Reason, failure.Subject).ShouldBe((AugmentationFailure.Revoked, "Nguyễn Thị Phượng Thu Nghiem"));
    }

    [Fact]
    public async Task A_certificate_that_was_revoked_after_the_proven_time_is_kept_as_it_was()
    {
        var (stamped, _) = await Keeping.AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BT));
        _server.Revoked[_world.Signer.Certificate.SerialNumber] = (_server.Clock.AddHours(1), 1);
        _server.Clock = _server.Clock.AddDays(1);

        var (file, _) = await Keeping.AugmentAsync(stamped, Request(PadesLevel.BLT));

        Store(file).For(_world.Signer.Certificate, _world.Issuing.Certificate).ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Revoked);
    }

    [Fact]
    public async Task After_the_end_of_the_certificate_an_authority_may_have_forgotten()
    {
        var (stamped, _) = await Keeping.AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BT));
        _server.Clock = _server.Clock.AddYears(3);

        (await FailAsync(stamped, Request(PadesLevel.BLT))).Reason.ShouldBe(AugmentationFailure.RevocationUnknown);
    }

    [Fact]
    public async Task Missing_issuers_are_fetched()
    {
        var request = new SignatureRequest { CertificateChain = [_world.Signer.Der], ClaimedTime = TestPki.Now };
        var file = new MemoryStream();
        var state = await PadesSigner.PrepareAsync(new MemoryStream(TestPdf.OnePage()), file, request, TestContext.Current.CancellationToken);
        await PadesSigner.FinishAsync(
            file, state, _world.Signer.SignHash(state.DigestToSign(), state.Digest.ToHashName()), null, TestContext.Current.CancellationToken);

        var (kept, _) = await Keeping.AugmentAsync(file.ToArray(), Request(PadesLevel.BLT) with { TimestampTrustAnchors = [_world.Root.Der] });

        Store(kept).Certificates.ShouldContain(_world.Issuing.Certificate);
    }

    [Fact]
    public async Task A_stranger_to_the_anchors_is_refused()
    {
        var failure = await FailAsync(
            await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BLT) with { TrustAnchors = [new TestWorld(name: "Khac").Root.Der] });

        failure.Reason.ShouldBe(AugmentationFailure.NoPath);
    }

    [Fact]
    public async Task Given_material_needs_no_network()
    {
        var issuing = new RevocationAnswers(_world.Issuing) { Responder = _world.Responder };
        var request = Request(PadesLevel.BLT) with
        {
            ValidationData = null,
            OcspResponses = [issuing.Ocsp(_world.Signer), issuing.Ocsp(_world.Units[0])],
            Crls = [new RevocationAnswers(_world.Root).Crl()],
        };

        var (file, _) = await Keeping.AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), request);

        _server.Calls.ShouldAllBe(c => c.StartsWith("tsa", StringComparison.Ordinal));
        Store(file).For(_world.Issuing.Certificate, _world.Root.Certificate).ShouldHaveSingleItem().Kind.ShouldBe(RevocationSourceKind.Crl);
    }

    [Fact]
    public async Task What_is_reached_is_left_as_it_is()
    {
        var (file, _) = await Keeping.AugmentAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BLTA));
        _server.Calls.Clear();
        foreach (var level in new[] { PadesLevel.BT, PadesLevel.BLT, PadesLevel.BLTA })
        {
            var (again, result) = await Keeping.AugmentAsync(file, Request(level));

            result.IsChanged.ShouldBeFalse();
            again.ShouldBe(file);
            result.NextRenewal!.Subject.ShouldBe("TSA 1 Thu Nghiem");
        }

        _server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_signature_is_not_kept()
    {
        var signed = await Keeping.SignAsync(TestPdf.OnePage(), _world);
        signed[TestPdf.Text(signed).IndexOf("Pay 100", StringComparison.Ordinal) + 4] = (byte)'9';

        var failure = await FailAsync(signed, Request(PadesLevel.BLTA));

        (failure.Reason, failure.Field).ShouldBe((AugmentationFailure.BrokenSignature, "Signature1"));
    }

    [Fact]
    public async Task Without_a_signature_there_is_nothing_to_keep() =>
        (await FailAsync(TestPdf.OnePage(), Request(PadesLevel.BLTA))).Reason.ShouldBe(AugmentationFailure.NoSignature);

    [Fact]
    public async Task Without_a_timestamp_client_a_timestamp_cannot_be_added() => (await FailAsync(
        await Keeping.SignAsync(TestPdf.OnePage(), _world), Request(PadesLevel.BT) with { Timestamps = null })).Reason.ShouldBe(AugmentationFailure.NoTimestampClient);

    [Fact]
    public async Task A_token_that_does_not_fit_is_told() => (await FailAsync(
        await Keeping.SignAsync(TestPdf.OnePage(), _world),
        Request(PadesLevel.BT) with { Placement = TimestampPlacement.Document, ReservedBytes = 1024 })).Reason.ShouldBe(AugmentationFailure.TokenTooLarge);

    [Fact]
    public async Task Signing_and_keeping_are_one_call()
    {
        var (prepared, state, raw) = await Keeping.PrepareAsync(TestPdf.OnePage(), _world, _world.EcSigner);
        var output = new MemoryStream();

        var result = await PadesAugmenter.FinishAsync(prepared, state, raw, output, Request(PadesLevel.BLTA), TestContext.Current.CancellationToken);

        result.DocumentTimestamps.ShouldHaveSingleItem();
        var results = await ValidateAsync(output.ToArray());
        results.Select(r => r.Kind).ShouldBe([SignatureKind.Signature, SignatureKind.DocumentTimestamp]);
        results.ShouldAllBe(r => r.Indication == Indication.TotalPassed && r.Modifications != Modifications.Suspicious);
        output.ToArray()[..(int)prepared.Length].ShouldBe(prepared.ToArray());
    }

    private AugmentationRequest Request(PadesLevel target) => Keeping.Request(_server, _world, target);

    private Task<IReadOnlyList<SignatureResult>> ValidateAsync(byte[] pdf, RevocationPolicy revocation = RevocationPolicy.Required) =>
        Keeping.ValidateAsync(pdf, _server.Clock.AddHours(1), revocation, _world);

    private static ValidationMaterial Store(byte[] pdf) => ValidationMaterial.OfDss(PdfDocument.Open(ByteSource.Of(pdf)));

    private static List<FoundSignature> Find(byte[] pdf)
    {
        var document = PdfDocument.Open(ByteSource.Of(pdf));
        return FoundSignature.FindAll(document, PageTree.Read(document));
    }

    private static async Task<AugmentationException> FailAsync(byte[] pdf, AugmentationRequest request)
    {
        var output = new MemoryStream();
        var failure = await Should.ThrowAsync<AugmentationException>(() =>
            PadesAugmenter.AugmentAsync(new MemoryStream(pdf), output, request, TestContext.Current.CancellationToken));
        output.Length.ShouldBe(0);
        return failure;
    }
}
