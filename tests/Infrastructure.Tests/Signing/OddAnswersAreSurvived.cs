using System.Diagnostics;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>What gateways, firewalls and wrong addresses answer besides what is documented.</summary>
public sealed class OddAnswersAreSurvived
{
    private const string AccountNumber = "012345678901";
    private static readonly SignatureEntry Account = new(SignatureKind.NeacSign, AccountNumber, "Viettel-CA");
    private static readonly SignatureEntry SmartCa = new(SignatureKind.SmartCa, AccountNumber, "VNPT-CA");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "<!doctype html><title>SPA</title>", "text/html", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status_code":200,"message":"Success","data":{"user_certificates":[]}}""", "text/html", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, "{\"status_code\":200,", "application/json", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, "", "application/json", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, "[]", "application/json", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, "\u0000\u0001garbage", "application/json", "SIGNING_PROVIDER_FAILED")]
    [InlineData(302, "moved", "text/plain", "SIGNING_PROVIDER_FAILED")]
    [InlineData(403, "<h1>Forbidden</h1>", "text/html", "SIGNING_PROVIDER_FAILED")]
    [InlineData(504, "<h1>Gateway timeout</h1>", "text/html", "SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(200, """{"status_code":200,"message":"Success","data":{"user_certificates":[{"cert_data":"AAAA"}]}}""", "application/json", "SIGNING_PROVIDER_FAILED")]
    public async Task A_body_that_is_not_what_it_should_be(int status, string body, string contentType, string expected)
    {
        await using var gateway = await StubGateway.AnsweringAsync(status, body, contentType);
        await using var host = gateway.CreateHost(("Tthc:Gateways:Neac:Retries", "0"));

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().ListCertificatesAsync(Account, Cancellation));

        failure.Failure.Code.ShouldBe(expected);
    }

    [Fact]
    public async Task A_flood_is_cut_off()
    {
        await using var gateway = new FloodingGateway();
        await using var host = gateway.CreateHost();

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().ListCertificatesAsync(Account, Cancellation));

        failure.Failure.ShouldBe(Failures.ProviderFailed);
        gateway.Taken.ShouldBeLessThan(64L << 20);
        gateway.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_ends_in_time_before_and_within_the_body(bool afterHeaders)
    {
        await using var gateway = await StubGateway.StartAsync(async (_, response) =>
        {
            if (afterHeaders)
            {
                response.ContentType = "application/json";
                await response.WriteAsync("{");
                await response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        });
        await using var host = gateway.CreateHost(("Tthc:Gateways:Neac:AttemptTimeoutSeconds", "0.2"), ("Tthc:Gateways:Neac:Retries", "1"));
        var watch = Stopwatch.StartNew();

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().ListCertificatesAsync(Account, Cancellation));

        failure.Failure.ShouldBe(Failures.ProviderUnavailable);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        gateway.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_hangs_is_left_alone_for_a_while_and_then_no_longer_keeps_anyone_waiting()
    {
        await using var gateway = await StubGateway.StartAsync(
            (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted));
        await using var host = gateway.CreateHost(("Tthc:Gateways:Neac:AttemptTimeoutSeconds", "0.2"), ("Tthc:Gateways:Neac:Retries", "0"));
        for (var n = 0; n < 12; n++)
        {
            (await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().PollAsync(Account, "transaction-1", "", Cancellation)))
                .Failure.ShouldBe(Failures.ProviderUnavailable);
        }

        gateway.Requests.Count.ShouldBeLessThan(12, "the last calls did not even go out");
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:Neac:Retries"] = "0" });

        var failure = await Should.ThrowAsync<FailureException>(() => host.Get<IRemoteSigning>().ListCertificatesAsync(Account, Cancellation));

        failure.Failure.ShouldBe(Failures.ProviderUnavailable);
    }

    [Fact]
    public async Task Harmless_calls_are_repeated_and_signing_never_is()
    {
        await using var gateway = await StubGateway.AnsweringAsync(503, "{}");
        await using var host = gateway.CreateHost();
        var remote = host.Get<IRemoteSigning>();

        await Should.ThrowAsync<FailureException>(() => remote.PollAsync(SmartCa, "f0b5-transaction", "", Cancellation));
        var polls = gateway.Requests.Count;
        await Should.ThrowAsync<FailureException>(() => remote.StartAsync(
            Asking.Request(SmartCa, "0A", "f0b5-transaction", "Ký", [("a.pdf", new byte[32])]), Cancellation));

        polls.ShouldBe(3);
        gateway.Requests.Count(r => r.Path.EndsWith("/v1/signatures/sign", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"status_code":200,"message":"sig_wait_for_user_confirm","data":null}""", true)]
    [InlineData("""{"status_code":4002,"message":"SIGNER_REJECTED"}""", true)]
    [InlineData("""{"status_code":62000,"message":"not found"}""", false)]
    public async Task A_refused_start_counts_as_started_when_the_gateway_knows_the_transaction(string status, bool started)
    {
        await using var gateway = await StubGateway.StartAsync(async (path, response) =>
        {
            response.ContentType = "application/json";
            if (path.EndsWith("/status", StringComparison.Ordinal))
            {
                await response.WriteAsync(status);
                return;
            }

            response.StatusCode = 400;
            await response.WriteAsync("""{"status_code":400,"message":"Mã giao dịch bị trùng"}""");
        });
        await using var host = gateway.CreateHost(("Tthc:Gateways:Vnpt:LifetimeSeconds", "120"));
        Task<StartedRemoteSigning> Start() => host.Get<IRemoteSigning>().StartAsync(
            Asking.Request(SmartCa, "0A", "f0b5-transaction", "Ký", [("a.pdf", new byte[32])]), Cancellation);

        if (started) (await Start()).Lifetime.ShouldBe(TimeSpan.FromSeconds(120));
        else (await Should.ThrowAsync<FailureException>(Start)).Failure.ShouldBe(Failures.ProviderFailed);
    }

    [Fact]
    public async Task A_transaction_that_is_unknown_by_one_identifier_is_asked_for_by_the_other()
    {
        await using var gateway = await StubGateway.StartAsync(async (path, response) =>
        {
            response.ContentType = "application/json";
            await response.WriteAsync(path.Contains("tran-code", StringComparison.Ordinal)
                ? """{"status_code":200,"message":"sig_wait_for_user_confirm","data":null}"""
                : """{"status_code":62000,"message":"not found"}""");
        });
        await using var host = gateway.CreateHost();

        (await host.Get<IRemoteSigning>().PollAsync(SmartCa, "ours-1234", "tran-code-9", Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        (await host.Get<IRemoteSigning>().PollAsync(SmartCa, "ours-1234", "", Cancellation)).ShouldBeOfType<RemoteOutcome.Unknown>();
    }

    [Fact]
    public async Task What_goes_out_has_the_form_of_each_gateway()
    {
        await using var gateway = await StubGateway.AnsweringAsync(
            200, """{"status_code":200,"message":"sig_wait_for_user_confirm","data":{"transaction_id":"t","tran_code":"7b1f"}}""");
        await using var host = gateway.CreateHost(("Tthc:Gateways:Neac:UseBearerToken", "true"));
        var remote = host.Get<IRemoteSigning>();
        var digest = Enumerable.Range(0, 32).Select(i => (byte)(0xC0 + i)).ToArray();

        var vnpt = await remote.StartAsync(
            Asking.Request(SmartCa, "0A", "f0b5-transaction", "Ký hồ sơ: Giấy khai sinh", [("đơn.pdf", digest)]), Cancellation);
        await remote.StartAsync(
            Asking.Request(Account, "0A", "f0b5-transaction", "Ký hồ sơ: Đơn đề nghị", [("đơn.pdf", digest)]), Cancellation);

        vnpt.ProviderReference.ShouldBe("7b1f");
        var first = JsonDocument.Parse(gateway.Requests[0].Body).RootElement;
        first.GetProperty("sp_id").GetString().ShouldBe(AdapterHost.SpId);
        first.TryGetProperty("ca_name", out _).ShouldBeFalse();
        first.GetProperty("transaction_desc").GetString().ShouldBe("Ký hồ sơ: Giấy khai sinh");
        first.GetProperty("time_stamp").GetString()!.ShouldMatch("^[0-9]{14}Z$");
        var file = first.GetProperty("sign_files")[0];
        file.GetProperty("doc_id").GetString().ShouldBe("đơn.pdf");
        file.GetProperty("sign_type").GetString().ShouldBe("hash");
        file.GetProperty("data_to_be_signed").GetString().ShouldBe(Convert.ToHexStringLower(digest));

        var second = JsonDocument.Parse(gateway.Requests[1].Body).RootElement;
        gateway.Requests[1].Authorization.ShouldBe("Bearer token-of-the-tests");
        second.TryGetProperty("sp_password", out _).ShouldBeFalse();
        second.GetProperty("ca_name").GetString().ShouldBe("Viettel-CA");
        second.GetProperty("transaction_desc").GetString().ShouldBe("Ky ho so Don de nghi"); // that app shows ASCII only
        second.GetProperty("sign_files")[0].GetProperty("data_to_be_signed").GetString().ShouldBe(Convert.ToBase64String(digest));
    }

    [Fact]
    public async Task Nothing_secret_is_logged_whatever_happens()
    {
        await using var gateway = await StubGateway.AnsweringAsync(
            401, $$"""{"status_code":401,"message":"SP_CREDENTIAL_INVALID: user {{AccountNumber}} invalid"}""");
        await using var host = gateway.CreateHost(("Tthc:Gateways:Vnpt:Retries", "1"));
        var remote = host.Get<IRemoteSigning>();

        var listing = await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync(SmartCa, Cancellation));
        await Should.ThrowAsync<FailureException>(() => remote.StartAsync(
            Asking.Request(SmartCa, "0A", "secret-transaction", "Ký", [("giấy tờ.pdf", new byte[32])]), Cancellation));
        await remote.PollAsync(SmartCa, "secret-transaction", "", Cancellation);

        host.Log.ShouldContain("Gateway Vnpt answered");
        foreach (var secret in new[] { AccountNumber, AdapterHost.SpPassword, AdapterHost.SpId, "secret-transaction", "giấy tờ" })
        {
            host.Log.ShouldNotContain(secret);
            listing.ToString().ShouldNotContain(secret);
        }
    }
}
