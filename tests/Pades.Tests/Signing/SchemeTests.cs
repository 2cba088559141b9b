using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Every key, scheme and digest, judged by people's programs that share no code with us.</summary>
public sealed class SchemeTests
{
    private static readonly Dictionary<string, Lazy<LocalKey>> s_keys = new[] { "RSA-2048", "RSA-3072", "RSA-4096", "P-256", "P-384", "P-521" }
        .ToDictionary(n => n, n => new Lazy<LocalKey>(() => Make(n)));

    public static TheoryData<string, SignatureScheme, SignatureDigest> All
    {
        get
        {
            var data = new TheoryData<string, SignatureScheme, SignatureDigest>();
            foreach (var digest in Enum.GetValues<SignatureDigest>())
            {
                foreach (var key in s_keys.Keys)
                {
                    if (key.StartsWith('P'))
                    {
                        data.Add(key, SignatureScheme.Ecdsa, digest);
                        continue;
                    }

                    data.Add(key, SignatureScheme.RsaPkcs1, digest);
                    data.Add(key, SignatureScheme.RsaPss, digest);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Peers_and_we_verify_every_combination(string name, SignatureScheme scheme, SignatureDigest digest)
    {
        var key = s_keys[name].Value;
        var request = Signer.Request() with { CertificateChain = key.CertificateChain, Scheme = scheme, Digest = digest };
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage(), request);
        prepared = PreparedSignature.FromJson(prepared.ToJson());
        prepared.Scheme.ShouldBe(scheme);
        await PadesSigner.FinishAsync(file, prepared, key.Sign(prepared), null, TestContext.Current.CancellationToken);
        var pdf = file.ToArray();

        var options = new ValidationOptions { At = Signer.Now, TrustAnchors = [key.CertificateChain[^1]] };
        var report = await PadesValidator.ValidateAsync(new MemoryStream(pdf), options, TestContext.Current.CancellationToken);
        report.Signatures.ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', report.Signatures[0].Details));
        using var peer = new OpenSsl();
        var start = (int)prepared.ContentsOffset;
        var end = start + prepared.ContentsLength;
        var cms = peer.Write("s.der", Trimmed(Convert.FromHexString(TestPdf.Text(pdf)[(start + 1)..(end - 1)])));
        var (code, output) = peer.Run(
            "cms", "-verify", "-inform", "DER", "-in", cms, "-binary", "-content", peer.Write("c", [.. pdf[..start], .. pdf[end..]]), "-CAfile",
            peer.Write("ca.pem", new string(PemEncoding.Write("CERTIFICATE", key.CertificateChain[^1]))), "-cades", "-purpose", "any",
            "-attime", Signer.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "-out", "out");
        code.ShouldBe(0, output);
        peer.Run("cms", "-cmsout", "-print", "-inform", "DER", "-in", cms).Output
            .Contains("rsassaPss", StringComparison.Ordinal).ShouldBe(scheme == SignatureScheme.RsaPss);
        var (_, report2) = await Peers.RunAsync("pdfsig", "-nocert", peer.Write("s.pdf", pdf));
        report2.ShouldContain("Signature Validation: Signature is Valid.");
    }

    [Fact]
    public async Task A_pkcs1_value_does_not_pass_for_pss()
    {
        var (file, prepared) = await Signer.PrepareAsync(TestPdf.OnePage(), Signer.Request() with { Scheme = SignatureScheme.RsaPss });
        var before = file.ToArray();

        await Should.ThrowAsync<SignatureMismatchException>(() => PadesSigner.FinishAsync(
            file, prepared, Signer.Key.Sign(prepared with { Scheme = SignatureScheme.RsaPkcs1 }), null, TestContext.Current.CancellationToken));

        file.ToArray().ShouldBe(before);
    }

    [Theory]
    [InlineData("RSA-2048", SignatureScheme.Ecdsa)]
    [InlineData("P-256", SignatureScheme.RsaPss)]
    [InlineData("P-256", SignatureScheme.RsaPkcs1)]
    public async Task A_scheme_for_another_kind_of_key_is_refused(string name, SignatureScheme scheme)
    {
        var refused = await RefusedAsync(s_keys[name].Value.CertificateChain[0], scheme);

        refused.Message.ShouldContain(scheme.ToString());
    }

    [Fact]
    public async Task Short_and_huge_and_foreign_keys_are_refused_before_anybody_is_asked()
    {
        using var rsa1024 = RSA.Create(1024);
        using var rsa2040 = RSA.Create(2040);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await RefusedAsync(Certificate(rsa1024))).Message.ShouldContain("1024");
        (await RefusedAsync(Certificate(rsa2040))).Message.ShouldContain("2040");
        (await RefusedAsync(Certificate(brainpool))).Message.ShouldContain("P-256, P-384 or P-521");
        (await RefusedAsync(WithModulus(16385))).Message.ShouldContain("16384");
        (await Signer.PrepareAsync(TestPdf.OnePage(), Signer.Request() with { CertificateChain = [Certificate(p256)] })).Prepared.Scheme
            .ShouldBe(SignatureScheme.Ecdsa);
    }

    [Fact]
    public async Task A_key_that_is_bound_to_pss_signs_with_pss_or_not_at_all()
    {
        using var peer = new OpenSsl();
        string[] Arguments(string name, params string[] bound) =>
            ["req", "-x509", "-nodes", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", .. bound, "-keyout", $"{name}.key", "-outform", "DER", "-out", name, "-days", "30", "-subj", "/CN=PSS"];
        peer.Run(Arguments("free")).Code.ShouldBe(0);
        peer.Run(Arguments("bound", "-pkeyopt", "rsa_pss_keygen_md:sha384", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha384", "-pkeyopt", "rsa_pss_keygen_saltlen:48")).Code.ShouldBe(0);

        var free = Signer.Request() with { CertificateChain = [peer.Read("free")] };
        var bound = Signer.Request() with { CertificateChain = [peer.Read("bound")], Digest = SignatureDigest.Sha384 };

        (await Signer.PrepareAsync(TestPdf.OnePage(), free)).Prepared.Scheme.ShouldBe(SignatureScheme.RsaPss);
        (await Signer.PrepareAsync(TestPdf.OnePage(), bound)).Prepared.Scheme.ShouldBe(SignatureScheme.RsaPss);
        (await RefusedAsync(peer.Read("free"), SignatureScheme.RsaPkcs1)).Message.ShouldContain("RSASSA-PSS");
        (await RefusedAsync(peer.Read("bound"))).Message.ShouldContain("Sha256");
    }

    private static async Task<PdfRefusedException> RefusedAsync(byte[] certificate, SignatureScheme? scheme = null)
    {
        var refused = await Should.ThrowAsync<PdfRefusedException>(
            () => Signer.PrepareAsync(TestPdf.OnePage(), Signer.Request() with { CertificateChain = [certificate], Scheme = scheme }));
        refused.Reason.ShouldBe(PdfRefusal.UnsupportedKey);
        return refused;
    }

    /// <summary>A certificate for a number that nobody knows the factors of; making such a key would take minutes.</summary>
    private static byte[] WithModulus(int bits)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] = 1;
        using var issuer = RSA.Create(2048);
        var name = new X500DistinguishedName("CN=huge");
        var publicKey = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (publicKey.PushSequence())
        {
            publicKey.WriteIntegerUnsigned(modulus);
            publicKey.WriteInteger(65537);
        }

        var key = new PublicKey(new Oid("1.2.840.113549.1.1.1"), new AsnEncodedData([5, 0]), new AsnEncodedData(publicKey.Encode()));
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256)
            .Create(name, X509SignatureGenerator.CreateForRSA(issuer, RSASignaturePadding.Pkcs1), Signer.Now, Signer.Now.AddDays(1), [1]).RawData;
    }

    private static byte[] Certificate(AsymmetricAlgorithm key) => SelfSigned(key).RawData;

    private static X509Certificate2 SelfSigned(AsymmetricAlgorithm key)
    {
        var name = new X500DistinguishedName("CN=Nguyễn Thị Phượng");
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        return request.CreateSelfSigned(Signer.Now.AddDays(-1), Signer.Now.AddDays(1));
    }

    private static LocalKey Make(string name)
    {
        using AsymmetricAlgorithm key = name switch
        {
            "P-256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "P-384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "P-521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(int.Parse(name[4..], CultureInfo.InvariantCulture)),
        };
        using var certificate = SelfSigned(key);
        return LocalKey.FromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Without the zeros of the place that was reserved.</summary>
    private static byte[] Trimmed(byte[] contents)
    {
        System.Formats.Asn1.AsnDecoder.ReadEncodedValue(contents, System.Formats.Asn1.AsnEncodingRules.BER, out _, out _, out var consumed);
        return contents[..consumed];
    }
}
