using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Configuration section <c>Tthc:Trust</c>.</summary>
internal sealed class TrustOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Trust";

    /// <summary>PEM with one or many certificates, or DER with one. Self-issued ones are roots, the others complete chains.</summary>
    public string? RootsFile { get; set; }
}

/// <summary>The certificates that are believed, and those that lead to them.</summary>
internal sealed record TrustedCertificates(IReadOnlyList<byte[]> Roots, IReadOnlyList<byte[]> Intermediates);

/// <summary>Gives the configured certificates, and reads their file again when it has changed: roots come and go without a restart.</summary>
internal sealed partial class TrustStore(IOptions<TrustOptions> options, ILogger<TrustStore> logger)
{
    private readonly Lock gate = new();
    private TrustedCertificates? current;
    private (DateTime Written, long Length) stamp;

    /// <summary>The certificates of the file as it is now; the last usable ones when it cannot be used now.</summary>
    /// <exception cref="InvalidDataException">It never could be used.</exception>
    public TrustedCertificates Current
    {
        get
        {
            lock (gate)
            {
                var file = new FileInfo(options.Value.RootsFile ?? "");
                var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
                if (current is not null && now == stamp) return current;
                try
                {
                    current = Read(file.FullName);
                }
                catch (InvalidDataException exception) when (current is not null)
                {
                    KeptOld(exception.Message);
                }

                stamp = now;
                return current;
            }
        }
    }

    /// <summary>Reads a file of certificates.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message names the setting.</exception>
    public static TrustedCertificates Read(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0) certificates.ImportFromPem(Encoding.Latin1.GetString(bytes));
            else certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{TrustOptions.Section}:RootsFile: no certificates can be read from it ({exception.GetType().Name}).");
        }

        using var all = new Disposables(certificates);
        var roots = certificates.Where(c => c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData)).ToList();
        if (roots.Count == 0) throw new InvalidDataException($"{TrustOptions.Section}:RootsFile: it holds no root certificate.");
        return new TrustedCertificates([.. roots.Select(c => c.RawData)], [.. certificates.Except(roots).Select(c => c.RawData)]);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The roots are not read again: {Reason} The earlier ones stay.")]
    private partial void KeptOld(string reason);
}

/// <summary>Disposes the certificates of a collection, which does not do so itself.</summary>
internal sealed class Disposables(X509Certificate2Collection certificates) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var certificate in certificates) certificate.Dispose();
    }
}
