using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Reads certificates with the framework's own path building; nothing is downloaded and no root of the machine counts.</summary>
internal sealed class CertificateInspector(TrustStore trust, RevocationCheck revocation, TimeProvider time) : ICertificateInspector
{
    /// <inheritdoc />
    public CertificateFacts Inspect(IReadOnlyList<byte[]> chain)
    {
        if (chain.Count == 0) throw new FormatException("There is no certificate.");
        var trusted = trust.Current;
        var helpers = new X509Certificate2Collection();
        using var disposables = new Disposables(helpers);
        using var signer = Load(chain[0]) ?? throw new FormatException("The first one is not a certificate.");
        foreach (var der in chain.Skip(1).Concat(trusted.Intermediates))
        {
            if (Load(der) is { } helper) helpers.Add(helper);
        }

        var (leadsToRoot, path) = Build(signer, helpers, trusted.Roots);
        return new CertificateFacts(
            CertificateReading.SerialNumber(signer),
            CertificateReading.Holder(signer),
            CertificateReading.Email(signer),
            CertificateReading.Authority(signer),
            CertificateReading.Identity(signer),
            new DateTimeOffset(signer.NotBefore.ToUniversalTime(), TimeSpan.Zero),
            new DateTimeOffset(signer.NotAfter.ToUniversalTime(), TimeSpan.Zero),
            CertificateReading.IsFitForSigning(signer),
            leadsToRoot,
            path);
    }

    /// <inheritdoc />
    public Task<bool?> IsRevokedAsync(CertificateFacts certificate, CancellationToken cancellationToken) =>
        certificate.Chain.Count < 2
            ? Task.FromResult<bool?>(null) // without the issuer, no answer about the certificate could be verified
            : revocation.IsRevokedAsync(certificate.Chain[0], certificate.Chain[1], cancellationToken);

    private static X509Certificate2? Load(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private (bool LeadsToRoot, IReadOnlyList<byte[]> Path) Build(
        X509Certificate2 signer, X509Certificate2Collection helpers, IReadOnlyList<byte[]> roots)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        // The signer's own time is judged elsewhere; its issuers must be in time at a moment when it was.
        policy.VerificationTime = Within(time.GetUtcNow().UtcDateTime, signer.NotBefore.ToUniversalTime(), signer.NotAfter.ToUniversalTime());
        policy.ExtraStore.AddRange(helpers);
        using var rootStore = new Disposables(policy.CustomTrustStore);
        foreach (var root in roots) policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(root));
        var leadsToRoot = chain.Build(signer);
        IReadOnlyList<byte[]> path = [.. chain.ChainElements.Select(e => e.Certificate.RawData)];
        foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        return (leadsToRoot, path.Count > 0 ? path : [signer.RawData]);
    }

    private static DateTime Within(DateTime moment, DateTime from, DateTime until) =>
        moment < from ? from : moment > until ? until : moment;
}
