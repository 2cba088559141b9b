using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The journey of one signing against the sandbox's gateways, over real HTTP.</summary>
public sealed class ProvidersAreReached(SandboxWorld world)
{
    private static readonly string[] EightOfTheGuide =
        ["VNPT-CA", "Viettel-CA", "CA2", "BkavCA", "FPT-CA", "Newtel-CA", "MISA-CA", "TrustCA"];

    private IRemoteSigning Remote => world.Host.Get<IRemoteSigning>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_catalogue_offers_the_providers_of_the_guide()
    {
        Remote.Providers.Select(p => p.Code).ShouldBe(EightOfTheGuide);
        Remote.Providers.ShouldAllBe(p => p.Kinds.Contains(SignatureKind.NeacSign));
        Remote.Providers.Single(p => p.Kinds.Contains(SignatureKind.SmartCa)).Code.ShouldBe("VNPT-CA");
    }

    [Theory]
    [InlineData(SignatureKind.SmartCa, "VNPT-CA", SandboxWorld.PhuongAtVnpt)]
    [InlineData(SignatureKind.NeacSign, "VNPT-CA", SandboxWorld.PhuongAtVnpt)]
    [InlineData(SignatureKind.NeacSign, "Viettel-CA", "062190004417")]
    [InlineData(SignatureKind.NeacSign, "CA2", "062195006402")]
    [InlineData(SignatureKind.NeacSign, "BkavCA", "233508126")]
    [InlineData(SignatureKind.NeacSign, "FPT-CA", "062085001236")]
    [InlineData(SignatureKind.NeacSign, "MISA-CA", "062085001236")]
    [InlineData(SignatureKind.NeacSign, "Newtel-CA", "062201007719")]
    [InlineData(SignatureKind.NeacSign, "TrustCA", "062201007719")]
    public async Task A_confirmed_request_gives_signatures_of_the_chosen_certificate(SignatureKind kind, string provider, string account)
    {
        var entry = new SignatureEntry(kind, account, provider);
        var certificate = (await Remote.ListCertificatesAsync(entry, Cancellation)).Single();
        var digests = new[] { SHA256.HashData("một"u8), SHA256.HashData("hai"u8) };
        var description = $"Ky {provider} {kind}";

        var transaction = await Remote.ReserveTransactionAsync(entry, certificate.SerialNumber, Cancellation);
        var request = Asking.Request(
            entry, certificate.SerialNumber, transaction, description, [("Giấy khai sinh.pdf", digests[0]), ("b.pdf", digests[1])]);
        var started = await Remote.StartAsync(request, Cancellation);
        (await Remote.PollAsync(entry, transaction, started.ProviderReference, Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        // The answer to the first start may have been lost.
        (await Remote.StartAsync(request, Cancellation)).Lifetime.ShouldBe(TimeSpan.FromSeconds(300));
        (await Remote.PollAsync(entry, transaction, "", Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        await world.PressAsync(account, description, "confirm");
        var outcome = await Remote.PollAsync(entry, transaction, started.ProviderReference, Cancellation);

        var signatures = outcome.ShouldBeOfType<RemoteOutcome.Signed>().Signatures;
        using var parsed = X509CertificateLoader.LoadCertificate(certificate.Chain[0]);
        using var key = parsed.GetRSAPublicKey()!;
        signatures.Count.ShouldBe(2);
        key.VerifyHash(digests[0], signatures["Giấy khai sinh.pdf"], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        key.VerifyHash(digests[1], signatures["b.pdf"], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
    }

    [Fact]
    public async Task All_certificates_of_an_account_are_listed_with_their_use_and_chain()
    {
        var certificates = await Remote.ListCertificatesAsync(new SignatureEntry(SignatureKind.SmartCa, "062085001236", "VNPT-CA"), Cancellation);

        certificates.Count.ShouldBe(3);
        certificates.Count(c => c.Use == CertificateUse.Seal).ShouldBe(1);
        certificates.Count(c => c.Use == CertificateUse.Personal).ShouldBe(2);
        // One has run out: that is in the certificate itself, and no reason to call it locked.
        certificates.ShouldAllBe(c => c.Active && c.Chain.Count >= 2);
    }

    [Fact]
    public async Task A_locked_certificate_is_listed_as_not_active()
    {
        var certificates = await Remote.ListCertificatesAsync(new SignatureEntry(SignatureKind.SmartCa, "062201007719", "VNPT-CA"), Cancellation);

        certificates.ShouldHaveSingleItem().Active.ShouldBeFalse();
    }

    [Theory]
    [InlineData(SignatureKind.SmartCa)]
    [InlineData(SignatureKind.NeacSign)]
    public async Task A_rejected_request_and_one_that_never_came_are_told_apart(SignatureKind kind)
    {
        var entry = new SignatureEntry(kind, SandboxWorld.PhuongAtVnpt, "VNPT-CA");
        var description = "Sẽ từ chối " + kind;
        var transaction = await StartAsync(Remote, entry, description);

        await world.PressAsync(entry.Account, description, "reject");

        (await Remote.PollAsync(entry, transaction, "", Cancellation)).ShouldBeOfType<RemoteOutcome.Rejected>();
        (await Remote.PollAsync(entry, Guid.NewGuid().ToString(), "", Cancellation)).ShouldBeOfType<RemoteOutcome.Unknown>();
    }

    [Theory]
    [InlineData(SignatureKind.SmartCa)]
    [InlineData(SignatureKind.NeacSign)]
    public async Task An_account_that_the_provider_does_not_know(SignatureKind kind)
    {
        var failure = await Should.ThrowAsync<FailureException>(() =>
            Remote.ListCertificatesAsync(new SignatureEntry(kind, "999999999999", "VNPT-CA"), Cancellation));

        failure.Failure.ShouldBe(Failures.AccountUnknown);
    }

    [Fact]
    public async Task Credentials_that_the_gateway_refuses_are_our_fault_and_take_effect_when_corrected()
    {
        var file = Path.Combine(world.Host.Directory, "rotated.json");
        await File.WriteAllTextAsync(file, """{"sp_id":"x","sp_password":"y","bearer_token":"z"}""", Cancellation);
        await using var host = world.CreateHost(("Tthc:Gateways:Vnpt:CredentialsFile", file));
        var entry = new SignatureEntry(SignatureKind.SmartCa, SandboxWorld.PhuongAtVnpt, "VNPT-CA");

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().ListCertificatesAsync(entry, Cancellation));
        File.Copy(world.CredentialsFile, file, overwrite: true);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));

        failure.Failure.ShouldBe(Failures.ProviderRefusesPlatform);
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (await host.Get<IRemoteSigning>().ListCertificatesAsync(entry, Cancellation)).Count == 1;
                }
                catch (FailureException)
                {
                    return false;
                }
            },
            "the corrected credentials are used", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_request_that_runs_out_and_a_gateway_that_is_down()
    {
        await using var own = new SandboxWorld();
        await own.InitializeAsync();
        var remote = own.Host.Get<IRemoteSigning>();
        var entry = new SignatureEntry(SignatureKind.SmartCa, SandboxWorld.PhuongAtVnpt, "VNPT-CA");
        await own.SetGatewayAsync("vnpt", available: true, lifetimeSeconds: 1);
        var transaction = await StartAsync(remote, entry, "Sẽ hết hạn");

        await Eventually.HoldsAsync(
            async () => await remote.PollAsync(entry, transaction, "", Cancellation) is RemoteOutcome.Expired, "expired",
            cancellationToken: Cancellation);
        await own.SetGatewayAsync("vnpt", available: false, lifetimeSeconds: 60);
        var failure = await Should.ThrowAsync<FailureException>(() => remote.PollAsync(entry, transaction, "", Cancellation));

        failure.Failure.ShouldBe(Failures.ProviderUnavailable);
    }

    [Fact]
    public async Task The_catalogue_can_be_changed_without_code()
    {
        await using var host = world.CreateHost(
            ("Tthc:Gateways:Providers:TrustCA:Enabled", "false"),
            ("Tthc:Gateways:Providers:VNPT-CA:Gateways:NeacSign", ""),
            ("Tthc:Gateways:Providers:New-CA:Name", "Một nhà cung cấp mới"),
            ("Tthc:Gateways:Providers:New-CA:Gateways:NeacSign", "Neac"));
        var remote = host.Get<IRemoteSigning>();

        remote.Providers.Select(p => p.Code).ShouldBe([.. EightOfTheGuide.Where(c => c != "TrustCA"), "New-CA"]);
        remote.Providers.Single(p => p.Code == "VNPT-CA").Kinds.ShouldBe([SignatureKind.SmartCa]);
        remote.Providers.Single(p => p.Code == "New-CA").Name.ShouldBe("Một nhà cung cấp mới");
        foreach (var entry in new[]
        {
            new SignatureEntry(SignatureKind.NeacSign, "1", "VNPT-CA"), new SignatureEntry(SignatureKind.NeacSign, "1", "TrustCA"),
            new SignatureEntry(SignatureKind.Token, "1", "VNPT-CA"),
        })
        {
            var failure = await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync(entry, Cancellation));
            failure.Failure.ShouldBe(Failures.ProviderUnknown);
        }
    }

    private static async Task<string> StartAsync(IRemoteSigning remote, SignatureEntry entry, string description)
    {
        var certificate = (await remote.ListCertificatesAsync(entry, Cancellation)).Single();
        var transaction = await remote.ReserveTransactionAsync(entry, certificate.SerialNumber, Cancellation);
        await remote.StartAsync(
            Asking.Request(entry, certificate.SerialNumber, transaction, description, [("a.pdf", SHA256.HashData("a"u8))]), Cancellation);
        return transaction;
    }
}
