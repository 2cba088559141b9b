using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>The configured roots, read.</summary>
internal sealed class TrustAnchors
{
    /// <exception cref="ArgumentException">One cannot be read: a mistake in the configuration, not in the file.</exception>
    public TrustAnchors(ValidationOptions options)
    {
        OfSigners = Read(options.TrustAnchors, nameof(options.TrustAnchors));
        OfTimestamps = options.TimestampTrustAnchors is { } own ? Read(own, nameof(options.TimestampTrustAnchors)) : OfSigners;
    }

    public IReadOnlyList<X509Certificate> OfSigners { get; }

    public IReadOnlyList<X509Certificate> OfTimestamps { get; }

    private static IReadOnlyList<X509Certificate> Read(IReadOnlyList<byte[]> encoded, string option)
    {
        try
        {
            return [.. encoded.Select(der => new X509Certificate(der))];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException("A trust anchor is not a DER certificate.", option, exception);
        }
    }
}
