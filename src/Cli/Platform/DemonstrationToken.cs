using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// A USB token of the demonstration: a key and a certificate in files, under an authority of its own that only this working copy believes.
/// Made at the first start.
/// </summary>
internal static class DemonstrationToken
{
    private const int Years = 3;

    /// <summary>Makes the token if it is not there.</summary>
    /// <returns>The authority, PEM, to be added to what the platform believes.</returns>
    public static string EnsureAuthority(string data, TimeProvider time)
    {
        var folder = Path.Combine(data, "token");
        var authority = Path.Combine(folder, "authority.pem");
        if (!File.Exists(authority)) Make(folder, authority, time.GetUtcNow());
        return File.ReadAllText(authority);
    }

    /// <summary>Opens the token.</summary>
    public static LocalKey Open(string data)
    {
        var text = File.ReadAllText(Path.Combine(data, "token", "token.pem"));
        return LocalKey.FromPem(text, text);
    }

    private static void Make(string folder, string authority, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest(Name("KonTum.Tthc USB Token trình diễn"), rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name("Người ký USB Token trình diễn"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var certificate = request.Create(root, now.AddHours(-1), now.AddYears(Years).AddDays(-1), RandomNumberGenerator.GetBytes(12));

        var token = Path.Combine(folder, "token.pem");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(token, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
            writer.WriteLine(certificate.ExportCertificatePem());
            writer.WriteLine(root.ExportCertificatePem());
        }

        // Last: as long as it is not there, everything is made anew.
        File.WriteAllText(authority, root.ExportCertificatePem() + "\n");
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCountryOrRegion("VN");
        name.AddCommonName(commonName);
        return name.Build();
    }
}
