using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Infrastructure.Signing.Certificates;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// Whether a certificate is one of the provider that handed it out: behind one gateway are many authorities, and what an account of one
/// answers must not come from another. The platform's own roots are judged besides.
/// </summary>
internal static class ProviderAuthorities
{
    /// <summary>Whether the first certificate is issued by an authority that the catalogue names, and leads to one of its anchors.</summary>
    public static bool Include(CatalogueProvider provider, IReadOnlyList<byte[]> chain)
    {
        if (provider is { TrustAnchors: null, Authorities.Count: 0 }) return true;
        try
        {
            using var signer = X509CertificateLoader.LoadCertificate(chain[0]);
            if (provider.Authorities.Count > 0 && !provider.Authorities.Contains(CertificateReading.Authority(signer))) return false;
            return provider.TrustAnchors is null || LeadsTo(provider.TrustAnchors, signer, chain.Skip(1));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool LeadsTo(X509Certificate2Collection anchors, X509Certificate2 signer, IEnumerable<byte[]> helpers)
    {
        using var path = new X509Chain();
        var policy = path.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        // Its own time is judged elsewhere. An anchor may be an issuing authority below the root.
        policy.VerificationTime = signer.NotBefore.AddSeconds(1);
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | X509VerificationFlags.IgnoreNotTimeValid;
        policy.CustomTrustStore.AddRange(anchors);
        var loaded = helpers.Select(X509CertificateLoader.LoadCertificate).ToList();
        try
        {
            foreach (var helper in loaded) policy.ExtraStore.Add(helper);
            return path.Build(signer)
                && path.ChainElements.Skip(1).Any(element => anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
        }
        finally
        {
            foreach (var helper in loaded) helper.Dispose();
        }
    }
}
