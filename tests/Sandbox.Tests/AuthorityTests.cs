using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>A sandbox at its real first start, so that the links in its certificates lead to it. Its tests only read.</summary>
public sealed class FreshSandbox : IAsyncLifetime
{
    public RunningSandbox Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sandbox = await RunningSandbox.StartAsync(RunningSandbox.NewDirectory());

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}

/// <summary>Certificates, status and timestamps, with openssl as the witness.</summary>
public sealed class AuthorityTests(FreshSandbox fresh, FirstStartTemplate template) : IClassFixture<FreshSandbox>
{
    private static readonly string[] Slugs =
        ["vnpt-ca", "viettel-ca", "ca2", "bkavca", "fpt-ca", "newtel-ca", "misa-ca", "trustca", "csc-demo-1", "csc-demo-2"];

    [Fact]
    public async Task Bundle_has_the_root_and_one_authority_for_each_provider()
    {
        var sandbox = fresh.Sandbox;
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(await sandbox.Client.GetStringAsync("/pki/bundle.pem", TestContext.Current.CancellationToken));

        bundle.Count.ShouldBe(1 + Slugs.Length);
        bundle.ShouldAllBe(certificate => certificate.Subject.Contains("sandbox", StringComparison.Ordinal));
        foreach (var slug in Slugs)
        {
            var der = await sandbox.Client.GetByteArrayAsync($"/pki/{slug}.crt", TestContext.Current.CancellationToken);
            bundle.ShouldContain(certificate => certificate.RawData.SequenceEqual(der));
        }

        bundle.ShouldContain(certificate => certificate.Subject.Contains("CN=VNPT SmartCA RS (sandbox)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_personal_certificate_has_the_promised_names_usages_and_links()
    {
        var sandbox = fresh.Sandbox;
        using var certificate = await PersonalAsync(sandbox, Phuong);

        using var openssl = new OpenSsl();
        var path = openssl.Write("p.der", certificate.RawData);
        var (_, text) = await openssl.RunAsync("x509", "-inform", "der", "-in", path, "-noout", "-text", "-nameopt", "utf8,sep_comma_plus");

        text.ShouldContain($"Subject: C=VN,ST=Kon Tum,CN=Nguyễn Thị Phượng,UID=CMND:{Phuong}");
        text.ShouldContain("CN=VNPT SmartCA RS (sandbox)");
        text.ShouldContain("Public-Key: (2048 bit)");
        text.ShouldContain("X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n");
        text.ShouldContain("email:phuong.nguyen@example.com");
        text.ShouldContain($"OCSP - URI:{sandbox.Url}/pki/ocsp/vnpt-ca");
        text.ShouldContain($"CA Issuers - URI:{sandbox.Url}/pki/vnpt-ca.crt");
        text.ShouldContain($"URI:{sandbox.Url}/pki/vnpt-ca.crl");
    }

    [Fact]
    public async Task Openssl_accepts_the_chain_with_revocation_lists_and_refuses_it_after_revocation()
    {
        await using var sandbox = await template.StartAsync();
        using var certificate = await PersonalAsync(sandbox, Phuong);
        using var openssl = new OpenSsl();
        await WriteChainAsync(sandbox, openssl, certificate);

        async Task<(int Exit, string Output)> VerifyAsync()
        {
            var lists = new StringBuilder();
            foreach (var name in new[] { "root", "vnpt-ca" })
            {
                var list = await sandbox.Client.GetByteArrayAsync($"/pki/{name}.crl", TestContext.Current.CancellationToken);
                lists.AppendLine(PemEncoding.WriteString("X509 CRL", list));
            }

            openssl.Write("lists.pem", Encoding.ASCII.GetBytes(lists.ToString()));
            return await openssl.RunAsync(
                "verify", "-crl_check_all", "-CRLfile", "lists.pem", "-CAfile", "root.pem", "-untrusted", "ca.pem", "person.pem");
        }

        (await VerifyAsync()).Output.ShouldContain("person.pem: OK");
        (await sandbox.PostAsync($"/control/certificates/{certificate.SerialNumber}:revoke", new { })).Http.ShouldBe(200);
        var (exit, output) = await VerifyAsync();
        exit.ShouldNotBe(0);
        output.ShouldContain("certificate revoked");
    }

    [Fact]
    public async Task Openssl_gets_good_then_revoked_from_the_status_responder_and_unknown_for_strangers()
    {
        await using var sandbox = await template.StartAsync();
        using var certificate = await PersonalAsync(sandbox, Phuong);
        using var openssl = new OpenSsl();
        await WriteChainAsync(sandbox, openssl, certificate);
        Task<(int Exit, string Output)> AskAsync(string issuer, string authority, params string[] about) => openssl.RunAsync(
            ["ocsp", "-issuer", issuer, .. about, "-url", $"{sandbox.Url}/pki/ocsp/{authority}", "-CAfile", "root.pem"]);

        var good = await AskAsync("ca.pem", "vnpt-ca", "-cert", "person.pem");
        good.Output.ShouldContain("Response verify OK");
        good.Output.ShouldContain("person.pem: good");
        // openssl warns when its nonce does not come back.
        good.Output.ShouldNotContain("nonce", Case.Insensitive);
        (await AskAsync("ca.pem", "vnpt-ca", "-sha256", "-cert", "person.pem")).Output.ShouldContain("person.pem: good");
        (await AskAsync("root.pem", "root", "-cert", "ca.pem")).Output.ShouldContain("ca.pem: good");
        (await AskAsync("ca.pem", "vnpt-ca", "-serial", "0x4242")).Output.ShouldContain("0x4242: unknown");
        (await AskAsync("ca.pem", "fpt-ca", "-cert", "person.pem")).Output.ShouldContain("person.pem: unknown");

        await sandbox.PostAsync($"/control/certificates/{certificate.SerialNumber}:revoke", new { });
        var revoked = await AskAsync("ca.pem", "vnpt-ca", "-cert", "person.pem");
        revoked.Output.ShouldContain("Response verify OK");
        revoked.Output.ShouldContain("person.pem: revoked");
        revoked.Output.ShouldContain("Reason: keyCompromise");
    }

    [Fact]
    public async Task Status_can_be_asked_with_get_and_nonsense_is_a_malformed_request()
    {
        await using var sandbox = await template.StartAsync();
        using var certificate = await PersonalAsync(sandbox, Phuong);
        using var openssl = new OpenSsl();
        await WriteChainAsync(sandbox, openssl, certificate);
        await openssl.RunAsync("ocsp", "-issuer", "ca.pem", "-cert", "person.pem", "-reqout", "q.der", "-no_nonce");
        var question = Uri.EscapeDataString(Convert.ToBase64String(
            await System.IO.File.ReadAllBytesAsync(openssl.PathOf("q.der"), TestContext.Current.CancellationToken)));

        var answer = await sandbox.Client.GetByteArrayAsync($"/pki/ocsp/vnpt-ca/{question}", TestContext.Current.CancellationToken);
        openssl.Write("a.der", answer);
        (await openssl.RunAsync("ocsp", "-respin", "a.der", "-issuer", "ca.pem", "-cert", "person.pem", "-CAfile", "root.pem", "-no_nonce"))
            .Output.ShouldContain("person.pem: good");

        using var nonsense = new ByteArrayContent([1, 2, 3]);
        using var response = await sandbox.Client.PostAsync("/pki/ocsp/vnpt-ca", nonsense, TestContext.Current.CancellationToken);
        // OCSPResponse ::= SEQUENCE { ENUMERATED malformedRequest(1) }
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0A, 0x01, 0x01]);
        (await sandbox.Client.GetAsync("/pki/nobody.crt", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task After_a_move_to_another_port_certificates_keep_key_and_serial_and_their_links_lead_to_the_new_place()
    {
        var sandbox = await template.StartAsync();
        using var before = await PersonalAsync(sandbox, Phuong);
        await using var moved = await sandbox.RestartAsync();
        moved.KeepsDirectory = false;
        Assert.SkipWhen(moved.Url == sandbox.Url, "The system gave the same port again: nothing has moved.");
        using var after = await PersonalAsync(moved, Phuong);

        (after.SerialNumber, after.NotBefore, after.NotAfter).ShouldBe((before.SerialNumber, before.NotBefore, before.NotAfter));
        after.GetPublicKey().ShouldBe(before.GetPublicKey());
        using var openssl = new OpenSsl();
        await WriteChainAsync(moved, openssl, after);
        var (_, link) = await openssl.RunAsync("x509", "-in", "person.pem", "-noout", "-ocsp_uri");
        link.Trim().ShouldBe($"{moved.Url}/pki/ocsp/vnpt-ca");
        (await openssl.RunAsync("ocsp", "-issuer", "ca.pem", "-cert", "person.pem", "-url", link.Trim(), "-CAfile", "root.pem"))
            .Output.ShouldContain("person.pem: good");
        (await openssl.RunAsync("verify", "-CAfile", "root.pem", "-untrusted", "ca.pem", "person.pem")).Output.ShouldContain("person.pem: OK");
    }

    [Theory]
    [InlineData("sha256", true)]
    [InlineData("sha384", true)]
    [InlineData("sha512", true)]
    [InlineData("sha1", false)]
    public async Task Openssl_accepts_timestamps_over_sha2_and_gets_none_over_sha1(string algorithm, bool granted)
    {
        var sandbox = fresh.Sandbox;
        using var openssl = new OpenSsl();
        openssl.Write("data", Encoding.UTF8.GetBytes("hồ sơ"));
        openssl.Write("root.der", await sandbox.Client.GetByteArrayAsync("/pki/root.crt", TestContext.Current.CancellationToken));
        await openssl.RunAsync("x509", "-inform", "der", "-in", "root.der", "-out", "root.pem");
        await openssl.RunAsync("ts", "-query", "-data", "data", $"-{algorithm}", "-cert", "-out", "q.tsq");

        var answer = await StampAsync(sandbox, await System.IO.File.ReadAllBytesAsync(openssl.PathOf("q.tsq"), TestContext.Current.CancellationToken));
        openssl.Write("a.tsr", answer);
        var (exit, output) = await openssl.RunAsync("ts", "-verify", "-queryfile", "q.tsq", "-in", "a.tsr", "-CAfile", "root.pem");

        if (granted)
            output.ShouldContain("Verification: OK");
        else
            exit.ShouldNotBe(0);
        var (_, text) = await openssl.RunAsync("ts", "-reply", "-in", "a.tsr", "-text");
        text.ShouldContain(granted ? "Status: Granted." : "unrecognized or unsupported algorithm");
    }

    [Fact]
    public async Task A_timestamp_carries_accuracy_nonce_and_a_certificate_for_nothing_else()
    {
        var sandbox = fresh.Sandbox;
        var request = Rfc3161TimestampRequest.CreateFromHash(
            Digest("a"), HashAlgorithmName.SHA256, nonce: new byte[] { 0x12, 0x34, 0x56 }, requestSignerCertificates: true);

        var token = request.ProcessResponse(await StampAsync(sandbox, request.Encode()), out _);

        token.VerifySignatureForHash(Digest("a"), HashAlgorithmName.SHA256, out var signer).ShouldBeTrue();
        token.TokenInfo.AccuracyInMicroseconds.ShouldBe(1_000_000);
        var difference = token.TokenInfo.Timestamp - sandbox.Time.GetUtcNow();
        difference.Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1));
        var usage = signer!.Extensions.OfType<X509EnhancedKeyUsageExtension>().ShouldHaveSingleItem();
        usage.Critical.ShouldBeTrue();
        usage.EnhancedKeyUsages.Cast<Oid>().ShouldHaveSingleItem().Value.ShouldBe("1.3.6.1.5.5.7.3.8");
    }

    [Fact]
    public async Task A_timestamp_serial_is_never_given_twice_also_across_a_restart_and_under_load()
    {
        var sandbox = await template.StartAsync();
        var before = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SerialAsync(sandbox)));
        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;
        var after = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SerialAsync(again)));

        before.Concat(after).Distinct().Count().ShouldBe(16);
        after.Min().ShouldBeGreaterThan(before.Max());
    }

    private static async Task<long> SerialAsync(RunningSandbox sandbox)
    {
        var request = Rfc3161TimestampRequest.CreateFromHash(Digest("a"), HashAlgorithmName.SHA256);
        var token = request.ProcessResponse(await StampAsync(sandbox, request.Encode()), out _);
        return token.TokenInfo.GetSerialNumber().ToArray().Aggregate(0L, (value, part) => (value << 8) | part);
    }

    private static async Task<byte[]> StampAsync(RunningSandbox sandbox, byte[] question)
    {
        using var content = new ByteArrayContent(question);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var response = await sandbox.Client.PostAsync("/tsa", content, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/timestamp-reply");
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<X509Certificate2> PersonalAsync(RunningSandbox sandbox, string userId)
    {
        var (_, body) = await sandbox.VnptCertificatesAsync(userId);
        return Certificate(body["data"]!["user_certificates"]![0]!);
    }

    private static async Task WriteChainAsync(RunningSandbox sandbox, OpenSsl openssl, X509Certificate2 certificate)
    {
        openssl.Write("person.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        foreach (var (file, name) in new[] { ("root.pem", "root"), ("ca.pem", "vnpt-ca") })
        {
            using var loaded = X509CertificateLoader.LoadCertificate(
                await sandbox.Client.GetByteArrayAsync($"/pki/{name}.crt", TestContext.Current.CancellationToken));
            openssl.Write(file, Encoding.ASCII.GetBytes(loaded.ExportCertificatePem()));
        }
    }
}
