using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Who is asked, and that nobody is asked unless it is allowed.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task Nobody_is_asked_by_default_and_the_authorities_are_when_allowed()
    {
        await using var server = await AuthorityServer.StartAsync();
        var world = server.Add();
        var file = await JudgedFile.Plain.SignAsync(world.Signer, [world.Signer.Der], world.Units[0], Scene.Day0);
        var options = new ValidationOptions { At = Scene.Day(1), TrustAnchors = [world.Root.Der] };

        (await file.ValidateAsync(options)).ShouldBe(SubIndication.NoCertificateChainFound);
        server.Calls.ShouldBeEmpty();

        using var client = server.Client();
        server.Clock = Scene.Day(1);
        var result = (await file.ValidateAsync(options with { Network = client })).ShouldPass();
        result.Chain.Select(c => c.Revocation?.Origin).ShouldBe([MaterialOrigin.Online, MaterialOrigin.Online, null]);
        server.Calls.ShouldContain("cert/issuing", "the issuer was not in the file");
    }

    [Fact]
    public async Task What_an_authority_says_now_outweighs_what_the_file_says()
    {
        await using var server = await AuthorityServer.StartAsync();
        var world = server.Add();
        var file = (await JudgedFile.Plain.SignAsync(world.Signer, world.ChainOf(world.Signer), world.Units[0], Scene.Day0)).Store(
            [world.Issuing.Der],
            [new RevocationAnswers(world.Issuing) { At = Scene.Day(1), Responder = world.Responder }.Ocsp(world.Signer, world.Units[0])],
            [new RevocationAnswers(world.Root) { At = Scene.Day(1) }.Crl()]);
        var options = new ValidationOptions { At = Scene.Day(20), TrustAnchors = [world.Root.Der] };
        server.Clock = Scene.Day(20);
        server.Revoked[world.Signer.Certificate.SerialNumber] = (Scene.Day(-1), 1);

        (await file.ValidateAsync(options)).ShouldPass();
        using var client = server.Client();
        (await file.ValidateAsync(options with { Network = client })).ShouldBe(SubIndication.RevokedNoPoe);
    }

    [Fact]
    public async Task A_signature_that_does_not_verify_makes_no_call()
    {
        await using var server = await AuthorityServer.StartAsync();
        var world = server.Add();
        var file = await JudgedFile.Plain.SignAsync(world.Signer, world.ChainOf(world.Signer));
        var changed = new JudgedFile(TestPdf.Bytes(TestPdf.Text(file.Bytes).Replace("Pay 100", "Pay 999", StringComparison.Ordinal)));
        using var client = server.Client();

        (await changed.ValidateAsync(new ValidationOptions { At = Scene.Day(1), TrustAnchors = [world.Root.Der], Network = client }))[0].ShouldFail(SubIndication.HashFailure);

        server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_authority_is_told_and_stops_nothing()
    {
        await using var server = await AuthorityServer.StartAsync();
        var world = server.Add();
        server.Broken.Add("ocsp");
        server.Broken.Add("crl");
        var file = await JudgedFile.Plain.SignAsync(world.Signer, world.ChainOf(world.Signer), world.Units[0], Scene.Day0);
        using var client = server.Client();

        var results = await file.ValidateAsync(new ValidationOptions { At = Scene.Day(1), TrustAnchors = [world.Root.Der], Network = client });

        results.ShouldBe(SubIndication.TryLater);
        results[0].Checks.ShouldContain(c => c.Status == CheckStatus.Noted && c.Detail.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_stops_the_work()
    {
        var file = await Scene.SignedAsync();
        using var source = new CancellationTokenSource();
        using var stream = new CancellingStream(file.Bytes, source);

        await Should.ThrowAsync<OperationCanceledException>(() => PadesValidator.ValidateAsync(stream, Scene.At(1), source.Token));
    }

    /// <summary>Cancels as soon as its bytes are read.</summary>
    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource source) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            source.Cancel();
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            source.Cancel();
            return base.Read(buffer);
        }
    }
}
