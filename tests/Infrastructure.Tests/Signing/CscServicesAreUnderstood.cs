using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The CSC adapters against the sandbox's services, over real HTTP: every way to authorize, and every error description.</summary>
[Collection(CscServices.Name)]
public sealed partial class CscServicesAreUnderstood : IAsyncLifetime
{
    private const string Pin = "24681357";
    private const string Redirect = "http://127.0.0.1:49152/ve";

    /// <summary>One RSA key that the phone confirms.</summary>
    private const string Phuong = "062190004417";

    /// <summary>PIN and online OTP; PIN; offline OTP.</summary>
    private const string Minh = "062085001236";

    /// <summary>The page of the service.</summary>
    private const string Hanh = "062195006402";

    /// <summary>Phone without digests; disabled; expired; suspended.</summary>
    private const string Duc = "062201007719";

    private readonly SandboxWorld world;
    private readonly AdapterHost host;

    public CscServicesAreUnderstood(SandboxWorld world)
    {
        this.world = world;
        host = Host();
    }

    private IRemoteSigning Remote => host.Get<IRemoteSigning>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in new[] { "csc1", "csc2" })
            await world.Http.DeleteAsync($"{world.Url}/control/faults?gateway={gateway}");
        await host.DisposeAsync();
    }

    [Fact]
    public void A_service_is_offered_only_where_it_has_an_address()
    {
        string[] codes = [.. Remote.Providers.Where(p => p.Kinds.Contains(SignatureKind.Remote)).Select(p => p.Code)];
        codes.ShouldContain("CSC-DEMO-1");
        codes.ShouldContain("CSC-DEMO-2");
        world.Host.Get<IRemoteSigning>().Providers.Select(p => p.Code).ShouldNotContain("CSC-DEMO-1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task All_certificates_come_with_chain_credential_and_state(int version)
    {
        var certificates = await Remote.ListCertificatesAsync(Account(version, Duc), Cancellation);

        certificates.Count.ShouldBe(4);
        certificates.ShouldAllBe(c => c.Chain.Count == 3 && c.CredentialId.Length == 32);
        // The expired one tells so itself; disabled and suspended ones are not to be used.
        certificates.Select(c => c.Active).ShouldBe([true, false, true, false]);
        (await ShouldFailAsync(() => Remote.ListCertificatesAsync(Account(version, "062099999999"), Cancellation)))
            .ShouldBe(Failures.AccountUnknown);
    }

    [Theory]
    [InlineData(1, Phuong, 2)]
    [InlineData(2, Phuong, 2)]
    [InlineData(1, Duc, 1)]
    [InlineData(2, Duc, 1)]
    public async Task The_phone_confirms_a_batch_with_rsa_and_with_ecdsa(int version, string account, int documents)
    {
        var request = await RequestAsync(version, account, documents: documents);

        var started = await Remote.StartAsync(request, Cancellation);
        started.Authorization.ShouldBeNull();
        started.Lifetime.ShouldBe(TimeSpan.FromSeconds(300));
        var ceremony = new RemoteCeremony(request, started.ProviderReference);
        (await Remote.PollAsync(ceremony, Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        await PressAsync(request, "confirm");

        ShouldVerify(request, await SettledAsync(ceremony));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_no_on_the_phone_is_a_no_and_silence_expires(int version)
    {
        var rejected = await RequestAsync(version, Phuong);
        var started = await Remote.StartAsync(rejected, Cancellation);
        await PressAsync(rejected, "reject");
        (await SettledAsync(new RemoteCeremony(rejected, started.ProviderReference))).ShouldBeOfType<RemoteOutcome.Rejected>();

        await OrderAsync(version, new { fault = "expire", times = 1 });
        var silent = await RequestAsync(version, Phuong);
        started = await Remote.StartAsync(silent, Cancellation);
        (await SettledAsync(new RemoteCeremony(silent, started.ProviderReference))).ShouldBeOfType<RemoteOutcome.Expired>();
    }

    [Theory]
    [InlineData(1, "SIGNING_PIN_WRONG", "")]
    [InlineData(2, "SIGNING_OTP_WRONG", "")]
    [InlineData(2, "SIGNING_OTP_WRONG", "GetChallenge")]
    public async Task Pin_and_a_one_time_password_that_was_sent_authorize(int version, string whenPinIsWrong, string sentBy)
    {
        await using var own = sentBy.Length == 0 ? Host() : Host(("Tthc:Gateways:Csc2:Traits:OneTimePasswordBy", sentBy));
        var remote = own.Get<IRemoteSigning>();
        var request = await RequestAsync(version, Minh, 0, documents: 3);

        var started = await remote.StartAsync(request, Cancellation);
        started.Authorization.ShouldBe(new RequiredAuthorization(true, true, "Mã PIN, Mã OTP gửi qua SMS", ""));
        var ceremony = new RemoteCeremony(request, started.ProviderReference);
        (await remote.PollAsync(ceremony, Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        var otp = await OneTimePasswordAsync(request.CredentialId);

        (await ShouldFailAsync(() => remote.AuthorizeAsync(ceremony, new SigningAuthorization("1", otp, "", ""), Cancellation)))
            .Code.ShouldBe(whenPinIsWrong);
        (await ShouldFailAsync(() => remote.AuthorizeAsync(ceremony, new SigningAuthorization(Pin, "1", "", ""), Cancellation)))
            .ShouldBe(Failures.OtpWrong);
        ShouldVerify(request, await remote.AuthorizeAsync(ceremony, new SigningAuthorization(Pin, otp, "", ""), Cancellation));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task A_pin_alone_authorizes_and_signatures_can_be_left_to_the_service(int version, bool asynchronous)
    {
        await using var own = Host(("Tthc:Gateways:Csc2:Traits:AsynchronousSignatures", asynchronous ? "true" : "false"));
        var request = await RequestAsync(version, Minh, 1);

        var started = await own.Get<IRemoteSigning>().StartAsync(request, Cancellation);
        started.Authorization.ShouldBe(new RequiredAuthorization(true, false, "Mã PIN", ""));
        var ceremony = new RemoteCeremony(request, started.ProviderReference);

        (await ShouldFailAsync(() => own.Get<IRemoteSigning>().AuthorizeAsync(ceremony, new SigningAuthorization("1", "", "", ""), Cancellation)))
            .ShouldBe(Failures.PinWrong);
        ShouldVerify(request, await own.Get<IRemoteSigning>().AuthorizeAsync(ceremony, new SigningAuthorization(Pin, "", "", ""), Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_one_time_password_of_an_app_is_asked_for_without_sending_one(int version)
    {
        var request = await RequestAsync(version, Minh, 2);

        var started = await Remote.StartAsync(request with { MayHaveBeenAsked = true }, Cancellation);

        started.Authorization.ShouldBe(new RequiredAuthorization(false, true, "Mã OTP trên ứng dụng", ""));
        var otp = await OneTimePasswordAsync(request.CredentialId);
        ShouldVerify(request, await Remote.AuthorizeAsync(
            new RemoteCeremony(request, started.ProviderReference), new SigningAuthorization("", otp, "", ""), Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_page_of_the_service_leads_back_with_a_code_for_this_ceremony_only(int version)
    {
        var request = await RequestAsync(version, Hanh, documents: 2);

        var started = await Remote.StartAsync(request, Cancellation);
        var ceremony = new RemoteCeremony(request, started.ProviderReference);
        var address = started.Authorization!.AuthorizationUri;
        address.ShouldStartWith($"{world.Url}/csc{version}/oauth2/authorize?");
        var (code, state) = await DecideAsync(address);

        var other = ceremony with { Request = request with { Transaction = Guid.NewGuid().ToString() } };
        (await ShouldFailAsync(() => Remote.AuthorizeAsync(other, new SigningAuthorization("", "", code, state), Cancellation)))
            .ShouldBe(Failures.AuthorizationNotAsked);
        (await ShouldFailAsync(() => Remote.AuthorizeAsync(ceremony, new SigningAuthorization("", "", "x", state), Cancellation)))
            .ShouldBe(Failures.OtpWrong);
        // Another node has the same state and verifier: nothing is kept.
        await using var second = Host();
        ShouldVerify(request, await second.Get<IRemoteSigning>().AuthorizeAsync(ceremony, new SigningAuthorization("", "", code, state), Cancellation));
    }

    [Theory]
    [InlineData("authorize", "invalid_request", "Credential locked", "SIGNING_CREDENTIAL_LOCKED")]
    [InlineData("authorize", "invalid_request", "PIN locked", "SIGNING_CREDENTIAL_LOCKED")]
    [InlineData("authorize", "invalid_pin", "The PIN is invalid", "SIGNING_PIN_WRONG")]
    [InlineData("authorize", "invalid_request", "The PIN is invalid", "SIGNING_PIN_WRONG")]
    [InlineData("authorize", "invalid_otp", "The OTP is invalid", "SIGNING_OTP_WRONG")]
    [InlineData("authorize", "invalid_authentication_data", "The authentication data is invalid", "SIGNING_PIN_WRONG")]
    [InlineData("authorize", "invalid_request", "The credential identified by credentialID is disabled", "CERTIFICATE_REVOKED")]
    [InlineData("authorize", "invalid_request", "Signing certificate is expired", "CERTIFICATE_EXPIRED")]
    [InlineData("authorize", "invalid_request", "Signing certificate 'O=a,CN=b' is expired", "CERTIFICATE_EXPIRED")]
    [InlineData("authorize", "invalid_request", "Missing (or invalid type) string parameter credentialID", "CERTIFICATE_NOT_FOUND")]
    [InlineData("authorize", "invalid_request", "Invalid parameter credentialID", "CERTIFICATE_NOT_FOUND")]
    [InlineData("authorize", "invalid_request", "Numbers of signatures is too high", "SIGNING_PROVIDER_FAILED")]
    [InlineData("authorize", "invalid_request", "Missing (or invalid type) array parameter hash", "SIGNING_PROVIDER_FAILED")]
    [InlineData("authorize", "access_denied", "The user denied the authorization", "SIGNING_REJECTED")]
    [InlineData("authorize", "access_denied", "The authorization timed out", "SIGNING_EXPIRED")]
    [InlineData("authorize", "unauthorized_client", "", "SIGNING_PROVIDER_REFUSES_PLATFORM")]
    [InlineData("authorize", "temporarily_unavailable", "", "SIGNING_PROVIDER_UNAVAILABLE")]
    [InlineData("authorize", "server_error", "", "SIGNING_PROVIDER_FAILED")]
    [InlineData("authorize", "invalid_request", "The signature quota of the account is used up", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData("sign", "invalid_request", "SAD expired", "expired")]
    [InlineData("sign", "invalid_request", "Invalid parameter SAD", "SIGNING_ANSWER_LOST")]
    [InlineData("sign", "invalid_request", "Missing (or invalid type) string parameter SAD", "SIGNING_ANSWER_LOST")]
    [InlineData("sign", "invalid_request", "Hash is not authorized by the SAD", "SIGNING_PROVIDER_FAILED")]
    [InlineData("sign", "invalid_request", "Invalid digest value length", "SIGNING_PROVIDER_FAILED")]
    [InlineData("sign", "invalid_request", "Empty hash array", "SIGNING_PROVIDER_FAILED")]
    [InlineData("sign", "invalid_request", "Invalid Base64 hash string parameter", "SIGNING_PROVIDER_FAILED")]
    [InlineData("sign", "invalid_request", "Missing (or invalid type) string parameter signAlgo", "SIGNING_PROVIDER_FAILED")]
    [InlineData("sign", "invalid_request", "Signing certificate is expired", "CERTIFICATE_EXPIRED")]
    [InlineData("sign", "invalid_request", "The credential identified by credentialID is disabled", "CERTIFICATE_REVOKED")]
    [InlineData("sign", "invalid_otp", "The OTP is invalid", "SIGNING_OTP_WRONG")]
    public async Task Every_error_description_has_its_failure(string call, string error, string description, string failure)
    {
        foreach (var version in new[] { 1, 2 })
        {
            var request = await RequestAsync(version, Minh, 1);
            var started = await Remote.StartAsync(request, Cancellation);
            await OrderAsync(version, new { fault = "code", code = error, message = description, call, times = 1 });

            (await OutcomeAsync(() => Remote.AuthorizeAsync(
                new RemoteCeremony(request, started.ProviderReference), new SigningAuthorization(Pin, "", "", ""), Cancellation)))
                .ShouldBe(failure, $"v{version}");
        }
    }

    [Theory]
    [InlineData(1, "authorize", "error_500", "SIGNING_PROVIDER_FAILED")]
    [InlineData(1, "authorize", "html_200", "SIGNING_PROVIDER_FAILED")]
    [InlineData(1, "authorize", "connection_reset", "SIGNING_ANSWER_LOST")]
    [InlineData(1, "sign", "connection_reset", "SIGNING_ANSWER_LOST")]
    [InlineData(1, "sign", "bad_json", "SIGNING_PROVIDER_FAILED")]
    [InlineData(1, "confirm", "quota_used_up", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(1, "confirm", "revoked_certificate", "CERTIFICATE_REVOKED")]
    [InlineData(2, "sign", "connection_reset", "SIGNING_ANSWER_LOST")]
    [InlineData(2, "sign", "html_200", "SIGNING_PROVIDER_FAILED")]
    [InlineData(2, "confirm", "quota_used_up", "SIGNING_QUOTA_EXHAUSTED")]
    [InlineData(2, "confirm", "revoked_certificate", "CERTIFICATE_REVOKED")]
    public async Task What_goes_wrong_around_the_phone_ends_with_its_cause(int version, string call, string fault, string failure)
    {
        var request = await RequestAsync(version, Phuong);
        await OrderAsync(version, new { fault, call, times = 1 });

        var started = await Remote.StartAsync(request, Cancellation);
        if (call != "authorize") await PressAsync(request, "confirm");

        (await OutcomeAsync(() => SettledAsync(new RemoteCeremony(request, started.ProviderReference)))).ShouldBe(failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Half_a_batch_is_half_a_batch(int version)
    {
        var request = await RequestAsync(version, Phuong, documents: 4);
        await OrderAsync(version, new { fault = "partial_batch", times = 1 });

        var started = await Remote.StartAsync(request, Cancellation);
        await PressAsync(request, "confirm");

        var signed = (await SettledAsync(new RemoteCeremony(request, started.ProviderReference))).ShouldBeOfType<RemoteOutcome.Signed>();
        signed.Signatures.Keys.Order().ShouldBe(["tep-0.pdf", "tep-1.pdf"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_question_whose_answer_was_lost_is_not_asked_a_second_time(int version)
    {
        var request = await RequestAsync(version, Phuong);

        (await ShouldFailAsync(() => Remote.StartAsync(request with { MayHaveBeenAsked = true }, Cancellation))).ShouldBe(Failures.SigningStartUnknown);
        (await WaitingAsync(request)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task More_files_than_the_key_signs_at_once_are_refused_before_anyone_is_asked(int version)
    {
        var request = await RequestAsync(version, Duc, documents: 6);

        (await ShouldFailAsync(() => Remote.StartAsync(request, Cancellation))).ShouldBe(Failures.BatchTooLarge);
        (await WaitingAsync(request)).ShouldBeNull();
    }

    [Fact]
    public async Task A_held_call_is_known_to_its_own_node_only_and_a_handle_to_all()
    {
        await using var second = Host();
        var held = await RequestAsync(1, Phuong);
        var handled = await RequestAsync(2, Phuong);

        var first = await Remote.StartAsync(held, Cancellation);
        var other = await Remote.StartAsync(handled, Cancellation);

        (await second.Get<IRemoteSigning>().PollAsync(new RemoteCeremony(held, first.ProviderReference), Cancellation))
            .ShouldBeOfType<RemoteOutcome.Unknown>();
        await PressAsync(handled, "confirm");
        ShouldVerify(handled, await second.Get<IRemoteSigning>().PollAsync(new RemoteCeremony(handled, other.ProviderReference), Cancellation));
        await PressAsync(held, "reject");
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("ClientCredentials")]
    public async Task The_platform_logs_in_both_ways_and_again_when_its_token_is_refused(string way)
    {
        await using var own = Host(
            ("Tthc:Gateways:Csc1:Traits:ServiceAuthorization", way), ("Tthc:Gateways:Csc2:Traits:ServiceAuthorization", way));
        foreach (var version in new[] { 1, 2 })
        {
            (await own.Get<IRemoteSigning>().ListCertificatesAsync(Account(version, Phuong), Cancellation)).ShouldHaveSingleItem();
            await OrderAsync(version, new { fault = "code", code = "invalid_token", message = "x", call = "get_certificate", times = 1 });
            (await own.Get<IRemoteSigning>().ListCertificatesAsync(Account(version, Phuong), Cancellation)).ShouldHaveSingleItem();
        }

        var wrong = Path.Combine(Path.GetTempPath(), $"csc-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(wrong, """{"client_id":"x","client_secret":"y"}""", Cancellation);
        await using var stranger = Host(
            ("Tthc:Gateways:Csc1:Traits:ServiceAuthorization", way), ("Tthc:Gateways:Csc1:CredentialsFile", wrong));
        (await ShouldFailAsync(() => stranger.Get<IRemoteSigning>().ListCertificatesAsync(Account(1, Phuong), Cancellation)))
            .ShouldBe(Failures.ProviderRefusesPlatform);
        File.Delete(wrong);
    }

    private static SignatureEntry Account(int version, string account) => new(SignatureKind.Remote, account, $"CSC-DEMO-{version}");

    private static void ShouldVerify(RemoteSigningRequest request, RemoteOutcome outcome)
    {
        var signatures = outcome.ShouldBeOfType<RemoteOutcome.Signed>(outcome.ToString()).Signatures;
        signatures.Count.ShouldBe(request.Documents.Count);
        using var certificate = X509CertificateLoader.LoadCertificate(request.Certificate);
        foreach (var document in request.Documents)
        {
            var value = signatures[document.DocumentId];
            (certificate.GetECDsaPublicKey() is { } curve
                ? curve.VerifyHash(document.Digest, value, DSASignatureFormat.Rfc3279DerSequence)
                : certificate.GetRSAPublicKey()!.VerifyHash(document.Digest, value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                .ShouldBeTrue(document.DocumentId);
        }
    }

    private static async Task<Failure> ShouldFailAsync(Func<Task> act) => (await act.ShouldThrowAsync<FailureException>()).Failure;

    /// <summary>The code of a failure, whether it is thrown or the outcome; else the outcome's name.</summary>
    private static async Task<string> OutcomeAsync(Func<Task<RemoteOutcome>> act)
    {
        try
        {
            return await act() switch
            {
                RemoteOutcome.Failed failed => failed.Cause.Code,
                var other => other.GetType().Name.ToLowerInvariant(),
            };
        }
        catch (FailureException failure)
        {
            return failure.Failure.Code;
        }
    }

    private AdapterHost Host(params (string Name, string? Value)[] settings) => world.CreateHost(
    [
        ("Tthc:Gateways:Csc1:BaseUrl", world.Url + "/csc1"),
        ("Tthc:Gateways:Csc1:Traits:RedirectUri", Redirect),
        ("Tthc:Gateways:Csc2:BaseUrl", world.Url + "/csc2"),
        ("Tthc:Gateways:Csc2:Traits:RedirectUri", Redirect),
        .. settings,
    ]);

    private async Task<RemoteSigningRequest> RequestAsync(int version, string account, int credential = 0, int documents = 1)
    {
        var entry = Account(version, account);
        var certificate = (await Remote.ListCertificatesAsync(entry, Cancellation))[credential];
        var transaction = await Remote.ReserveTransactionAsync(entry, certificate.SerialNumber, Cancellation);
        return new RemoteSigningRequest(
            "person-of-the-tests", entry, certificate.SerialNumber, certificate.CredentialId, certificate.Chain[0], transaction, $"Ký {transaction}",
            [.. Enumerable.Range(0, documents).Select(i => new RemoteDocument($"tep-{i}.pdf", RandomNumberGenerator.GetBytes(32)))]);
    }

    private Task<RemoteOutcome> SettledAsync(RemoteCeremony ceremony) => Eventually.ValueAsync(
        async () => await Remote.PollAsync(ceremony, Cancellation) is var outcome and not RemoteOutcome.Pending ? outcome : null,
        "the ceremony is settled", cancellationToken: Cancellation);

    private async Task<string?> WaitingAsync(RemoteSigningRequest request)
    {
        var waiting = await world.Http.GetFromJsonAsync<JsonElement>($"{world.Url}/phone/api/requests?user_id={request.Entry.Account}", Cancellation);
        return waiting.GetProperty("requests").EnumerateArray()
            .Where(r => r.GetProperty("description").GetString() == request.Description)
            .Select(r => r.GetProperty("id").GetString()).SingleOrDefault();
    }

    private async Task PressAsync(RemoteSigningRequest request, string button)
    {
        var id = await Eventually.ValueAsync(() => WaitingAsync(request), "the phone rings", cancellationToken: Cancellation);
        using var pressed = await world.Http.PostAsync($"{world.Url}/phone/api/requests/{id}:{button}", null, Cancellation);
    }

    private async Task<string> OneTimePasswordAsync(string credential)
    {
        var shown = await world.Http.GetFromJsonAsync<JsonElement>($"{world.Url}/phone/api/one-time-passwords", Cancellation);
        return shown.GetProperty("one_time_passwords").EnumerateArray()
            .Single(c => c.GetProperty("credential_id").GetString() == credential).GetProperty("code").GetString()!;
    }

    private async Task OrderAsync(int version, object fault)
    {
        var order = JsonSerializer.SerializeToNode(fault)!.AsObject();
        order["gateway"] = $"csc{version}";
        using var put = await world.Http.PutAsJsonAsync($"{world.Url}/control/faults", order, Cancellation);
        put.StatusCode.ShouldBe(HttpStatusCode.OK, await put.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>What a person does on the page of the service.</summary>
    private static async Task<(string Code, string State)> DecideAsync(string address)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var page = await browser.GetAsync(address, Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, page.Headers.Location?.ToString());
        var action = FormAction().Match(await page.Content.ReadAsStringAsync(Cancellation)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("decision", "confirm"), KeyValuePair.Create("pin", Pin)]);
        using var decided = await browser.PostAsync(new Uri(new Uri(address), action), form, Cancellation);
        decided.Headers.Location!.ToString().ShouldStartWith(Redirect);
        var answer = HttpUtility.ParseQueryString(decided.Headers.Location!.Query);
        return (answer["code"]!, answer["state"]!);
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex FormAction();
}
