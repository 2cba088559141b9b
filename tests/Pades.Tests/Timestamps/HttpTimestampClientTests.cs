using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ess;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Timestamps;

public class HttpTimestampClientTests
{
    private static readonly byte[] Digest = SHA256.HashData(TestSignatures.Document);

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task A_token_is_obtained_and_dotnet_accepts_it(string algorithm)
    {
        var name = new HashAlgorithmName(algorithm);
        var digest = CryptographicOperations.HashData(name, TestSignatures.Document);

        var token = await AskAsync(request => TestAuthority.Granted(request), digest, name);

        Rfc3161TimestampToken.TryDecode(token, out var decoded, out var read).ShouldBeTrue();
        read.ShouldBe(token.Length);
        decoded!.TokenInfo.Timestamp.ShouldBe(TestPki.Now);
        decoded.VerifySignatureForHash(digest, name, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Openssl_accepts_the_token()
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        using var peer = new OpenSsl();
        var token = await AskAsync(request => TestAuthority.Granted(request));
        peer.Write("token.der", token);
        peer.Write("root.pem", TestPki.Root.CertificatePem());
        string[] Arguments(byte[] digest) => ["ts", "-verify", "-token_in", "-in", "token.der", "-digest", Convert.ToHexString(digest), "-CAfile", "root.pem",
            "-attime", TestPki.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)];

        var good = peer.Run(Arguments(Digest));

        good.Code.ShouldBe(0, good.Output);
        good.Output.ShouldContain("Verification: OK");
        peer.Run(Arguments(SHA256.HashData([1]))).Code.ShouldNotBe(0);
    }

    [Fact]
    public Task Another_nonce_is_refused() =>
        ShouldFailAsync(_ => TestAuthority.GrantedFor(Digest, BigInteger.Ten), "nonce");

    [Fact]
    public Task A_missing_nonce_is_refused() => ShouldFailAsync(_ => TestAuthority.GrantedFor(Digest, nonce: null), "nonce");

    [Fact]
    public Task A_token_over_other_bytes_is_refused() =>
        ShouldFailAsync(request => TestAuthority.GrantedFor(SHA256.HashData([1]), request.Nonce), "other bytes");

    [Fact]
    public Task A_token_without_certificate_is_refused() =>
        ShouldFailAsync(request => TestAuthority.GrantedFor(Digest, request.Nonce, withCertificate: false), "certificate");

    [Fact]
    public Task A_changed_signature_is_refused() => ShouldFailAsync(
        request =>
        {
            var answer = TestAuthority.Granted(request);
            answer[^1] ^= 1;
            return answer;
        },
        "does not verify");

    [Fact]
    public Task A_certificate_for_several_purposes_is_refused()
    {
        // BouncyCastle's generator wants the purpose to be there and critical; that it stands alone, it leaves to the client.
        var both = TestPki.Issue(
            new("CN=Hai mục đích") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping, KeyPurposeID.id_kp_clientAuth] },
            TestPki.Rsa(2048), TestPki.Authority);
        return ShouldFailAsync(request => ReSigned(request, both), "time stamping");
    }

    [Fact]
    public Task A_certificate_whose_purpose_is_not_critical_is_refused()
    {
        var lax = TestPki.Issue(
            new("CN=Không trọng yếu") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_timeStamping], PurposesCritical = false },
            TestPki.Rsa(2048), TestPki.Authority);
        return ShouldFailAsync(request => ReSigned(request, lax), "time stamping");
    }

    [Fact]
    public Task A_refusal_of_the_authority_is_told() => ShouldFailAsync(
        request => new TimeStampResponseGenerator(TestSignatures.Generator(TestPki.Stamper), [TspAlgorithms.Sha512])
            .Generate(request, BigInteger.One, TestPki.Now.UtcDateTime).GetEncoded(),
        "PKIStatus 2");

    [Fact]
    public Task A_huge_answer_is_not_read() => ShouldFailAsync(_ => new byte[HttpTimestampClient.MaxResponseBytes + 1], "larger");

    [Fact]
    public Task Garbage_is_refused() => ShouldFailAsync(_ => [1, 2, 3, 4], "cannot be read");

    [Fact]
    public Task A_server_error_is_told() => ShouldFailAsync(_ => [], "HTTP status 503", status: 503);

    [Fact]
    public async Task An_authority_that_cannot_be_reached_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        using var http = new HttpClient();

        var failure = await Should.ThrowAsync<TimestampException>(() =>
            new HttpTimestampClient(http, address).GetTokenAsync(Digest, HashAlgorithmName.SHA256, TestContext.Current.CancellationToken));

        failure.InnerException.ShouldBeOfType<HttpRequestException>();
    }

    [Fact]
    public async Task Cancellation_of_the_caller_is_not_a_failure_of_the_authority()
    {
        using var http = new HttpClient();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new HttpTimestampClient(http, new Uri("http://127.0.0.1:9")).GetTokenAsync(Digest, HashAlgorithmName.SHA256, source.Token));
    }

    /// <summary>A token by a certificate that BouncyCastle refuses to stamp with, through .NET's own CMS signer.</summary>
    private static byte[] ReSigned(TimeStampRequest request, Identity authority)
    {
        var proper = new TimeStampResponse(TestAuthority.Granted(request)).TimeStampToken;
        using var certificate = X509CertificateLoader.LoadCertificate(authority.Der).CopyWithPrivateKey(authority.Rsa!);
        var cms = new SignedCms(new ContentInfo(new Oid("1.2.840.113549.1.9.16.1.4"), proper.TimeStampInfo.GetEncoded()));
        var signer = new CmsSigner(certificate) { IncludeOption = X509IncludeOption.EndCertOnly };
        var reference = new SigningCertificateV2([new EssCertIDv2(SHA256.HashData(authority.Der))]);
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid("1.2.840.113549.1.9.16.2.47"), reference.GetEncoded()));
        cms.ComputeSignature(signer);
        return new DerSequence(new DerSequence(DerInteger.ValueOf(0)), Asn1Object.FromByteArray(cms.Encode())).GetEncoded();
    }

    private static async Task<byte[]> AskAsync(Func<TimeStampRequest, byte[]> answer, byte[]? digest = null, HashAlgorithmName? name = null, int status = 200)
    {
        await using var authority = await TestAuthority.StartAsync(answer, status);
        using var http = new HttpClient();
        return await new HttpTimestampClient(http, authority.Address)
            .GetTokenAsync(digest ?? Digest, name ?? HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);
    }

    private static async Task ShouldFailAsync(Func<TimeStampRequest, byte[]> answer, string because, int status = 200)
    {
        var failure = await Should.ThrowAsync<TimestampException>(() => AskAsync(answer, status: status));
        failure.Message.ShouldContain(because);
    }
}
