using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// Seals of the demonstration's agencies: a key and a certificate each, under an authority of its own that only this working copy believes.
/// Made at the first start; <c>.data/seals</c> can be deleted for new ones.
/// </summary>
internal static class DemonstrationSeals
{
    private const int Years = 3;

    /// <summary>The file that says which agency seals with what.</summary>
    public static string FileOf(string data) => Path.Combine(data, "seals", "seals.json");

    /// <summary>Makes the seals of all agencies that are in force, if they are not there.</summary>
    /// <returns>The authority, PEM, to be added to what the platform believes.</returns>
    public static string EnsureAuthority(string data, string root, TimeProvider time)
    {
        var authority = Path.Combine(data, "seals", "authority.pem");
        if (!File.Exists(authority)) Make(Path.Combine(data, "seals"), authority, Agencies(root), time.GetUtcNow());
        return File.ReadAllText(authority);
    }

    private static IEnumerable<(string Code, string Name)> Agencies(string root)
    {
        var all = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "data", "agencies.json")))!["agencies"]!.AsArray();
        return all.Where(a => a!["until"] is null).Select(a => ((string)a!["code"]!, (string)a["name"]!));
    }

    private static void Make(string folder, string authority, IEnumerable<(string Code, string Name)> agencies, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest(Name("KonTum.Tthc con dấu cơ quan trình diễn"), rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));

        var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var passwordFile = Path.Combine(folder, "password");
        Write(passwordFile, System.Text.Encoding.ASCII.GetBytes(password + "\n"));
        var seals = new List<object>();
        foreach (var (code, name) in agencies)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(Name(name), key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            request.CertificateExtensions.Add(
                new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
            using var signed = request.Create(root, now.AddHours(-1), now.AddYears(Years).AddDays(-1), RandomNumberGenerator.GetBytes(12));
            using var certificate = signed.CopyWithPrivateKey(key);
            using var issuer = X509CertificateLoader.LoadCertificate(root.RawData);
            var path = Path.Combine(folder, code + ".p12");
            Write(path, new X509Certificate2Collection { certificate, issuer }.Export(X509ContentType.Pkcs12, password)!);
            seals.Add(new { agency = code, key = "file:" + path, password = "file:" + passwordFile });
        }

        File.WriteAllText(FileOf(Path.GetDirectoryName(folder)!), JsonSerializer.Serialize(new { seals }));

        // Last: as long as it is not there, everything is made anew.
        File.WriteAllText(authority, root.ExportCertificatePem() + "\n");
    }

    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(bytes);
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCountryOrRegion("VN");
        name.AddCommonName(commonName);
        return name.Build();
    }
}
