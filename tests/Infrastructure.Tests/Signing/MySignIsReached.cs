using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The adapter for Viettel MySign at the sandbox, and every code of its document at a stub (facts 2.1).</summary>
public sealed class MySignIsReached(MobileWorld world) : IClassFixture<MobileWorld>
{
    private static readonly SignatureEntry Phuong = new(SignatureKind.Remote, "062190004417", "Viettel-CA");
    private static readonly SignatureEntry Minh = new(SignatureKind.Remote, "062085001236", "Viettel-CA");
    private static readonly SignatureEntry Company = new(SignatureKind.Remote, "6100215876", "Viettel-CA");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public async Task A_confirmed_request_gives_signatures_of_the_chosen_certificate(string mode)
    {
        var host = await world.NodeAsync(mySignAsync: mode);
        var description = $"Ký hồ sơ đăng ký khai sinh – lần {mode}";

        var ceremony = await MobileWorld.StartAsync(host, Phuong, description, "Tờ khai đăng ký.pdf", "Giấy chứng sinh.pdf");
        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe("Pending");
        // The phone shows no diacritics.
        await world.Sandbox.PressAsync(Phuong.Account, $"Ky ho so dang ky khai sinh lan {mode}", "confirm");

        MobileWorld.AllVerify(ceremony, await host.Get<IRemoteSigning>().PollAsync(ceremony, Cancellation), 2);
        host.Log.ShouldNotContain(Phuong.Account);
        host.Log.ShouldNotContain(ceremony.ProviderReference);
    }

    [Fact]
    public async Task Certificates_have_their_credential_and_say_whether_they_are_active_also_those_of_a_tax_code()
    {
        var remote = (await world.NodeAsync()).Get<IRemoteSigning>();

        var several = await remote.ListCertificatesAsync(MobileWorld.Person, Minh, Cancellation);
        var seal = (await remote.ListCertificatesAsync(MobileWorld.Person, Company, Cancellation)).ShouldHaveSingleItem();

        // The first has run out, which it says itself; the third is locked.
        several.Select(c => c.Active).ShouldBe([true, true, false]);
        several.Select(c => c.CredentialId).Distinct().Count().ShouldBe(3);
        several.ShouldAllBe(c => c.Chain.Count == 3 && c.CredentialId.StartsWith(Minh.Account, StringComparison.Ordinal));
        seal.CredentialId.ShouldStartWith(Company.Account);
    }

    [Theory]
    [InlineData("reject", null, null, "Rejected")]
    [InlineData("expire", null, null, "Expired")]
    [InlineData("quota_used_up", "confirm", null, "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("revoked_certificate", "confirm", null, "CERTIFICATE_REVOKED")]
    [InlineData("code", "status", "4004", "SIGNING_PROVIDER_FAILED")]
    [InlineData("code", "status", "6000", "Pending")]
    [InlineData("code", "status", "50000", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("error_500", "status", null, "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("html_200", "status", null, "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("bad_json", "status", null, "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("connection_reset", "status", null, "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task Each_other_end_is_told_apart(string fault, string? call, string? code, string expected)
    {
        var host = await world.NodeAsync();
        await world.OrderAsync(new { gateway = "mysign", user_id = Minh.Account, fault, call, code, times = 1 });

        var ceremony = await MobileWorld.StartAsync(host, Minh, $"Loi {fault} {code}", "a.pdf");
        if (call == "confirm") await world.Sandbox.PressAsync(Minh.Account, $"Loi {fault} {code}".Trim(), "confirm");

        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe(expected);
    }

    [Fact]
    public async Task Of_a_batch_that_was_signed_in_part_each_signature_finds_its_document()
    {
        var host = await world.NodeAsync();
        await world.OrderAsync(new { gateway = "mysign", user_id = Minh.Account, fault = "partial_batch", times = 1 });

        var ceremony = await MobileWorld.StartAsync(host, Minh, "Mot phan", "a.pdf", "b.pdf", "c.pdf", "d.pdf");
        await world.Sandbox.PressAsync(Minh.Account, "Mot phan", "confirm");

        MobileWorld.AllVerify(ceremony, await host.Get<IRemoteSigning>().PollAsync(ceremony, Cancellation), 2);
    }

    [Theory]
    [InlineData("account_unknown", "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData("quota_used_up", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("revoked_certificate", "CERTIFICATE_REVOKED")]
    public async Task A_refused_start_says_why(string fault, string expected)
    {
        var host = await world.NodeAsync();
        await world.OrderAsync(new { gateway = "mysign", user_id = Company.Account, fault, call = "sign", times = 1 });

        var failure = await Should.ThrowAsync<FailureException>(() => MobileWorld.StartAsync(host, Company, "Tu choi", "a.pdf"));

        failure.Failure.Code.ShouldBe(expected);
    }

    [Fact]
    public async Task What_may_have_been_asked_is_not_asked_again_and_an_unknown_account_is_said_to_be_one()
    {
        var host = await world.NodeAsync();
        var remote = host.Get<IRemoteSigning>();
        var ceremony = await MobileWorld.StartAsync(host, Company, "Mot lan", "a.pdf");

        var repeated = await Should.ThrowAsync<FailureException>(() =>
            remote.StartAsync(ceremony.Request with { MayHaveBeenAsked = true }, Cancellation));
        var unknown = await Should.ThrowAsync<FailureException>(() =>
            remote.ListCertificatesAsync(MobileWorld.Person, Minh with { Account = "000000000000" }, Cancellation));

        repeated.Failure.ShouldBe(Failures.SigningStartUnknown);
        unknown.Failure.ShouldBe(Failures.AccountUnknown);
        // The answer to the start never came: there is nothing to ask about.
        (await remote.PollAsync(ceremony with { ProviderReference = "" }, Cancellation)).ShouldBeOfType<RemoteOutcome.Unknown>();
    }

    [Theory]
    [InlineData(200, """{"status":"1","signatures":["AQID"]}""", "Signed")]
    [InlineData(200, """{"status":1,"signatures":["AQID"]}""", "Signed")]
    [InlineData(200, """{"status":1,"signatures":[]}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status":"4000","signatures":null}""", "Pending")]
    [InlineData(200, """{"status":6000}""", "Pending")]
    [InlineData(200, """{"status":"4001"}""", "Expired")]
    [InlineData(200, """{"status":"4002"}""", "Rejected")]
    [InlineData(200, """{"status":"4004"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status":"4005"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(200, """{"status":"13004"}""", "CERTIFICATE_REVOKED")]
    [InlineData(200, """{"status":"50000"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status":"99999"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(500, """{"error":50000,"error_description":"x"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(400, """{"error":58007,"error_description":"x"}""", "thrown SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(400, """{"error":58008,"error_description":"x"}""", "thrown SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(401, """{"error":59033,"error_description":"x"}""", "thrown SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(400, """{"error":86024,"error_description":"x"}""", "thrown SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(400, """{"error":86002,"error_description":"x"}""", "thrown SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(503, """{"error":50300}""", "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(200, "[]", "thrown SIGNING_PROVIDER_FAILED")]
    public async Task Each_code_of_the_document_is_understood(int status, string body, string expected)
    {
        await using var stub = await StubAsync(path => path.EndsWith("/status", StringComparison.Ordinal) ? (status, body) : null);
        var host = await world.NodeAsync(stub.Url);
        var request = new RemoteSigningRequest(MobileWorld.Person, Phuong, "0A", "c", [], "t", "d", [new RemoteDocument("a", new byte[32])]);

        (await MobileWorld.StandingAsync(host, new RemoteCeremony(request, "transaction-1"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData(400, 58007, "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(400, 58008, "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(401, 59033, "SIGNING_ACCOUNT_UNKNOWN")]
    [InlineData(400, 86024, "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(400, 86002, "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(400, 4005, "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(400, 13004, "CERTIFICATE_REVOKED")]
    [InlineData(500, 50000, "SIGNING_PROVIDER_FAILED")]
    [InlineData(400, 99999, "SIGNING_PROVIDER_FAILED")]
    [InlineData(503, 99999, "SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task Each_error_is_understood_at_each_call(int status, int error, string expected)
    {
        var body = $$"""{"error":{{error}},"error_description":"x"}""";
        foreach (var refusing in new[] { "/login", "/certificates/info", "/signHash" })
        {
            await using var stub = await StubAsync(path => path.EndsWith(refusing, StringComparison.Ordinal) ? (status, body) : null);
            var remote = (await world.NodeAsync(stub.Url)).Get<IRemoteSigning>();
            var request = new RemoteSigningRequest(MobileWorld.Person, Phuong, "0A", "c", [], "t", "d", [new RemoteDocument("a", new byte[32])]);

            var failure = await Should.ThrowAsync<FailureException>(() => refusing == "/certificates/info"
                ? remote.ListCertificatesAsync(MobileWorld.Person, Phuong, Cancellation)
                : remote.StartAsync(request, Cancellation));

            failure.Failure.Code.ShouldBe(expected, refusing);
        }
    }

    [Fact]
    public async Task A_token_is_used_again_until_it_is_refused_or_its_time_is_up_and_then_replaced_once()
    {
        var answers = new Queue<int>([200, 401, 200, 200]);
        await using var stub = await StubAsync(path => path.EndsWith("/status", StringComparison.Ordinal) ? (answers.Dequeue(), """{"status":"4000"}""") : null);
        var host = await world.NodeAsync(stub.Url);
        var request = new RemoteSigningRequest(MobileWorld.Person, Phuong, "0A", "c", [], "t", "d", [new RemoteDocument("a", new byte[32])]);
        var ceremony = new RemoteCeremony(request, "transaction-1");

        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe("Pending");
        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe("Pending");
        world.Time.Advance(TimeSpan.FromMinutes(59));
        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe("Pending");

        stub.Requests.Count(r => r.Path.EndsWith("/login", StringComparison.Ordinal)).ShouldBe(3);
        stub.Requests.Where(r => r.Path.EndsWith("/status", StringComparison.Ordinal)).Select(r => r.Authorization).ShouldAllBe(a => a == "Bearer t0ken");
        stub.Requests[0].Body.ShouldContain("\"user_id\":\"CMT_062190004417\"");
    }

    [Fact]
    public async Task What_is_sent_keeps_to_the_limits_of_the_phone()
    {
        await using var stub = await StubAsync(path => path.EndsWith("/signHash", StringComparison.Ordinal) ? (200, """{"transactionId":"transaction-1"}""") : null);
        var host = await world.NodeAsync(stub.Url);
        var name = string.Concat(Enumerable.Repeat("Tờ khai đăng ký khai sinh ", 10));
        var request = new RemoteSigningRequest(
            MobileWorld.Person, Company, "0A", "credential", [], "t", name, [new RemoteDocument(name, new byte[32]), new RemoteDocument("…", new byte[32])]);

        await host.Get<IRemoteSigning>().StartAsync(request, Cancellation);

        var sent = JsonElement.Parse(stub.Requests.Single(r => r.Path.EndsWith("/signHash", StringComparison.Ordinal)).Body);
        sent.GetProperty("numSignatures").GetInt32().ShouldBe(2);
        sent.GetProperty("hash").GetArrayLength().ShouldBe(2);
        string[] texts =
        [
            sent.GetProperty("description").GetString()!,
            .. sent.GetProperty("documents").EnumerateArray().Select(d => d.GetProperty("document_name").GetString()!),
        ];
        foreach (var text in texts)
        {
            text.Length.ShouldBeLessThan(100);
            System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text)).ShouldMatch(@"\A[A-Za-z0-9_\- ]+\z");
        }

        stub.Requests[0].Body.ShouldContain("\"user_id\":\"MST_6100215876\"");
    }

    [Fact]
    public async Task A_callback_is_a_hint_to_its_transaction_and_nothing_else()
    {
        var host = await world.NodeAsync();
        var (_, route, adapter) = host.Get<ProviderCatalogue>().Find(Phuong);

        adapter.ReadCallback(route, JsonElement.Parse("""{"meta_data":{"transaction_id":"6fa0d53c-e225-45bd-8a78-95246c9bb590","status":"1"}}"""))
            .ShouldBe("6fa0d53c-e225-45bd-8a78-95246c9bb590");
        adapter.ReadCallback(route, JsonElement.Parse("""{"meta_data":{"transaction_id":"../x"}}""")).ShouldBeNull();
        adapter.ReadCallback(route, JsonElement.Parse("[]")).ShouldBeNull();
    }

    private static Task<StubGateway> StubAsync(Func<string, (int Status, string Body)?> answer) => StubGateway.StartAsync(async (path, response) =>
    {
        var (status, body) = answer(path) ?? (200, """{"access_token":"t0ken","refresh_token":"","token_type":"Bearer","expires_in":"3600"}""");
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.WriteAsync(body);
    });
}
