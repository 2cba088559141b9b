using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

public sealed class CertificatesAreJudged(SandboxWorld world)
{
    private static readonly SignatureEntry Phuong = new(SignatureKind.SmartCa, SandboxWorld.PhuongAtVnpt, "VNPT-CA");

    private ICertificateInspector Inspector => world.Host.Get<ICertificateInspector>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_citizens_certificate_tells_who_and_is_trusted_even_when_it_comes_alone()
    {
        var certificate = await world.CertificateOfAsync(Phuong);

        var facts = Inspector.Inspect([certificate.Chain[0]]);

        facts.SerialNumber.ShouldBe(certificate.SerialNumber);
        facts.Holder.ShouldBe("Nguyễn Thị Phượng");
        facts.Email.ShouldBe("phuong.nguyen@example.com");
        facts.Identity.ShouldBe("CMND:" + SandboxWorld.PhuongAtVnpt);
        facts.Authority.ShouldContain("VNPT");
        facts.FitForSigning.ShouldBeTrue();
        facts.Trusted.ShouldBeTrue();
        facts.Chain.Count.ShouldBe(3);
        facts.ValidFrom.ShouldBeLessThan(DateTimeOffset.UtcNow);
        facts.ValidUntil.ShouldBeGreaterThan(DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_still_trusted_apart_from_its_time()
    {
        var all = await world.Host.Get<IRemoteSigning>()
            .ListCertificatesAsync(new SignatureEntry(SignatureKind.SmartCa, "062085001236", "VNPT-CA"), Cancellation);

        var over = all.Select(c => Inspector.Inspect(c.Chain)).Single(f => f.ValidUntil < DateTimeOffset.UtcNow);

        over.Trusted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("rsa", 2048, X509KeyUsageFlags.NonRepudiation, true)]
    [InlineData("ec", 256, X509KeyUsageFlags.DigitalSignature, true)]
    [InlineData("rsa", 1024, X509KeyUsageFlags.DigitalSignature, false)]
    [InlineData("rsa", 2048, X509KeyUsageFlags.KeyEncipherment, false)]
    [InlineData("rsa", 2048, null, false)]
    [InlineData("sha1", 2048, X509KeyUsageFlags.DigitalSignature, false)]
    public void Fitness_is_key_usage_key_length_and_algorithm(string kind, int bits, X509KeyUsageFlags? usage, bool fit)
    {
        using var certificate = Make(kind, bits, usage);

        var facts = Inspector.Inspect([certificate.RawData]);

        facts.FitForSigning.ShouldBe(fit);
        facts.Trusted.ShouldBeFalse(); // it signed itself
        facts.Chain.ShouldHaveSingleItem().ShouldBe(certificate.RawData);
    }

    [Fact]
    public void Bytes_that_are_no_certificate_are_a_format_error() =>
        Should.Throw<FormatException>(() => Inspector.Inspect([[1, 2, 3]]));

    [Fact]
    public async Task Revocation_is_noticed_through_OCSP_and_also_through_the_CRL_alone()
    {
        await using var own = new SandboxWorld();
        await own.InitializeAsync();
        var inspector = own.Host.Get<ICertificateInspector>();
        var facts = inspector.Inspect((await own.CertificateOfAsync(Phuong)).Chain);

        var before = await inspector.IsRevokedAsync(facts, Cancellation);
        await own.RevokeAsync(facts.SerialNumber);

        before.ShouldBe(false);
        (await inspector.IsRevokedAsync(facts, Cancellation)).ShouldBe(true);
        // Another issuer does not verify these answers: neither source says anything then.
        var strangers = facts with { Chain = [facts.Chain[0], facts.Chain[2]] };
        (await inspector.IsRevokedAsync(strangers, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Loopback_is_asked_only_when_the_configuration_says_so()
    {
        var facts = Inspector.Inspect((await world.CertificateOfAsync(Phuong)).Chain);
        await using var closed = world.CreateHost(("Tthc:Revocation:AllowedHosts", ""));
        await using var others = world.CreateHost(("Tthc:Revocation:AllowedHosts", "ocsp.example.vn"));

        (await Inspector.IsRevokedAsync(facts, Cancellation)).ShouldBe(false);
        (await closed.Get<ICertificateInspector>().IsRevokedAsync(facts, Cancellation)).ShouldBeNull();
        (await others.Get<ICertificateInspector>().IsRevokedAsync(facts, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_responder_that_is_silent_leaves_the_question_open_in_time()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        using var certificate = Make("rsa", 2048, X509KeyUsageFlags.DigitalSignature, $"http://127.0.0.1:{port}/ocsp");
        await using var host = world.CreateHost(("Tthc:Revocation:TimeoutSeconds", "0.2"));
        var inspector = host.Get<ICertificateInspector>();
        var facts = inspector.Inspect([certificate.RawData]);

        var revoked = await inspector.IsRevokedAsync(facts with { Chain = [certificate.RawData, certificate.RawData] }, Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        revoked.ShouldBeNull();
        silent.Pending().ShouldBeTrue(); // it was asked
    }

    [Fact]
    public async Task Roots_are_read_again_when_their_file_changes()
    {
        var chain = (await world.CertificateOfAsync(Phuong)).Chain;
        await using var host = AdapterHost.Create();
        var inspector = host.Get<ICertificateInspector>();
        var roots = Path.Combine(host.Directory, "roots.pem");

        var before = inspector.Inspect(chain);
        File.Copy(world.RootsFile, roots, overwrite: true);
        var after = inspector.Inspect(chain);
        await File.WriteAllTextAsync(roots, "no certificates", Cancellation);
        var damaged = inspector.Inspect(chain);

        before.Trusted.ShouldBeFalse();
        after.Trusted.ShouldBeTrue();
        damaged.Trusted.ShouldBeTrue(); // the last good ones stay
        host.Log.ShouldContain("Tthc:Trust:RootsFile");
    }

    private static X509Certificate2 Make(string kind, int bits, X509KeyUsageFlags? usage, string? ocsp = null)
    {
        if (kind == "sha1") return MakeWithSha1();
        using var rsa = RSA.Create(kind == "ec" ? 2048 : bits);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = kind == "ec"
            ? new CertificateRequest("CN=Người ký thử", ec, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=Người ký thử", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (usage is { } flags) request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        if (ocsp is not null) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([ocsp], null));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>The framework does not sign with SHA-1 any more.</summary>
    private static X509Certificate2 MakeWithSha1()
    {
        var keys = new RsaKeyPairGenerator();
        keys.Init(new KeyGenerationParameters(new SecureRandom(), 2048));
        var pair = keys.GenerateKeyPair();
        var draft = new X509V3CertificateGenerator();
        draft.SetSerialNumber(BigInteger.Ten);
        draft.SetSubjectDN(new X509Name("CN=Old"));
        draft.SetIssuerDN(new X509Name("CN=Old"));
        draft.SetNotBefore(DateTime.UtcNow.AddDays(-1));
        draft.SetNotAfter(DateTime.UtcNow.AddDays(1));
        draft.SetPublicKey(pair.Public);
        draft.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature));
        return X509CertificateLoader.LoadCertificate(draft.Generate(new Asn1SignatureFactory("SHA1WITHRSA", pair.Private)).GetEncoded());
    }
}
