using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing.Connections;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The adapter for MISA eSign at the sandbox, and every status of its document at a stub (facts 2.2).</summary>
public sealed class MisaIsReached(MobileWorld world) : IClassFixture<MobileWorld>
{
    private const string Password = "chi-dung-de-trinh-dien";
    private static readonly SignatureEntry Hanh = new(SignatureKind.Remote, "062195006402", "MISA-CA");
    private static readonly SignatureEntry Phuong = new(SignatureKind.Remote, "062190004417", "MISA-CA");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_login_nothing_goes_and_the_catalogue_says_that_one_is_wanted()
    {
        var host = await world.NodeAsync();
        var remote = host.Get<IRemoteSigning>();

        var failure = await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync("somebody-else", Hanh, Cancellation));

        failure.Failure.ShouldBe(Failures.AccountNotConnected);
        remote.Providers.Single(p => p.Code == "MISA-CA").ConnectedKinds.ShouldBe([SignatureKind.Remote]);
        var wrong = await Should.ThrowAsync<FailureException>(() =>
            remote.ConnectAccountAsync("somebody-else", Hanh, new AccountLogin("hanh", "wrong", ""), Cancellation));
        wrong.Failure.ShouldBe(Failures.AccountLoginWrong);
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_and_a_wrong_one_can_be_given_again()
    {
        var host = await world.NodeAsync();
        var remote = host.Get<IRemoteSigning>();
        Task<AccountConnection> LoginAsync(string otp) =>
            remote.ConnectAccountAsync(MobileWorld.Person, Phuong, new AccountLogin("phuong", Password, otp), Cancellation);

        (await LoginAsync("")).ShouldBe(new AccountConnection(Connected: false, OtpRequired: true, ExpiresAt: null));
        var wrong = await Should.ThrowAsync<FailureException>(() => LoginAsync("no-code"));
        (await LoginAsync(await world.OtpAsync(Phuong.Account))).Connected.ShouldBeTrue();

        wrong.Failure.ShouldBe(Failures.AccountLoginWrong);
        (await remote.ListCertificatesAsync(MobileWorld.Person, Phuong, Cancellation)).ShouldHaveSingleItem();
        host.Log.ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_confirmed_request_gives_signatures_of_the_chosen_certificate()
    {
        var host = await ConnectedAsync(MobileWorld.Person);
        var remote = host.Get<IRemoteSigning>();

        var listed = await remote.ListCertificatesAsync(MobileWorld.Person, Hanh, Cancellation);
        var ceremony = await MobileWorld.StartAsync(host, Hanh, "Ký <b>hồ sơ</b>", "Tờ khai.pdf", new string('đ', 200));
        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe("Pending");
        await world.Sandbox.PressAsync(Hanh.Account, "Ký  b hồ sơ /b ", "confirm");

        listed.Select(c => c.Active).ShouldBe([true, true, false]);
        listed.ShouldAllBe(c => c.Chain.Count == 3 && c.CredentialId.Length == 36);
        MobileWorld.AllVerify(ceremony, await remote.PollAsync(ceremony, Cancellation), 2);
        host.Log.ShouldNotContain(Hanh.Account);
        host.Log.ShouldNotContain(ceremony.ProviderReference);
    }

    [Theory]
    [InlineData("reject", null, null, "Rejected")]
    [InlineData("expire", null, null, "Expired")]
    [InlineData("quota_used_up", "confirm", null, "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("revoked_certificate", "confirm", null, "CERTIFICATE_REVOKED")]
    [InlineData("code", "status", "SOMETHING_ELSE", "SIGNING_PROVIDER_FAILED")]
    [InlineData("error_500", "status", null, "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("html_200", "status", null, "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData("connection_reset", "status", null, "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task Each_other_end_is_told_apart(string fault, string? call, string? code, string expected)
    {
        var host = await ConnectedAsync(MobileWorld.Person);
        await world.OrderAsync(new { gateway = "misa", user_id = Hanh.Account, fault, call, code, times = 1 });

        var ceremony = await MobileWorld.StartAsync(host, Hanh, $"Lỗi {fault} {code}", "a.pdf");
        if (call == "confirm") await world.Sandbox.PressAsync(Hanh.Account, $"Lỗi {fault} {code}", "confirm");

        (await MobileWorld.StandingAsync(host, ceremony)).ShouldBe(expected);
    }

    [Fact]
    public async Task Of_a_batch_that_was_signed_in_part_each_signature_finds_its_document_and_nothing_is_asked_twice()
    {
        var host = await ConnectedAsync(MobileWorld.Person);
        await world.OrderAsync(new { gateway = "misa", user_id = Hanh.Account, fault = "partial_batch", times = 1 });

        var ceremony = await MobileWorld.StartAsync(host, Hanh, "Một phần", "a.pdf", "b.pdf", "c.pdf", "d.pdf");
        await world.Sandbox.PressAsync(Hanh.Account, "Một phần", "confirm");

        MobileWorld.AllVerify(ceremony, await host.Get<IRemoteSigning>().PollAsync(ceremony, Cancellation), 2);
        var repeated = await Should.ThrowAsync<FailureException>(() =>
            host.Get<IRemoteSigning>().StartAsync(ceremony.Request with { MayHaveBeenAsked = true }, Cancellation));
        repeated.Failure.ShouldBe(Failures.SigningStartUnknown);
        (await host.Get<IRemoteSigning>().PollAsync(ceremony with { ProviderReference = Guid.NewGuid().ToString() }, Cancellation))
            .ShouldBeOfType<RemoteOutcome.Unknown>();
    }

    [Fact]
    public async Task Tokens_are_renewed_on_their_own_and_two_nodes_do_not_disturb_each_other()
    {
        var one = await ConnectedAsync("renewed");
        var two = await world.NodeAsync();
        await two.Get<IRemoteSigning>().ListCertificatesAsync("renewed", Hanh, Cancellation);

        // By the clock of the nodes the hour is over; a refresh token is good for one use.
        world.Time.Advance(TimeSpan.FromMinutes(61));
        var listings = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            (i % 2 == 0 ? one : two).Get<IRemoteSigning>().ListCertificatesAsync("renewed", Hanh, Cancellation)));

        listings.ShouldAllBe(l => l.Count == 3);
        (await one.Get<IAccountConnections>().FindAsync("renewed", Hanh, Cancellation))!.Version.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task What_is_kept_cannot_be_read_and_goes_with_the_person()
    {
        var host = await ConnectedAsync("to-erase");
        var tokens = (await host.Get<IAccountConnections>().FindAsync("to-erase", Hanh, Cancellation))!.Tokens;
        await using var command = world.Database.CreateCommand(
            "SELECT encode(account, 'escape') || encode(sealed, 'escape') FROM tthc.account_connections WHERE person_id = 'to-erase'");
        var stored = (string)(await command.ExecuteScalarAsync(Cancellation))!;

        await host.Get<IPersonKeys>().DestroyAsync("to-erase", Cancellation);
        world.Time.Advance(IPersonKeys.CacheLifetime);
        var gone = await Should.ThrowAsync<FailureException>(() =>
            host.Get<IRemoteSigning>().ListCertificatesAsync("to-erase", Hanh, Cancellation));

        foreach (var secret in new[] { Hanh.Account, tokens.AccessToken, tokens.RefreshToken, tokens.UserId, Password })
        {
            stored.ShouldNotContain(secret);
            host.Log.ShouldNotContain(secret);
        }

        tokens.ToString().ShouldBe("AccountTokens");
        gone.Failure.ShouldBe(Failures.AccountNotConnected);
    }

    [Theory]
    [InlineData(200, """{"status":"PENDING","signatures":null}""", "Pending")]
    [InlineData(200, """{"status":"SUCCESS","signatures":[{"signature":"AQID"}]}""", "Signed")]
    [InlineData(200, """{"status":"SUCCESS","signatures":[]}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status":"CANCELLED"}""", "Rejected")]
    [InlineData(200, """{"status":"CANCELLED","errorDescription":"Giao dịch quá hạn"}""", "Expired")]
    [InlineData(200, """{"status":"FAILED","errorCode":"X","errorDescription":"Người dùng từ chối ký"}""", "Rejected")]
    [InlineData(200, """{"status":"FAILED","errorCode":"TIMEOUT"}""", "Expired")]
    [InlineData(200, """{"status":"FAILED","errorDescription":"Hết hạn xác nhận"}""", "Expired")]
    [InlineData(200, """{"status":"FAILED","errorDescription":"Chứng thư số đã hết hạn"}""", "CERTIFICATE_EXPIRED")]
    [InlineData(200, """{"status":"FAILED","errorDescription":"Chứng thư số đã bị thu hồi"}""", "CERTIFICATE_REVOKED")]
    [InlineData(200, """{"status":"FAILED","errorDescription":"Tài khoản đã hết lượt ký"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(200, """{"status":"FAILED","errorCode":"42"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(200, """{"status":"ANOTHER"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(400, """{"errorCode":"TRANSACTION_NOT_FOUND","error":"x"}""", "Unknown")]
    [InlineData(403, """{"errorCode":"x"}""", "thrown SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(401, """{"errorCode":"401"}""", "thrown SIGNING_ACCOUNT_NOT_CONNECTED")]
    [InlineData(400, """{"errorCode":"x","devMsg":"user not connected"}""", "thrown SIGNING_ACCOUNT_NOT_CONNECTED")]
    [InlineData(500, """{"errorCode":"x"}""", "thrown SIGNING_PROVIDER_FAILED")]
    [InlineData(503, """{"errorCode":"x"}""", "thrown SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task Each_status_of_the_document_is_understood(int status, string body, string expected)
    {
        await using var stub = await StubAsync(path => path.Contains("/status/") ? (status, body) : null);
        var host = await world.NodeAsync(stub.Url);
        await host.Get<IRemoteSigning>().ConnectAccountAsync("at-the-stub", Hanh, new AccountLogin("u", "p", ""), Cancellation);
        var request = new RemoteSigningRequest("at-the-stub", Hanh, "0A", "c", [], "t", "d", [new RemoteDocument("a", new byte[32])]);

        (await MobileWorld.StandingAsync(host, new RemoteCeremony(request, "transaction-1"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData(400, """{"error":"e400","errorCode":"400","validationFailures":[{"property":"Documents","failureReason":"empty"}]}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(400, """{"errorCode":"x","devMsg":"certificate is not active"}""", "CERTIFICATE_REVOKED")]
    [InlineData(400, """{"errorCode":"x","userMsg":"Chứng thư số đã hết hạn"}""", "CERTIFICATE_EXPIRED")]
    [InlineData(400, """{"errorCode":"x","userMsg":"Tài khoản đã hết lượt ký"}""", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(401, """{"errorCode":"401"}""", "SIGNING_ACCOUNT_NOT_CONNECTED")]
    [InlineData(403, """{"errorCode":"403"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(500, """{"errorCode":"500"}""", "SIGNING_PROVIDER_FAILED")]
    [InlineData(503, """{"errorCode":"503"}""", "SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData(200, """{"transactionId":""}""", "SIGNING_PROVIDER_FAILED")]
    public async Task Each_refusal_is_understood_when_listing_and_when_starting(int status, string body, string expected)
    {
        await using var stub = await StubAsync(path => path.Contains("/external/") ? (status, body) : null);
        var remote = (await world.NodeAsync(stub.Url)).Get<IRemoteSigning>();
        await remote.ConnectAccountAsync("refused-at-the-stub", Hanh, new AccountLogin("u", "p", ""), Cancellation);
        var request = new RemoteSigningRequest("refused-at-the-stub", Hanh, "0A", "c", [], "t", "d", [new RemoteDocument("a", new byte[32])]);

        var listing = await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync("refused-at-the-stub", Hanh, Cancellation));
        var starting = await Should.ThrowAsync<FailureException>(() => remote.StartAsync(request, Cancellation));

        listing.Failure.Code.ShouldBe(expected);
        starting.Failure.Code.ShouldBe(expected);
    }

    [Theory]
    [InlineData(200, """{"status":{"error":true,"errorCode":122},"data":null}""", "otp")]
    [InlineData(400, """{"status":{"error":true,"errorCode":"122"}}""", "otp")]
    [InlineData(400, """{"errorCode":"122"}""", "otp")]
    [InlineData(400, """{"status":{"error":true,"errorCode":1001}}""", "SIGNING_ACCOUNT_LOGIN_WRONG")]
    [InlineData(401, """{"error":"x"}""", "SIGNING_ACCOUNT_LOGIN_WRONG")]
    [InlineData(403, """{"error":"x"}""", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData(503, """{"error":"x"}""", "SIGNING_PROVIDER_UNAVAILABLE")]
    public async Task Each_answer_to_a_login_is_understood(int status, string body, string expected)
    {
        await using var stub = await StubAsync(_ => (status, body));
        var host = await world.NodeAsync(stub.Url);
        string told;
        try
        {
            var login = await host.Get<IRemoteSigning>().ConnectAccountAsync("login", Hanh, new AccountLogin("u", "p", ""), Cancellation);
            told = login.OtpRequired ? "otp" : "connected";
        }
        catch (FailureException failure)
        {
            told = failure.Failure.Code;
        }

        told.ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_sent_is_pascal_case_and_keeps_to_the_limits()
    {
        await using var stub = await StubAsync(path => path.EndsWith("Signing/hash", StringComparison.Ordinal) ? (200, """{"transactionId":"transaction-1"}""") : null);
        var host = await world.NodeAsync(stub.Url);
        await host.Get<IRemoteSigning>().ConnectAccountAsync("limits", Hanh, new AccountLogin("u", "p", ""), Cancellation);
        var request = new RemoteSigningRequest(
            "limits", Hanh, "0A", "alias", [], "t", "Ký", [new RemoteDocument(new string('ệ', 300), new byte[32])]);

        await host.Get<IRemoteSigning>().StartAsync(request, Cancellation);

        var sent = JsonElement.Parse(stub.Requests.Single(r => r.Path.EndsWith("Signing/hash", StringComparison.Ordinal)).Body);
        sent.EnumerateObject().Select(p => p.Name).ShouldBe(["DataToBeDisplayed", "UserId", "CertAlias", "Documents"]);
        sent.GetProperty("UserId").GetString().ShouldBe("user-1");
        var document = sent.GetProperty("Documents")[0];
        document.EnumerateObject().Select(p => p.Name).ShouldBe(["DocumentId", "FileToSign", "DocumentName"]);
        document.GetProperty("DocumentId").GetString()!.Length.ShouldBeLessThanOrEqualTo(36);
        document.GetProperty("DocumentName").GetString()!.Length.ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public async Task A_webhook_is_a_hint_when_it_names_our_client_and_nothing_else()
    {
        var host = await world.NodeAsync();
        var (_, route, adapter) = host.Get<ProviderCatalogue>().Find(Hanh);
        var client = route.Connection.Secrets["client_id"];

        adapter.ReadCallback(route, JsonElement.Parse($$"""{"clientId":"{{client}}","transactionId":"t-123"}""")).ShouldBe("t-123");
        adapter.ReadCallback(route, JsonElement.Parse("""{"clientId":"another","transactionId":"t-123"}""")).ShouldBeNull();
        adapter.ReadCallback(route, JsonElement.Parse("\"x\"")).ShouldBeNull();
    }

    private async Task<AdapterHost> ConnectedAsync(string person)
    {
        var host = await world.NodeAsync();
        var connection = await host.Get<IRemoteSigning>().ConnectAccountAsync(
            person, Hanh, new AccountLogin("y.hanh@example.com", Password, ""), Cancellation);
        connection.Connected.ShouldBeTrue();
        return host;
    }

    private static Task<StubGateway> StubAsync(Func<string, (int Status, string Body)?> answer) => StubGateway.StartAsync(async (path, response) =>
    {
        var (status, body) = answer(path) ?? (200, """
            {"status":{"error":false,"errorCode":0},
             "data":{"remoteSigningAccessToken":"rs-token","refreshToken":"r","expiresIn":3600,"user":{"id":"user-1"}}}
            """);
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.WriteAsync(body, Encoding.UTF8);
    });
}
