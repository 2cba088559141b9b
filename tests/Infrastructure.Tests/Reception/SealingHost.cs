using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Infrastructure.Composition;
using KonTum.Tthc.Infrastructure.Tests.Signing;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>A node with the adapters at the sandbox and seals of two agencies: one that is trusted, and one that nobody trusts.</summary>
public sealed class SealingHost(SandboxWorld world) : StorageHost
{
    public const string Agency = "000.21.24.H34";
    public const string Untrusted = "000.22.24.H34";
    public const string Remote = "000.31.24.H34";
    public const string RemoteWithPin = "000.32.24.H34";
    public const string RemoteWithWrongPin = "000.33.24.H34";
    public const string RemoteWithPhone = "000.34.24.H34";
    public const string RemoteUnknown = "000.35.24.H34";

    /// <summary>The organisation's account at the CSC services of the sandbox.</summary>
    public const string Organisation = "6100999022";

    public const string Holder = "UBND phường Duy Tân (con dấu thử)";

    public string Roots { get; private set; } = "";

    public SandboxWorld World => world;

    private const string WithPin = "7f0b6f5c3d0e4c869d5552f1c8a0e711";

    private protected override async Task SetAsync(Dictionary<string, string?> settings, string directory)
    {
        var (root, key) = Seal(Path.Combine(directory, "seal"), Holder);
        _ = Seal(Path.Combine(directory, "stranger"), "Con dấu lạ");
        Roots = Path.Combine(directory, "roots.pem");
        await File.WriteAllTextAsync(Roots, await File.ReadAllTextAsync(world.RootsFile) + "\n" + root);
        var seals = Path.Combine(directory, "seals.json");
        var (pin, wrongPin) = ("file:" + Path.Combine(directory, "pin"), "file:" + Path.Combine(directory, "wrong.pin"));
        await File.WriteAllTextAsync(pin[5..], "24681357\n");
        await File.WriteAllTextAsync(wrongPin[5..], "00000000\n");
        await File.WriteAllTextAsync(seals, JsonSerializer.Serialize(new
        {
            seals = new object[]
            {
                new
                {
                    agency = Agency, key = "file:" + key, password = "file:" + Path.Combine(directory, "seal.password"),
                    visible = new { page = 1, x = 300, y = 60, width = 160, height = 50 },
                },
                new
                {
                    agency = Untrusted, key = "file:" + Path.Combine(directory, "stranger.p12"),
                    password = "file:" + Path.Combine(directory, "stranger.password"),
                },
                new { agency = Remote, remote = new { gateway = "Csc2", credential = "2e9c61d458a74b3b8f6e0c7d94be1a35" } },
                new { agency = RemoteWithPin, remote = new { gateway = "Csc1", credential = WithPin, pin } },
                new { agency = RemoteWithWrongPin, remote = new { gateway = "Csc1", credential = WithPin, pin = wrongPin } },
                new { agency = RemoteWithPhone, remote = new { gateway = "Csc2", credential = "d23f0824128b4f338c5c7fd0a6a3a450" } },
                new { agency = RemoteUnknown, remote = new { gateway = "Csc2", credential = new string('0', 32) } },
            },
        }));
        settings["Tthc:DataDirectory"] = directory;
        settings["Tthc:Gateways:CredentialsFile"] = world.CredentialsFile;
        settings["Tthc:Gateways:Vnpt:BaseUrl"] = world.Url + "/vnpt/sca/sp769";
        settings["Tthc:Gateways:Neac:BaseUrl"] = world.Url + "/neac";
        settings["Tthc:Gateways:Csc1:BaseUrl"] = world.Url + "/csc1";
        settings["Tthc:Gateways:Csc2:BaseUrl"] = world.Url + "/csc2";
        settings["Tthc:Timestamps:Url"] = world.Url + "/tsa";
        settings["Tthc:Trust:RootsFile"] = Roots;
        settings["Tthc:Revocation:AllowedHosts"] = "127.0.0.1";
        settings["Tthc:Seals:File"] = seals;
    }

    private protected override void AddMore(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTthcAdapters(configuration);
        services.AddTthcSealing(configuration);
    }

    private static (string Root, string Key) Seal(string path, string holder)
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest($"CN=Gốc của {holder}", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={holder}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var signed = request.Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddHours(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        using var certificate = signed.CopyWithPrivateKey(key);
        var password = RandomNumberGenerator.GetHexString(20);
        File.WriteAllBytes(path + ".p12", new X509Certificate2Collection { certificate, X509CertificateLoader.LoadCertificate(root.RawData) }
            .Export(X509ContentType.Pkcs12, password)!);
        File.WriteAllText(path + ".password", password + "\n");
        return (root.ExportCertificatePem(), path + ".p12");
    }
}
