using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Batches that come back in part, answers that come twice, and starts whose answer was lost.</summary>
public sealed class BatchesAndRepeats(SandboxWorld world)
{
    private static readonly SignatureEntry Account = new(SignatureKind.SmartCa, "012345678901", "VNPT-CA");
    private static readonly RemoteSigningRequest Two = Asking.Request(
        Account, "0A", "f0b5-transaction", "Ký", [("a.pdf", new byte[32]), ("b.pdf", new byte[32])]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SUCCESS", """{"doc_id":"a.pdf","signature_value":"AQID"},{"doc_id":"b.pdf","signature_value":null}""", "a.pdf")]
    [InlineData("SUCCESS", """{"doc_id":"a.pdf","signature_value":"AQID"}""", "a.pdf")]
    [InlineData("SUCCESS", """{"doc_id":"b.pdf","signature_value":"BA=="},{"doc_id":"a.pdf","signature_value":"AQID"},{"doc_id":"b.pdf","signature_value":"BA=="}""", "a.pdf b.pdf")]
    [InlineData("sig_wait_for_user_confirm", """{"doc_id":"a.pdf","signature_value":"AQID"}""", "Pending")]
    [InlineData("SUCCESS", """{"doc_id":"a.pdf","signature_value":"AQID"},{"doc_id":"a.pdf","signature_value":"BA=="}""", "SIGNING_PROVIDER_FAILED")]
    public async Task Signatures_in_part_and_twice(string message, string signatures, string expected)
    {
        await using var gateway = await StubGateway.AnsweringAsync(
            200, $$$"""{"status_code":200,"message":"{{{message}}}","data":{"signatures":[{{{signatures}}}]}}""");
        await using var host = gateway.CreateHost();

        string got;
        try
        {
            var outcome = await host.Get<IRemoteSigning>().PollAsync(new RemoteCeremony(Two, ""), Cancellation);
            got = outcome is RemoteOutcome.Signed signed ? string.Join(' ', signed.Signatures.Keys.Order()) : outcome.GetType().Name;
        }
        catch (FailureException failure)
        {
            got = failure.Failure.Code;
        }

        got.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"status_code":200,"message":"sig_wait_for_user_confirm","data":null}""", true, 0)]
    [InlineData("""{"status_code":62000,"message":"not found"}""", true, 1)]
    [InlineData("""{"status_code":62000,"message":"not found"}""", false, 0)]
    public async Task A_start_whose_answer_was_lost_is_asked_for_and_sent_again_only_where_that_is_harmless(string status, bool repeatable, int sent)
    {
        await using var gateway = await StubGateway.StartAsync(async (path, response) =>
        {
            response.ContentType = "application/json";
            await response.WriteAsync(path.EndsWith("/status", StringComparison.Ordinal)
                ? status
                : """{"status_code":200,"message":"sig_wait_for_user_confirm","data":{"tran_code":"7b1f"}}""");
        });
        await using var host = gateway.CreateHost(("Tthc:Gateways:Vnpt:Traits:startMayBeRepeated", repeatable.ToString()));
        Task<StartedRemoteSigning> Start() => host.Get<IRemoteSigning>().StartAsync(Two with { MayHaveBeenAsked = true }, Cancellation);

        if (repeatable) await Start();
        else (await Should.ThrowAsync<FailureException>(Start)).Failure.ShouldBe(Failures.SigningStartUnknown);

        gateway.Requests.Count(r => r.Path.EndsWith("/sign", StringComparison.Ordinal)).ShouldBe(sent);
        gateway.Requests[0].Path.ShouldEndWith("/status");
    }

    [Fact]
    public async Task A_certificate_of_another_authority_than_the_providers_is_told_apart()
    {
        var entry = new SignatureEntry(SignatureKind.SmartCa, SandboxWorld.PhuongAtVnpt, "VNPT-CA");
        async Task<bool> IsOfProviderAsync(string provider)
        {
            var file = Path.Combine(world.Host.Directory, Guid.NewGuid() + ".json");
            await File.WriteAllTextAsync(file, $$"""{"providers":[{{provider}}]}""", Cancellation);
            await using var host = world.CreateHost(("Tthc:Gateways:CatalogueFile", file));
            return (await host.Get<IRemoteSigning>().ListCertificatesAsync(entry, Cancellation)).ShouldHaveSingleItem().OfProvider;
        }

        await using var stranger = AdapterHost.Create();
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(
            (await world.CertificateOfAsync(entry)).Chain[0]);
        var authority = CertificateReading.Authority(certificate);

        (await IsOfProviderAsync("""{"code":"VNPT-CA"}""")).ShouldBeTrue();
        (await IsOfProviderAsync($$"""{"code":"VNPT-CA","trustAnchorsFile":"{{world.RootsFile}}","authorities":["{{authority}}"]}""")).ShouldBeTrue();
        (await IsOfProviderAsync($$"""{"code":"VNPT-CA","trustAnchorsFile":"{{Path.Combine(stranger.Directory, "roots.pem")}}"}""")).ShouldBeFalse();
        (await IsOfProviderAsync("""{"code":"VNPT-CA","authorities":["Another authority"]}""")).ShouldBeFalse();
    }
}
