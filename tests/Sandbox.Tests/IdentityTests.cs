using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The OpenID provider, seen by clients that know nothing but its discovery document.</summary>
public sealed partial class IdentityTests(FirstStartTemplate template)
{
    private const string Redirect = "http://127.0.0.1:49152/dang-nhap/xong";

    [Fact]
    public async Task Discovery_names_the_bound_address_as_issuer()
    {
        await using var sandbox = await template.StartAsync();

        var discovery = await sandbox.GetAsync("/.well-known/openid-configuration");

        ((string)discovery["issuer"]!).ShouldBe(sandbox.Url + "/");
        ((string)discovery["token_endpoint"]!).ShouldBe(sandbox.Url + "/connect/token");
        discovery["code_challenge_methods_supported"]!.AsArray().Select(m => (string)m!).ShouldBe(["S256"]);
    }

    [Fact]
    public async Task An_officers_token_verifies_against_the_published_keys_and_says_who_and_where()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await PasswordAsync(sandbox, "thuha", RunningSandbox.Password);

        http.ShouldBe(200);
        var token = await VerifyAsync(sandbox, (string)body["access_token"]!);
        token.Subject.ShouldBe("470a73ef-dae4-4b07-ae2a-5c89c5bb03e0");
        token.Alg.ShouldBe("RS256");
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(token.EncodedPayload))!;
        ((string)claims["name"]!).ShouldBe("Phạm Thị Thu Hà");
        ((string)claims["email"]!).ShouldBe("thu.ha@example.com");
        ((bool)claims["email_verified"]!).ShouldBeTrue();
        claims["role"]!.AsArray().Select(role => (string)role!).ShouldBe(["officer"]);
        ((string)claims["agency"]!).ShouldBe("000.21.24.H34");
        ((string)claims["identity_number"]!).ShouldBe("062188003350");
        ((string)claims["phone_number"]!).ShouldBe("0900000201");
        ((string)claims["aud"]!).ShouldBe("kontum-tthc");
        ((string)claims["scope"]!).Split(' ').ShouldContain("tthc");
    }

    [Theory]
    [InlineData("quantri", "administrator", null)]
    [InlineData("thanhtung", "officer", "000.21.24.H34")]
    [InlineData("maihoa", "officer", "000.00.12.H34")]
    public async Task Everybody_who_works_at_the_province_has_a_role_and_where_it_applies_an_agency(string username, string role, string? agency)
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await PasswordAsync(sandbox, username, RunningSandbox.Password);

        http.ShouldBe(200);
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode((await VerifyAsync(sandbox, (string)body["access_token"]!)).EncodedPayload))!;
        claims["role"]!.AsArray().Select(r => (string)r!).ShouldBe([role]);
        ((string?)claims["agency"]).ShouldBe(agency);
    }

    [Fact]
    public async Task A_token_that_was_changed_does_not_verify()
    {
        await using var sandbox = await template.StartAsync();
        var (_, body) = await PasswordAsync(sandbox, "phuong", RunningSandbox.Password);
        var parts = ((string)body["access_token"]!).Split('.');
        var forged = Base64UrlEncoder.Decode(parts[1]).Replace("\"citizen\"", "\"auditor\"", StringComparison.Ordinal);

        await Should.ThrowAsync<SecurityTokenInvalidSignatureException>(
            () => VerifyAsync(sandbox, $"{parts[0]}.{Base64UrlEncoder.Encode(forged)}.{parts[2]}"));
    }

    [Fact]
    public async Task The_internal_system_gets_a_token_with_its_secret_from_the_data_directory()
    {
        await using var sandbox = await template.StartAsync();
        var secret = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(sandbox.DataDirectory, "identity", "system-client.json"), TestContext.Current.CancellationToken))!;

        var (http, body) = await sandbox.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", (string)secret["client_id"]!),
            ("client_secret", (string)secret["client_secret"]!), ("scope", "tthc"));
        var (wrongHttp, _) = await sandbox.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "kontum-tthc-system"), ("client_secret", "wrong"), ("scope", "tthc"));

        http.ShouldBe(200);
        wrongHttp.ShouldBe(401);
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode((await VerifyAsync(sandbox, (string)body["access_token"]!)).EncodedPayload))!;
        claims["role"]!.AsArray().Select(role => (string)role!).ShouldBe(["system"]);
        ((string)claims["sub"]!).ShouldBe("5296bc4b-7e49-40a2-93fd-80253f39df41");
    }

    [Fact]
    public async Task A_refresh_token_works_after_a_restart_and_the_keys_stay_the_same()
    {
        var sandbox = await template.StartAsync();
        var (_, first) = await PasswordAsync(sandbox, "phuong", RunningSandbox.Password);
        var keys = (await sandbox.GetAsync("/.well-known/jwks")).ToJsonString();
        await using var again = await RestartOnSameAddressAsync(sandbox);

        var (http, second) = await again.TokenAsync(
            ("grant_type", "refresh_token"), ("client_id", "kontum-tthc-cli"), ("refresh_token", (string)first["refresh_token"]!));

        http.ShouldBe(200, second.ToJsonString());
        (await again.GetAsync("/.well-known/jwks")).ToJsonString().ShouldBe(keys);
        (await VerifyAsync(again, (string)second["access_token"]!, sandbox.Url)).Subject.ShouldBe("45290bff-c2c3-444c-9015-f2bf13bf74b0");
    }

    [Fact]
    public async Task Guessing_is_stopped_per_account_and_rests_five_minutes()
    {
        await using var sandbox = await template.StartAsync();
        for (var i = 0; i < 5; i++)
            (await PasswordAsync(sandbox, "minh", "guess")).Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");

        var (http, stopped) = await PasswordAsync(sandbox, "minh", RunningSandbox.Password);
        http.ShouldBe(400);
        ((string)stopped["error"]!).ShouldBe("access_denied");
        (await PasswordAsync(sandbox, "phuong", RunningSandbox.Password)).Http.ShouldBe(200);
        sandbox.Time.Advance(TimeSpan.FromMinutes(5));
        (await PasswordAsync(sandbox, "minh", RunningSandbox.Password)).Http.ShouldBe(200);
    }

    [Fact]
    public async Task Only_the_command_line_client_may_send_passwords()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.TokenAsync(
            ("grant_type", "password"), ("client_id", "kontum-tthc-web"), ("username", "phuong"),
            ("password", RunningSandbox.Password), ("scope", "tthc"));

        http.ShouldBe(400);
        ((string)body["error"]!).ShouldBe("unauthorized_client");
    }

    [Fact]
    public async Task A_browser_logs_in_on_the_page_and_the_client_exchanges_the_code_with_its_verifier()
    {
        await using var sandbox = await template.StartAsync();
        using var browser = NewBrowser(sandbox);
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

        using var toLogin = await browser.GetAsync(AuthorizeAddress(verifier), TestContext.Current.CancellationToken);
        toLogin.StatusCode.ShouldBe(HttpStatusCode.Found);
        var page = await browser.GetStringAsync(toLogin.Headers.Location, TestContext.Current.CancellationToken);
        page.ShouldContain("<html lang=\"vi\">");
        page.ShouldContain("Mật khẩu");

        using var wrong = await SubmitAsync(browser, page, "phuong", "wrong");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("Tên đăng nhập hoặc mật khẩu không đúng");

        using var right = await SubmitAsync(browser, page, "062190004417", RunningSandbox.Password);
        right.StatusCode.ShouldBe(HttpStatusCode.Found);
        using var back = await browser.GetAsync(right.Headers.Location, TestContext.Current.CancellationToken);
        back.StatusCode.ShouldBe(HttpStatusCode.Found);
        back.Headers.Location!.GetLeftPart(UriPartial.Path).ShouldBe(Redirect);
        var query = HttpUtility.ParseQueryString(back.Headers.Location.Query);
        query["state"].ShouldBe("trạng thái");

        var (stolenHttp, stolen) = await CodeAsync(sandbox, query["code"]!, Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32)));
        stolenHttp.ShouldBe(400);
        ((string)stolen["error"]!).ShouldBe("invalid_grant");
        var (http, body) = await CodeAsync(sandbox, query["code"]!, verifier);
        http.ShouldBe(200, body.ToJsonString());
        (await VerifyAsync(sandbox, (string)body["access_token"]!)).Subject.ShouldBe("45290bff-c2c3-444c-9015-f2bf13bf74b0");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", (string)body["access_token"]!);
        using var info = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);
        ((string)JsonNode.Parse(await info.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["preferred_username"]!).ShouldBe("phuong");

        // Logged out, the next authorization asks for the password again.
        using var logout = await browser.GetAsync(
            $"/connect/logout?client_id=kontum-tthc-web&post_logout_redirect_uri={Uri.EscapeDataString("http://127.0.0.1:49152/")}",
            TestContext.Current.CancellationToken);
        logout.Headers.Location!.GetLeftPart(UriPartial.Authority).ShouldBe("http://127.0.0.1:49152");
        using var afterLogout = await browser.GetAsync(AuthorizeAddress(verifier), TestContext.Current.CancellationToken);
        afterLogout.Headers.Location!.ToString().ShouldStartWith("/dang-nhap");
    }

    [Theory]
    [InlineData("http://127.0.0.2:80/x")]
    [InlineData("https://example.com/x")]
    [InlineData("http://127.0.0.1.example.com/x")]
    [InlineData("http://127.0.0.1:80@example.com/x")]
    public async Task A_code_goes_to_loopback_only(string redirect)
    {
        await using var sandbox = await template.StartAsync();

        using var response = await sandbox.Client.GetAsync(AuthorizeAddress("v", redirect), TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_pkce_there_is_no_code()
    {
        await using var sandbox = await template.StartAsync();

        using var response = await sandbox.Client.GetAsync(
            $"/connect/authorize?client_id=kontum-tthc-web&response_type=code&scope=tthc&redirect_uri={Uri.EscapeDataString(Redirect)}",
            TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("invalid_request");
    }

    [Theory]
    [InlineData("//example.com/")]
    [InlineData("https://example.com/")]
    [InlineData("/\\example.com/")]
    public async Task The_login_page_does_not_send_people_elsewhere(string target)
    {
        await using var sandbox = await template.StartAsync();
        using var browser = NewBrowser(sandbox);
        var page = await browser.GetStringAsync($"/dang-nhap?return_url={Uri.EscapeDataString(target)}", TestContext.Current.CancellationToken);

        using var response = await SubmitAsync(browser, page, "phuong", RunningSandbox.Password);

        response.Headers.Location!.ToString().ShouldBe("/");
    }

    private static HttpClient NewBrowser(RunningSandbox sandbox) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(sandbox.Url) };

    private static async Task<RunningSandbox> RestartOnSameAddressAsync(RunningSandbox sandbox)
    {
        sandbox.KeepsDirectory = true;
        await sandbox.DisposeAsync();
        return await RunningSandbox.StartAsync(sandbox.DataDirectory, sandbox.Time, $"--Sandbox:PublicUrl={sandbox.Url}");
    }

    private static string AuthorizeAddress(string verifier, string redirect = Redirect) =>
        "/connect/authorize?client_id=kontum-tthc-web&response_type=code&scope=openid%20tthc&state=tr%E1%BA%A1ng%20th%C3%A1i"
        + $"&redirect_uri={Uri.EscapeDataString(redirect)}&code_challenge_method=S256"
        + $"&code_challenge={Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))}";

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string page, string username, string password)
    {
        var fields = HiddenField().Matches(page).ToDictionary(
            match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        fields["username"] = username;
        fields["password"] = password;
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync("/dang-nhap", content, TestContext.Current.CancellationToken);
    }

    private static Task<(int Http, JsonNode Body)> CodeAsync(RunningSandbox sandbox, string code, string verifier) => sandbox.TokenAsync(
        ("grant_type", "authorization_code"), ("client_id", "kontum-tthc-web"), ("code", code),
        ("redirect_uri", Redirect), ("code_verifier", verifier));

    private static Task<(int Http, JsonNode Body)> PasswordAsync(RunningSandbox sandbox, string username, string password) => sandbox.TokenAsync(
        ("grant_type", "password"), ("client_id", "kontum-tthc-cli"), ("username", username), ("password", password),
        ("scope", "openid offline_access tthc"));

    private static async Task<JsonWebToken> VerifyAsync(RunningSandbox sandbox, string token, string? issuer = null)
    {
        var keys = new JsonWebKeySet((await sandbox.GetAsync("/.well-known/jwks")).ToJsonString());
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = (issuer ?? sandbox.Url) + "/",
            ValidAudience = "kontum-tthc",
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = ["at+jwt"],
        });
        return result.IsValid ? (JsonWebToken)result.SecurityToken : throw result.Exception;
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""")]
    private static partial Regex HiddenField();
}
