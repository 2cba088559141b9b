using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Where certification paths end.</summary>
internal static class CertificatePath
{
    /// <summary>Reads configured roots.</summary>
    /// <exception cref="ArgumentException">One cannot be read: a mistake in the configuration, not in the file.</exception>
    public static IReadOnlyList<X509Certificate> ReadAnchors(IReadOnlyList<byte[]> encoded)
    {
        try
        {
            return [.. encoded.Select(der => new X509Certificate(der))];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException("A trust anchor is not a DER certificate.", nameof(encoded), exception);
        }
    }
}
