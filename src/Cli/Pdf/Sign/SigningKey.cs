using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>Opens the key that signs.</summary>
internal static class SigningKey
{
    private const long LargestFile = 4 * 1024 * 1024;

    /// <exception cref="UnusableException">A file cannot be read, the password is wrong, or there is no usable key.</exception>
    public static LocalKey Open(KeyOptions options, DateTimeOffset now)
    {
        if (options.File is not { } file)
            return LocalKey.CreateThrowAway("Chứng thư thử nghiệm", now);
        try
        {
            var password = Password(options);
            var bytes = Read(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN "u8) < 0)
                return LocalKey.FromPkcs12(bytes, password);
            var key = Encoding.UTF8.GetString(bytes);
            var certificates = string.Concat(options.Chain.Select(f => Encoding.UTF8.GetString(Read(f)) + "\n").Prepend(key + "\n"));
            return LocalKey.FromPem(certificates, key, password);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UnusableException(
                "key_unusable", "không dùng được khóa ký (--key, --password-file, --password-env)", "the key cannot be used (--key and its password)", e.Message);
        }
    }

    private static string? Password(KeyOptions options)
    {
        if (options.PasswordFile is { } file)
            return Encoding.UTF8.GetString(Read(file)).Split('\n')[0].TrimEnd('\r');
        return options.PasswordVariable is not { } variable ? null
            : Environment.GetEnvironmentVariable(variable)
                ?? throw new ArgumentException($"The environment variable {variable} is not set.", nameof(options));
    }

    private static byte[] Read(string file) => new FileInfo(file).Length <= LargestFile
        ? File.ReadAllBytes(file)
        : throw new IOException("The file is too large for a key.");
}
