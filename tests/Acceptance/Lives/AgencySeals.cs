using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>Seals of the agencies that these lives pass through, under an authority of their own.</summary>
internal static class AgencySeals
{
    public static readonly IReadOnlyDictionary<string, string> Holders = new Dictionary<string, string>
    {
        [LivesPlatform.DuyTan] = "UBND phường Duy Tân",
        [LivesPlatform.QuangTrung] = "UBND phường Quang Trung",
    };

    /// <summary>Makes them.</summary>
    /// <param name="folder">Where keys and passwords go.</param>
    /// <returns>The file that says which agency seals with what, and the authority as PEM.</returns>
    public static async Task<(string File, string Authority)> MakeAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Con dấu của các cơ quan (thử)", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        var password = RandomNumberGenerator.GetHexString(20);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password + "\n");
        var seals = new List<object>();
        foreach (var (agency, holder) in Holders)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={holder}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            request.CertificateExtensions.Add(
                new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
            using var issued = request.Create(
                root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddHours(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(12));
            using var certificate = issued.CopyWithPrivateKey(key);
            using var issuer = X509CertificateLoader.LoadCertificate(root.RawData);
            var path = Path.Combine(folder, agency + ".p12");
            await File.WriteAllBytesAsync(path, new X509Certificate2Collection { certificate, issuer }.Export(X509ContentType.Pkcs12, password)!);
            seals.Add(new
            {
                agency, key = "file:" + path, password = "file:" + passwordFile,
                visible = new { page = 1, x = 300, y = 60, width = 160, height = 50 },
            });
        }

        var file = Path.Combine(folder, "seals.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { seals }));
        return (file, root.ExportCertificatePem());
    }
}
