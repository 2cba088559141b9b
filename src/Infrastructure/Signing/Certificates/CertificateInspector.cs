using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Reads certificates with the framework's own path building; nothing is downloaded and no root of the machine counts.</summary>
internal sealed class CertificateInspector(TrustStore trust, IValidationDataClient revocation, TimeProvider time) : ICertificateInspector
{
    /// <summary>Somebody waits for the answer.</summary>
    private static readonly DataLimits FewCalls = new() { MostCalls = 6, TotalTime = TimeSpan.FromSeconds(20) };

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
    public async Task<bool?> IsRevokedAsync(CertificateFacts certificate, CancellationToken cancellationToken)
    {
        if (certificate.Chain is not [var subject, var issuer, ..]) return null; // without the issuer, no answer could be verified
        var answer = await CertificateRevocation.AskAsync(
            subject, issuer, revocation, time.GetUtcNow(), FewCalls, cancellationToken);
        return answer?.Status switch
        {
            RevocationStatus.Good => false,
            RevocationStatus.Revoked => true,
            _ => null,
        };
    }

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
        // A second inside: OpenSSL takes the very moment of the end for over.
        policy.VerificationTime = Within(
            time.GetUtcNow().UtcDateTime,
            signer.NotBefore.ToUniversalTime().AddSeconds(1),
            signer.NotAfter.ToUniversalTime().AddSeconds(-1));
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
