using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The file of the catalogue, and what it refers to, changed under a running platform.</summary>
public sealed class TheCatalogueChangesWhileRunning : IDisposable
{
    private const string Waiting = """{"status_code":200,"message":"sig_wait_for_user_confirm","data":null}""";
    private static readonly SignatureEntry Account = new(SignatureKind.SmartCa, "012345678901", "VNPT-CA");
    private readonly string directory = Directory.CreateTempSubdirectory("tthc-catalogue-").FullName;
    private int writes;

    private string CatalogueFile => Path.Combine(directory, "catalogue.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_is_switched_off_and_on_and_what_is_under_way_goes_on()
    {
        await using var gateway = await StubGateway.AnsweringAsync(200, Waiting);
        Write("{}");
        await using var host = gateway.CreateHost(("Tthc:Gateways:CatalogueFile", CatalogueFile));
        var remote = host.Get<IRemoteSigning>();
        remote.Providers.ShouldContain(p => p.Code == "VNPT-CA");

        Write("""{"providers":[{"code":"VNPT-CA","enabled":false}]}""");
        await Eventually.HoldsAsync(() => remote.Providers.All(p => p.Code != "VNPT-CA"), "off", cancellationToken: Cancellation);

        (await Should.ThrowAsync<FailureException>(() => remote.ReserveTransactionAsync(Account, "0A", Cancellation)))
            .Failure.ShouldBe(Failures.ProviderUnknown);
        (await Should.ThrowAsync<FailureException>(() => remote.ListCertificatesAsync(Account, Cancellation)))
            .Failure.ShouldBe(Failures.ProviderUnknown);
        (await remote.PollAsync(Account, "f0b5-transaction", "", Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
        remote.TraitsOf(Account).MaxDocuments.ShouldBe(50);

        Write("""{"providers":[{"code":"VNPT-CA","enabled":true,"name":"Tên mới"}]}""");
        await Eventually.HoldsAsync(() => remote.Providers.Any(p => p.Name == "Tên mới"), "on", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task An_address_moves_and_a_broken_file_leaves_what_was_there()
    {
        await using var first = await StubGateway.AnsweringAsync(200, Waiting);
        await using var second = await StubGateway.AnsweringAsync(200, Waiting);
        Write($$$$"""{"gateways":{"Vnpt":{"baseUrl":"{{{{first.Url}}}}","maxDocuments":7}}}""");
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:CatalogueFile"] = CatalogueFile });
        var remote = host.Get<IRemoteSigning>();
        await remote.PollAsync(Account, "f0b5-transaction", "", Cancellation);
        first.Requests.Count.ShouldBe(1, "the file counts more than the settings");
        remote.TraitsOf(Account).MaxDocuments.ShouldBe(7);

        Write("""{"gateways":{"Vnpt":{"baseUrl":"http://not.loopback.example","sp_password":"secret-of-the-file"}}}""");
        await Eventually.HoldsAsync(
            async () =>
            {
                await remote.PollAsync(Account, "f0b5-transaction", "", Cancellation);
                return host.Log.Contains("What was there stays", StringComparison.Ordinal);
            },
            "the reason is logged", cancellationToken: Cancellation);
        remote.TraitsOf(Account).MaxDocuments.ShouldBe(7);
        host.Log.ShouldNotContain("secret-of-the-file");

        Write($$$$"""{"gateways":{"Vnpt":{"baseUrl":"{{{{second.Url}}}}"}}}""");
        await Eventually.HoldsAsync(
            async () =>
            {
                await remote.PollAsync(Account, "f0b5-transaction", "", Cancellation);
                return second.Requests.Count > 0;
            },
            "moved", cancellationToken: Cancellation);
        host.Log.Split("What was there stays").Length.ShouldBe(2, "it is said once");
    }

    [Fact]
    public async Task A_secret_is_rotated_and_one_in_the_catalogue_itself_is_refused()
    {
        await using var gateway = await StubGateway.AnsweringAsync(200, """{"status_code":200,"message":"Success","data":{"user_certificates":[]}}""");
        var secrets = Path.Combine(directory, "secrets.json");
        await File.WriteAllTextAsync(secrets, """{"sp_id":"a","sp_password":"old"}""", Cancellation);
        Write($$$$"""{"gateways":{"Vnpt":{"credentials":"file:{{{{secrets}}}}"}}}""");
        await using var host = gateway.CreateHost(("Tthc:Gateways:CatalogueFile", CatalogueFile));
        var remote = host.Get<IRemoteSigning>();
        await remote.ListCertificatesAsync(Account, Cancellation);

        await File.WriteAllTextAsync(secrets, """{"sp_id":"a","sp_password":"new-one"}""", Cancellation);
        await Eventually.HoldsAsync(
            async () =>
            {
                await remote.ListCertificatesAsync(Account, Cancellation);
                return gateway.Requests[^1].Body.Contains("new-one", StringComparison.Ordinal);
            },
            "the new password goes out", cancellationToken: Cancellation);
        gateway.Requests[0].Body.ShouldContain("\"old\"");

        Write("""{"gateways":{"Vnpt":{"credentials":"plain-password"}}}""");
        await Eventually.HoldsAsync(
            () => remote.Providers.Count > 0 && host.Log.Contains("not the secret itself", StringComparison.Ordinal), "refused", cancellationToken: Cancellation);
        host.Log.ShouldNotContain("plain-password");
    }

    [Fact]
    public async Task A_server_that_wants_a_client_certificate_gets_the_one_of_the_catalogue_and_its_own_is_verified()
    {
        using var authority = Authority("CN=Authority of the tests");
        using var serverCertificate = Issue(authority, "CN=127.0.0.1", server: true);
        using var clientCertificate = Issue(authority, "CN=platform", server: false);
        var shown = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(serverCertificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Subject == "CN=platform";
        })));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            lock (shown) shown.Add(context.Connection.ClientCertificate!.Subject);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Waiting);
        });
        await app.StartAsync(Cancellation);
        var (pfx, password, roots) = (Path.Combine(directory, "client.p12"), Path.Combine(directory, "password"), Path.Combine(directory, "server-roots.pem"));
        await File.WriteAllBytesAsync(pfx, clientCertificate.Export(X509ContentType.Pkcs12, "mật khẩu 1"), Cancellation);
        await File.WriteAllTextAsync(password, "mật khẩu 1\n", Cancellation);
        await File.WriteAllTextAsync(roots, authority.ExportCertificatePem(), Cancellation);
        var certificate = $"\"clientCertificate\":\"file:{pfx}\",\"clientCertificatePassword\":\"file:{password}\"";
        var trust = $"\"serverRootsFile\":\"{roots}\"";

        async Task<string> PollAsync(string more)
        {
            Write($"{{\"gateways\":{{\"Vnpt\":{{\"retries\":0,\"baseUrl\":\"{app.Urls.Single()}\"{more}}}}}}}");
            await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:CatalogueFile"] = CatalogueFile });
            try
            {
                return (await host.Get<IRemoteSigning>().PollAsync(Account, "f0b5-transaction", "", Cancellation)).GetType().Name;
            }
            catch (FailureException failure)
            {
                return failure.Failure.Code;
            }
        }

        (await PollAsync($",{certificate},{trust}")).ShouldBe("Pending");
        shown.ShouldBe(["CN=platform"]);
        (await PollAsync($",{trust}")).ShouldBe("SIGNING_PROVIDER_UNAVAILABLE", "without a certificate the server hangs up");
        (await PollAsync($",{certificate}")).ShouldBe("SIGNING_PROVIDER_UNAVAILABLE", "its own leads to no root of the machine");
        shown.Count.ShouldBe(1);
        await app.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Every_provider_has_a_logo_and_one_of_its_own_replaces_the_drawing()
    {
        var file = Path.Combine(directory, "logo.svg");
        await File.WriteAllTextAsync(file, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Cancellation);
        Write($$$$"""{"providers":[{"code":"CA2","logoFile":"{{{{file}}}}"}]}""");
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:CatalogueFile"] = CatalogueFile });
        var remote = host.Get<IRemoteSigning>();

        remote.Providers.ShouldAllBe(p => p.HasLogo);
        System.Text.Encoding.UTF8.GetString(remote.FindLogo("VNPT-CA")!.Content).ShouldContain(">VNPT</text>");
        remote.FindLogo("CA2")!.Content.ShouldBe(await File.ReadAllBytesAsync(file, Cancellation));
        remote.FindLogo("nobody").ShouldBeNull();
    }

    [Fact]
    public async Task A_token_needs_no_address_and_waits()
    {
        Write("""{"providers":[{"code":"BkavCA","gateways":{"Token":"Token"}}]}""");
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { ["Tthc:Gateways:CatalogueFile"] = CatalogueFile });
        var remote = host.Get<IRemoteSigning>();
        var token = new SignatureEntry(SignatureKind.Token, "1", "BkavCA");

        remote.TraitsOf(token).SignsByItself.ShouldBeTrue();
        remote.TraitsOf(Account).SignsByItself.ShouldBeFalse();
        (await remote.PollAsync(token, "t", "", Cancellation)).ShouldBeOfType<RemoteOutcome.Pending>();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, bool server)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, server ? (byte)1 : (byte)2]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private void Write(string catalogue)
    {
        File.WriteAllText(CatalogueFile, catalogue);
        // Two writes within one tick of the file system's clock, of the same length, would look like one.
        File.SetLastWriteTimeUtc(CatalogueFile, DateTime.UtcNow.AddSeconds(++writes));
    }
}
