using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Reads certificates that are given as files, PEM (any number) or DER (one).</summary>
internal static class Certificates
{
    private const long LargestFile = 16 * 1024 * 1024;

    /// <summary>DER of all certificates of all files.</summary>
    /// <exception cref="UnusableException">A file cannot be read or holds none.</exception>
    public static IReadOnlyList<byte[]> Read(IEnumerable<string> files, string option) => [.. files.SelectMany(file => Read(file, option))];

    private static List<byte[]> Read(string file, string option)
    {
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                throw new CryptographicException("The file is too large.");
            var bytes = File.ReadAllBytes(file);
            var all = new X509Certificate2Collection();
            if (bytes.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0)
                all.ImportFromPem(Encoding.ASCII.GetString(bytes));
            else
                all.Add(X509CertificateLoader.LoadCertificate(bytes));
            var result = new List<byte[]>();
            foreach (var certificate in all)
            {
                using (certificate)
                    result.Add(certificate.RawData);
            }

            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UnusableException(
                "certificate_unreadable", $"không đọc được chứng thư ({option}): {file}", $"a certificate cannot be read ({option}): {file}", e.Message);
        }
    }
}
