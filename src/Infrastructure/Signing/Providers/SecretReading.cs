using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Infrastructure.Signing.Adapters;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// Reads what the catalogue refers to: secrets, certificates, pictures. It remembers each file as it was, so that a later look tells
/// whether one has changed. Messages name the setting and the kind of problem, never a content.
/// </summary>
internal sealed class SecretReading
{
    private const string FilePrefix = "file:";
    private const string VariablePrefix = "env:";
    private readonly Dictionary<string, (DateTime Written, long Length)> stamps = new(StringComparer.Ordinal);

    /// <summary>Whether one of the files has changed since it was read.</summary>
    public bool IsOutdated => stamps.Any(s => Stamp(s.Key) != s.Value);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public byte[] File(string path, string setting)
    {
        try
        {
            stamps[path] = Stamp(path);
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{setting}: the file cannot be read ({exception.GetType().Name}).");
        }
    }

    /// <summary>What a reference leads to.</summary>
    /// <exception cref="InvalidDataException">It is no reference, or leads to nothing.</exception>
    public byte[] Follow(string reference, string setting)
    {
        if (reference.StartsWith(FilePrefix, StringComparison.Ordinal)) return File(reference[FilePrefix.Length..], setting);
        if (!reference.StartsWith(VariablePrefix, StringComparison.Ordinal))
            throw new InvalidDataException($"{setting} must be {FilePrefix} with a path or {VariablePrefix} with the name of a variable, not the secret itself.");
        return Environment.GetEnvironmentVariable(reference[VariablePrefix.Length..]) is { Length: > 0 } value
            ? System.Text.Encoding.UTF8.GetBytes(value)
            : throw new InvalidDataException($"{setting}: the variable is not set.");
    }

    /// <summary>Reads secrets: a JSON object of texts.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static ProviderSecrets Secrets(ReadOnlySpan<byte> json, string setting)
    {
        try
        {
            var root = JsonElement.Parse(json);
            return new ProviderSecrets(root.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{setting}: it is not a JSON object of texts, for example of sp_id and sp_password.");
        }
    }

    /// <summary>A certificate with its key: PKCS #12, or PEM.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public X509Certificate2 ClientCertificate(string reference, string? passwordReference, string setting)
    {
        var bytes = Follow(reference, setting);
        var password = passwordReference is null ? null : System.Text.Encoding.UTF8.GetString(Follow(passwordReference, setting + "Password")).TrimEnd('\r', '\n');
        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) < 0) return X509CertificateLoader.LoadPkcs12(bytes, password);
            var pem = System.Text.Encoding.Latin1.GetString(bytes);
            return password is null ? X509Certificate2.CreateFromPem(pem, pem) : X509Certificate2.CreateFromEncryptedPem(pem, pem, password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{setting}: no certificate with its key can be read from it ({exception.GetType().Name}).");
        }
    }

    /// <summary>Certificates in PEM.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public X509Certificate2Collection Certificates(string path, string setting)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.Latin1.GetString(File(path, setting)));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{setting}: no certificates can be read from it ({exception.GetType().Name}).");
        }

        return certificates.Count > 0 ? certificates : throw new InvalidDataException($"{setting}: it holds no certificate in PEM.");
    }

    private static (DateTime Written, long Length) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
