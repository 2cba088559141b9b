using System.Net;
using System.Security.Cryptography;
using System.Text;
using Google.Rpc;
using Grpc.Core;
using KonTum.Tthc.Api.Hosting;
using KonTum.Tthc.Api.Tests.Serving;
using KonTum.Tthc.Contract.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.Identity;

/// <summary>Only tokens of the provider, for us, in time, and signed with a key of the provider make a caller.</summary>
public sealed class TokenTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forgeries =>
        ["none at all", "expired", "another audience", "another issuer", "alg none", "HS256 with the public key", "unknown key", "not a token"];

    [Fact]
    public async Task The_claims_make_the_caller()
    {
        var token = server.Identity.Token("officer-7", ["officer", "auditor", "plumber"], agency: "000.21.24.H34");
        var dossier = await Dossiers().GetDossierAsync(new() { DossierId = "1" }, ApiServer.Bearer(token), cancellationToken: Stop);
        dossier.ProcedureCode.ShouldBe("officer-7|officer-7@example.vn|Officer+Auditor|000.21.24.H34");
    }

    [Fact]
    public async Task A_single_role_may_be_a_plain_string_and_a_caller_without_agency_has_none()
    {
        var dossier = await Dossiers().GetDossierAsync(
            new() { DossierId = "1" }, ApiServer.Bearer(server.Identity.Token(roles: ["citizen"])), cancellationToken: Stop);
        dossier.ProcedureCode.ShouldBe("citizen-1|citizen-1@example.vn|Citizen|");
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Nothing_else_makes_a_caller(string forgery)
    {
        var token = Forge(forgery);
        var headers = token is null ? [] : ApiServer.Bearer(token);
        var e = await Should.ThrowAsync<RpcException>(() => Dossiers().GetDossierAsync(new() { DossierId = "1" }, headers).ResponseAsync);
        e.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason.ShouldBe("UNAUTHENTICATED");

        using var http = server.Http(token);
        using var answer = await http.GetAsync("/v1/dossiers/1", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.Single().ToString().ShouldBe(token is null ? "Bearer" : "Bearer error=\"invalid_token\"");
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("Vui lòng đăng nhập.");
    }

    [Fact]
    public async Task A_caller_without_the_role_is_known_but_refused()
    {
        using var http = server.Http(server.Identity.Token(roles: ["citizen"]));
        using var answer = await http.GetAsync("/v1/inbox", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("FORBIDDEN");
    }

    [Fact]
    public async Task What_is_open_to_everyone_needs_no_token_and_is_not_spoilt_by_a_bad_one()
    {
        using var http = server.Http("rubbish");
        using var answer = await http.GetAsync("/v1/limits", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain($"\"maxAttachmentBytes\":\"{ApiServer.MaxAttachmentBytes}\"", Case.Sensitive);
    }

    [Fact]
    public async Task A_new_key_of_the_provider_is_found_at_the_first_token_that_it_signed()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        using (var before = own.Http(own.Identity.Token()))
        {
            (await before.GetAsync("/v1/dossiers/1", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        own.Identity.Rotate();
        using var after = own.Http(own.Identity.Token());
        (await after.GetAsync("/v1/dossiers/1", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not an address")]
    [InlineData("http://login.example.vn")]
    public void An_authority_whose_keys_could_be_anyones_stops_the_start(string? authority)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection([new("Tthc:Identity:Authority", authority)]);
        Should.Throw<InvalidOperationException>(() => builder.AddTthcEdge()).Message.ShouldContain("Tthc:Identity:Authority");
    }

    private string? Forge(string forgery)
    {
        var identity = server.Identity;
        switch (forgery)
        {
            case "none at all": return null;
            case "not a token": return "rubbish";
            case "expired": return identity.Token(lifetime: TimeSpan.FromSeconds(-60));
            case "another audience": return identity.Token(audience: "someone-else");
            case "another issuer": return identity.Token(issuer: "https://login.example.vn/");
            case "alg none":
                var parts = identity.Token().Split('.');
                return $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.";
            case "HS256 with the public key":
                // The classic confusion: the public key, as text, taken for a shared secret.
                var pem = identity.Key.Rsa.ExportSubjectPublicKeyInfoPem();
                var secret = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(pem)) { KeyId = identity.Key.KeyId };
                return identity.Token(credentials: new SigningCredentials(secret, SecurityAlgorithms.HmacSha256));
            case "unknown key":
                using (var rsa = RSA.Create(2048))
                {
                    var key = new RsaSecurityKey(rsa.ExportParameters(true)) { KeyId = "key-99" };
                    return identity.Token(credentials: new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
                }

            default: throw new ArgumentOutOfRangeException(nameof(forgery), forgery, "Which one?");
        }
    }

    private Contract.V1.Dossiers.DossiersClient Dossiers() => new(server.Calls);
}
