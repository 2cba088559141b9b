using System.Text;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>From the stored PDF to the stored signed PDF, with the sandbox's provider, phone and time-stamping authority.</summary>
public sealed class DocumentsAreSigned(SandboxWorld world)
{
    private static readonly SignatureEntry Phuong = new(SignatureKind.SmartCa, SandboxWorld.PhuongAtVnpt, "VNPT-CA");
    private static readonly PagePlacement Corner = new(1, 50, 50, 200, 60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prepared_and_confirmed_file_is_signed_with_a_timestamp_and_validates()
    {
        var host = world.Host;
        var original = SmallPdf.Write();
        var (prepared, raw) = await PrepareAndConfirmAsync(host, original, "Ký thử tệp");

        var before = DateTimeOffset.UtcNow.AddSeconds(-5);
        var signed = await host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation);

        signed.SigningTime.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(5));
        signed.File.ContentType.ShouldBe("application/pdf");
        var bytes = await ReadAsync(host, signed.File.Sha256);
        bytes.Length.ShouldBe((int)signed.File.Size);
        bytes[..original.Length].ShouldBe(original);
        Directory.GetFiles(Path.Combine(host.Directory, "tmp")).ShouldBeEmpty();

        var finding = (await host.Get<IDocumentSigner>().ValidateAsync(signed.File, Cancellation)).ShouldHaveSingleItem();
        finding.Indication.ShouldBe(FindingIndication.TotalPassed);
        finding.SubIndication.ShouldBe("");
        finding.Intact.ShouldBeTrue();
        finding.CoversWholeFile.ShouldBeFalse("what proves the certificates' validity is appended after the signature");
        finding.Modifications.ShouldBe(FindingModifications.Permitted);
        finding.Level.ShouldBe("B-LT");
        finding.Signer.ShouldBe("Nguyễn Thị Phượng");
        finding.TimestampTime.ShouldBe(signed.SigningTime);
    }

    [Fact]
    public async Task Without_the_right_roots_the_signature_stays_undecided()
    {
        var (prepared, raw) = await PrepareAndConfirmAsync(world.Host, SmallPdf.Write(), "Ký rồi kiểm tra");
        var signed = await world.Host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation);
        await using var stranger = AdapterHost.Create();
        var file = await StoreAsync(stranger, await ReadAsync(world.Host, signed.File.Sha256));

        var finding = (await stranger.Get<IDocumentSigner>().ValidateAsync(file, Cancellation)).ShouldHaveSingleItem();

        finding.Indication.ShouldBe(FindingIndication.Indeterminate);
        finding.SubIndication.ShouldBe("NO_CERTIFICATE_CHAIN_FOUND");
        finding.Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_signature_of_something_else_is_not_embedded()
    {
        var (prepared, raw) = await PrepareAndConfirmAsync(world.Host, SmallPdf.Write(), "Ký sai");
        raw[^1] ^= 1;

        var failure = await Should.ThrowAsync<FailureException>(() => world.Host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation));

        failure.Failure.ShouldBe(Failures.SignatureMismatch);
    }

    [Fact]
    public async Task Without_a_timestamp_nothing_is_stored_and_it_can_be_finished_later()
    {
        var shared = world.Host.Directory;
        var (prepared, raw) = await PrepareAndConfirmAsync(world.Host, SmallPdf.Write("/Info<<>>"), "Ký không có dấu thời gian");
        await using var page = await StubGateway.AnsweringAsync(200, "<html></html>", "text/html");
        await using var silent = await StubGateway.StartAsync((_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted));
        foreach (var url in new[] { page.Url, silent.Url, "http://127.0.0.1:9/tsa" })
        {
            await using var host = world.CreateHost(
                ("Tthc:DataDirectory", shared), ("Tthc:Timestamps:Url", url), ("Tthc:Timestamps:AttemptTimeoutSeconds", "0.2"));

            var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation));

            failure.Failure.ShouldBe(Failures.TimestampUnavailable);
        }

        (await world.Host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation)).File.Size.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_timestamp_of_an_authority_that_nobody_configured_is_not_taken()
    {
        await using var other = new SandboxWorld();
        await other.InitializeAsync();
        var (prepared, raw) = await PrepareAndConfirmAsync(world.Host, SmallPdf.Write(), "Ký với dấu thời gian lạ");
        await using var host = world.CreateHost(("Tthc:DataDirectory", world.Host.Directory), ("Tthc:Timestamps:Url", other.Url + "/tsa"));

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IDocumentSigner>().FinishAsync(prepared, raw, Cancellation));

        failure.Failure.ShouldBe(Failures.TimestampUnavailable);
    }

    [Fact]
    public async Task A_file_that_cannot_be_signed_says_why_in_both_languages()
    {
        var signer = world.Host.Get<IDocumentSigner>();
        var word = await StoreAsync(world.Host, Encoding.ASCII.GetBytes("This is not a PDF."));
        var encrypted = await StoreAsync(world.Host, SmallPdf.Write("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O()/U()>>"));

        var notPdf = await Should.ThrowAsync<FailureException>(() => signer.CheckAsync(word, Corner, Cancellation));
        var locked = await Should.ThrowAsync<FailureException>(() => signer.CheckAsync(encrypted, Corner, Cancellation));

        notPdf.Failure.ShouldBe(Failures.PdfNotSignable);
        notPdf.Details["reason"].ShouldBe("NotPdf");
        notPdf.Vietnamese.ShouldBe("Không thể ký số tệp PDF này: tệp không phải là PDF.");
        locked.Details["reason"].ShouldBe("Encrypted");
        locked.Vietnamese.ShouldContain("mật khẩu");
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told_with_the_number_of_pages()
    {
        var file = await StoreAsync(world.Host, SmallPdf.Write());

        var failure = await Should.ThrowAsync<FailureException>(() =>
            world.Host.Get<IDocumentSigner>().CheckAsync(file, Corner with { Page = 2 }, Cancellation));

        failure.Failure.ShouldBe(Failures.PlacementOutsidePages);
        failure.Details["pages"].ShouldBe("1");
        await world.Host.Get<IDocumentSigner>().CheckAsync(file, Corner, Cancellation);
    }

    private static async Task<StoredFile> StoreAsync(AdapterHost host, byte[] bytes)
    {
        var stored = await host.Get<IBlobStore>().StoreAsync(new MemoryStream(bytes), bytes.Length, Cancellation);
        return new StoredFile(stored.Sha256, stored.Size, "application/pdf");
    }

    private static async Task<byte[]> ReadAsync(AdapterHost host, string sha256)
    {
        await using var stream = await host.Get<IBlobStore>().OpenAsync(sha256, Cancellation);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private async Task<(PreparedFile Prepared, byte[] Raw)> PrepareAndConfirmAsync(AdapterHost host, byte[] pdf, string description)
    {
        var remote = host.Get<IRemoteSigning>();
        var certificate = await world.CertificateOfAsync(Phuong);
        var chain = host.Get<ICertificateInspector>().Inspect(certificate.Chain).Chain;
        var document = await host.Get<IDocumentSigner>().PrepareAsync(
            new DocumentToPrepare(
                await StoreAsync(host, pdf), Corner, chain, ["Người ký: Nguyễn Thị Phượng", "Cơ quan: VNPT-CA"], null, DateTimeOffset.UtcNow),
            Cancellation);
        var transaction = await remote.ReserveTransactionAsync(Phuong, certificate.SerialNumber, Cancellation);
        await remote.StartAsync(
            Asking.Request(Phuong, certificate.SerialNumber, transaction, description, [("a.pdf", document.DigestToSign)]), Cancellation);
        await world.PressAsync(Phuong.Account, description, "confirm");
        var outcome = await remote.PollAsync(Phuong, transaction, "", Cancellation);
        return (
            new PreparedFile(Guid.NewGuid(), Personal.Of("p", "a.pdf"), document.PreparedSha256, document.StateSha256, document.DigestToSign),
            outcome.ShouldBeOfType<RemoteOutcome.Signed>().Signatures["a.pdf"]);
    }
}
