using System.Diagnostics;
using System.Text;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

public sealed class GuardedValidationDataClientTests
{
    private static readonly TestWorld s_world = new();
    private static readonly byte[] s_crl = new RevocationAnswers(s_world.Issuing).Crl();
    private static readonly byte[] s_ocsp = new RevocationAnswers(s_world.Issuing).Ocsp(s_world.Signer);

    [Fact]
    public async Task Each_kind_is_fetched_and_checked()
    {
        await using var server = RawServer.Answering(head => RawServer.Response(
            head.Contains(" /crl ") ? s_crl : head.Contains(" /pem ") ? Encoding.ASCII.GetBytes(s_world.Issuing.CertificatePem())
            : head.Contains(" /cert ") ? s_world.Issuing.Der : s_ocsp));
        using var client = Client(server);

        (await client.GetCrlAsync(new(server.Address, "/crl"), Token)).ShouldBe(s_crl);
        (await client.GetOcspResponseAsync(server.Address, new byte[] { 0x30, 0 }, Token)).ShouldBe(s_ocsp);
        (await client.GetIssuersAsync(new(server.Address, "/cert"), Token)).ShouldHaveSingleItem().ShouldBe(s_world.Issuing.Der);
        (await client.GetIssuersAsync(new(server.Address, "/pem"), Token)).ShouldHaveSingleItem().ShouldBe(s_world.Issuing.Der);
        var post = server.Heads.Single(h => h.StartsWith("POST", StringComparison.Ordinal));
        post.ShouldContain("Content-Type: application/ocsp-request");
        server.Heads.ShouldAllBe(h => !h.Contains("Cookie") && !h.Contains("Authorization") && !h.Contains("traceparent"));
    }

    [Fact]
    public async Task The_certificates_of_a_cms_bag_are_taken()
    {
        using var peer = new OpenSsl();
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        peer.Write("a.pem", s_world.Issuing.CertificatePem() + "\n" + s_world.Root.CertificatePem());
        peer.Run("crl2pkcs7", "-nocrl", "-certfile", "a.pem", "-outform", "DER", "-out", "bag.p7c").Code.ShouldBe(0);
        await using var server = RawServer.Answering(_ => RawServer.Response(peer.Read("bag.p7c")));
        using var client = Client(server);

        (await client.GetIssuersAsync(server.Address, Token)).ShouldBe([s_world.Issuing.Der, s_world.Root.Der], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ldap://127.0.0.1/cn=x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:pass@127.0.0.1/x")]
    [InlineData("http://other.example/x")]
    public async Task Other_schemes_hosts_and_credentials_are_refused(string address)
    {
        using var client = new GuardedValidationDataClient(new() { Hosts = ["127.0.0.1"], AllowPrivateAddresses = true });

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(new(address), Token));
    }

    [Fact]
    public async Task Another_port_of_a_host_that_is_named_with_its_port_is_refused()
    {
        await using var server = RawServer.Answering(_ => RawServer.Response(s_crl));
        await using var other = RawServer.Answering(_ => RawServer.Response(s_crl));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(other.Address, Token));
        other.Heads.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task The_own_machine_is_not_reached_by_addresses_of_certificates(string host)
    {
        await using var server = RawServer.Answering(_ => RawServer.Response(s_crl));
        // Allowed private addresses are those of configured hosts alone.
        using var client = new GuardedValidationDataClient(new() { AllowCertificateAddresses = true, AllowPrivateAddresses = true });

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(new($"http://{host}:{server.Port}/"), Token));
        server.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_configured_host_inside_the_own_network_needs_to_be_allowed()
    {
        await using var server = RawServer.Answering(_ => RawServer.Response(s_crl));
        using var client = new GuardedValidationDataClient(new() { Hosts = [server.Address.Authority] });

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(server.Address, Token));
        server.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirection_on_the_same_host_is_followed()
    {
        await using var server = RawServer.Answering(head => head.Contains(" /new ") ? RawServer.Response(s_crl) : Redirect("/new"));
        using var client = Client(server);

        (await client.GetCrlAsync(server.Address, Token)).ShouldBe(s_crl);
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://other.example/")]
    [InlineData("http://user:pass@127.0.0.1/")]
    public async Task A_redirection_elsewhere_is_refused(string target)
    {
        await using var server = RawServer.Answering(_ => Redirect(target));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(server.Address, Token));
    }

    [Fact]
    public async Task Redirections_come_to_an_end()
    {
        await using var server = RawServer.Answering(_ => Redirect("/again"));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetCrlAsync(server.Address, Token));
        server.Heads.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_request_with_content_does_not_become_another()
    {
        await using var server = RawServer.Answering(head => head.Contains(" /new ") ? RawServer.Response(s_ocsp) : Redirect("/new"));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.NotAllowed, () => client.GetOcspResponseAsync(server.Address, new byte[] { 0x30, 0 }, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_answer_is_not_read(bool announced)
    {
        await using var server = new RawServer(async (_, stream, token) =>
        {
            var head = announced ? "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), token);
            while (true) await stream.WriteAsync(new byte[16 * 1024], token);
        });
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.TooLarge, () => client.GetOcspResponseAsync(server.Address, new byte[] { 0x30, 0 }, Token));
        await ShouldFailAsync(ValidationDataFailure.TooLarge, () => client.GetCrlAsync(server.Address, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    public async Task A_server_that_does_not_go_on_is_given_up(string begin)
    {
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), token);
            await Task.Delay(Timeout.Infinite, token);
        });
        using var client = new GuardedValidationDataClient(Policy(server) with { CallTimeout = TimeSpan.FromMilliseconds(300) });
        var clock = Stopwatch.StartNew();

        await ShouldFailAsync(ValidationDataFailure.TimedOut, () => client.GetCrlAsync(server.Address, Token));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_page_instead_of_a_list_is_refused()
    {
        await using var server = RawServer.Answering(_ => RawServer.Response("<html>Welcome</html>"u8.ToArray(), headers: "Content-Type: application/pkix-crl\r\n"));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.WrongContent, () => client.GetCrlAsync(server.Address, Token));
        await ShouldFailAsync(ValidationDataFailure.WrongContent, () => client.GetOcspResponseAsync(server.Address, new byte[] { 0x30, 0 }, Token));
        await ShouldFailAsync(ValidationDataFailure.WrongContent, () => client.GetIssuersAsync(server.Address, Token));
    }

    [Fact]
    public async Task An_error_answer_of_a_responder_is_no_answer()
    {
        await using var server = RawServer.Answering(_ => RawServer.Response([0x30, 3, 0x0A, 1, 6])); // unauthorized
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.WrongContent, () => client.GetOcspResponseAsync(server.Address, new byte[] { 0x30, 0 }, Token));
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("304 Not Modified")]
    public async Task Another_status_is_told(string status)
    {
        await using var server = RawServer.Answering(_ => RawServer.Response([], status));
        using var client = Client(server);

        await ShouldFailAsync(ValidationDataFailure.Unreachable, () => client.GetCrlAsync(server.Address, Token));
    }

    [Fact]
    public async Task Who_stops_waiting_gets_no_failure_of_the_server()
    {
        await using var server = new RawServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var client = Client(server);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => client.GetCrlAsync(server.Address, stop.Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Redirect(string target) => RawServer.Response([], "302 Found", $"Location: {target}\r\n");

    private static ValidationDataPolicy Policy(RawServer server) =>
        new() { Hosts = [server.Address.Authority], AllowPrivateAddresses = true, MaxCrlBytes = 1024 * 1024 };

    private static GuardedValidationDataClient Client(RawServer server) => new(Policy(server));

    private static async Task ShouldFailAsync(ValidationDataFailure reason, Func<Task> act) =>
        (await Should.ThrowAsync<ValidationDataException>(act)).Reason.ShouldBe(reason);
}
