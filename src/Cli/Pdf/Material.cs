using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Certificates, OCSP responses and CRLs in files, told apart by what they are.</summary>
internal sealed record Material(
    IReadOnlyList<byte[]> Certificates, IReadOnlyList<byte[]> OcspResponses, IReadOnlyList<byte[]> Crls)
{
    private const long LargestFile = 64 * 1024 * 1024;

    /// <exception cref="UnusableException">A file cannot be read.</exception>
    public static Material Read(IEnumerable<string> files, string option)
    {
        var (certificates, responses, lists) = (new List<byte[]>(), new List<byte[]>(), new List<byte[]>());
        foreach (var der in files.SelectMany(file => Parts(file, option)))
        {
            // RFC 6960, 4.2.1: an OCSPResponse begins with its status. .NET knows certificates; the rest is tried as a list.
            (IsOcsp(der) ? responses : IsCertificate(der) ? certificates : lists).Add(der);
        }

        return new Material(certificates, responses, lists);
    }

    private static List<byte[]> Parts(string file, string option)
    {
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                throw new IOException("The file is too large.");
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN "u8) < 0)
                return [bytes];
            var result = new List<byte[]>();
            var rest = Encoding.ASCII.GetString(bytes).AsSpan();
            while (PemEncoding.TryFind(rest, out var fields))
            {
                result.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
                rest = rest[fields.Location.End..];
            }

            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new UnusableException("material_unreadable", $"không đọc được tệp ({option}): {file}", $"a file cannot be read ({option}): {file}", e.Message);
        }
    }

    private static bool IsOcsp(byte[] der)
    {
        // SEQUENCE, its length in one to five bytes, ENUMERATED.
        if (der.Length < 4 || der[0] != 0x30)
            return false;
        var first = der[1] < 0x80 ? 2 : 2 + (der[1] & 0x7F);
        return first < der.Length && der[first] == 0x0A;
    }

    private static bool IsCertificate(byte[] der) =>
        X509Certificate2.GetCertContentType(der) == X509ContentType.Cert;
}
