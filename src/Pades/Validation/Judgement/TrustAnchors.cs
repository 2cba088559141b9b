using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>The configured roots, read.</summary>
internal sealed class TrustAnchors
{
    public TrustAnchors(ValidationOptions options)
    {
        OfSigners = CertificatePath.ReadAnchors(options.TrustAnchors);
        OfTimestamps = options.TimestampTrustAnchors is { } own ? CertificatePath.ReadAnchors(own) : OfSigners;
    }

    public IReadOnlyList<X509Certificate> OfSigners { get; }

    public IReadOnlyList<X509Certificate> OfTimestamps { get; }
}
