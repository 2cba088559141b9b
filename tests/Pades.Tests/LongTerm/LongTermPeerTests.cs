using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using KonTum.Tthc.Pades.Validation;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.LongTerm;

/// <summary>What other people's programs say of a file at B-LTA that was renewed once, signed by people of two authorities.</summary>
public sealed class LongTermPeerTests : IAsyncLifetime
{
    private AuthorityServer _server = null!;
    private TestWorld _world = null!;
    private TestWorld _other = null!;
    private byte[] _file = [];

    public async ValueTask InitializeAsync()
    {
        _server = await AuthorityServer.StartAsync();
        (_world, _other) = (_server.Add(), _server.Add("Khac"));
        var signed = await Keeping.SignAsync(await Keeping.SignAsync(TestPdf.OnePage(), _world), _other, _other.EcSigner);
        var request = Keeping.Request(_server, _world, PadesLevel.BLTA) with { TrustAnchors = [_world.Root.Der, _other.Root.Der] };
        _server.Broken.Add("ocsp/root");
        (_file, _) = await Keeping.AugmentAsync(signed, request);
        (_file, _) = await Keeping.AugmentAsync(_file, request with { Renew = true, Digest = SignatureDigest.Sha512 });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Pdfsig_and_qpdf_agree()
    {
        using var peer = new OpenSsl();
        var path = peer.Write("kept.pdf", _file);

        var (check, findings) = await Peers.RunAsync("qpdf", "--check", path);
        var (_, report) = await Peers.RunAsync("pdfsig", "-nocert", path);

        check.ShouldBe(0, findings);
        // Two signatures, their proof of time, the archive timestamp, its renewal. Poppler 22.12 finds document timestamps and their
        // ranges but cannot verify them; openssl does below.
        Count(report, "Signature Validation: Signature is Valid.").ShouldBe(2, report);
        Count(report, "Signature Type: ETSI.CAdES.detached").ShouldBe(2);
        Count(report, "Signer Certificate Common Name: TSA 1 Thu Nghiem").ShouldBe(3);
        Count(report, "Not total document signed").ShouldBe(4);
        Count(report, "Total document signed").ShouldBe(1);
    }

    [Fact]
    public void Openssl_verifies_each_token_over_its_range()
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        using var peer = new OpenSsl();
        peer.Write("root.pem", _world.Root.CertificatePem());
        var document = PdfDocument.Open(ByteSource.Of(_file));
        var stamps = FoundSignature.FindAll(document, PageTree.Read(document)).Where(f => f.SubFilter == "ETSI.RFC3161").ToList();
        stamps.Count.ShouldBe(3);
        foreach (var (stamp, hash) in stamps.Zip([HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512]))
        {
            byte[] range = [.. _file[..(int)stamp.HoleStart], .. _file[(int)stamp.HoleEnd..(int)stamp.End]];
            // Up to its own length: the last byte of a token may be a zero, as those behind it are.
            AsnDecoder.ReadEncodedValue(stamp.Contents, AsnEncodingRules.DER, out _, out _, out var length);
            peer.Write("token.der", stamp.Contents[..length]);
            string[] Arguments(byte[] digest) => ["ts", "-verify", "-token_in", "-in", "token.der", "-digest", Convert.ToHexString(digest), "-CAfile", "root.pem",
                "-attime", _server.Clock.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)];

            var (code, output) = peer.Run(Arguments(CryptographicOperations.HashData(hash, range)));

            code.ShouldBe(0, output);
            peer.Run(Arguments(CryptographicOperations.HashData(hash, [.. range, 1]))).Code.ShouldNotBe(0);
        }
    }

    [Fact]
    public void Openssl_accepts_what_is_in_the_store()
    {
        Assert.SkipUnless(OpenSsl.IsInstalled, "openssl is not installed");
        using var peer = new OpenSsl();
        var roots = _world.Root.CertificatePem() + "\n" + _other.Root.CertificatePem();
        peer.Write("roots.pem", roots);
        peer.Write("all.pem", $"{roots}\n{_world.Issuing.CertificatePem()}\n{_other.Issuing.CertificatePem()}");
        peer.Write("issuing.pem", _world.Issuing.CertificatePem());
        peer.Write("signer.pem", _world.Signer.CertificatePem());
        var streams = DssStreams.Read(_file);
        var at = _server.Clock.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var told = 0;

        foreach (var (kind, data) in streams)
        {
            peer.Write("data.der", data);
            var (code, output) = kind switch
            {
                "Certs" => peer.Run("x509", "-inform", "DER", "-in", "data.der", "-noout"),
                "CRLs" => peer.Run("crl", "-inform", "DER", "-in", "data.der", "-CAfile", "all.pem", "-noout"),
                _ => peer.Run("ocsp", "-respin", "data.der", "-issuer", "issuing.pem", "-cert", "signer.pem", "-CAfile", "all.pem", "-attime", at, "-no_nonce"),
            };
            if (kind == "CRLs") output.ShouldContain("verify OK");
            // The responder of the other authority is verified as well; only the certificate asked for is not in its answer.
            if (kind == "OCSPs") output.ShouldContain("Response verify OK");
            // Behind the name stands a warning: it measures the answer's times against the clock of the machine.
            if (output.Contains("signer.pem: ") && !output.Contains("No Status found")) told += output.Contains("good\n") ? 1 : 100;
            if (kind != "OCSPs") code.ShouldBe(0, output);
        }

        told.ShouldBe(1);
        streams.Select(s => s.Kind).Distinct().ShouldBe(["Certs", "OCSPs", "CRLs"]);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
