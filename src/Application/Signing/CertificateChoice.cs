using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.Signing;

/// <summary>A certificate of an account with what speaks against choosing it.</summary>
/// <param name="Entry">The account that it came from.</param>
/// <param name="Use">Whose it is.</param>
/// <param name="Facts">What it says.</param>
/// <param name="Obstacles">Why it cannot be chosen; empty when it can.</param>
/// <param name="Notices">What the person should look at.</param>
public sealed record CertificateOption(
    SignatureEntry Entry,
    CertificateUse Use,
    CertificateFacts Facts,
    IReadOnlyList<Failure> Obstacles,
    IReadOnlyList<Failure> Notices);

/// <summary>Judges the certificates of an account: the list that a person chooses from and the check before the phone rings are one.</summary>
public sealed class CertificateChoice(IRemoteSigning remote, ICertificateInspector inspector, TimeProvider time)
{
    /// <summary>The certificates of an account, judged.</summary>
    public async Task<IReadOnlyList<CertificateOption>> ListAsync(
        string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var options = new List<CertificateOption>();
        foreach (var certificate in await remote.ListCertificatesAsync(personId, entry, cancellationToken))
        {
            CertificateFacts facts;
            try
            {
                facts = inspector.Inspect(certificate.Chain);
            }
            catch (FormatException)
            {
                throw Failures.ProviderFailed.Because();
            }

            options.Add(Judge(entry, certificate, facts, now));
        }

        return options;
    }

    /// <summary>The certificate with a serial number, ready for signing.</summary>
    /// <exception cref="FailureException">It is not there, or something speaks against it.</exception>
    public async Task<CertificateOption> ChooseAsync(
        string personId, IReadOnlyList<SignatureEntry> entries, string serialNumber, CancellationToken cancellationToken)
    {
        FailureException? unreachable = null;
        foreach (var entry in entries)
        {
            IReadOnlyList<CertificateOption> options;
            try
            {
                options = await ListAsync(personId, entry, cancellationToken);
            }
            catch (FailureException e)
            {
                // Another account may hold the certificate; if none does, this is the reason to tell.
                unreachable = e;
                continue;
            }

            var chosen = options.FirstOrDefault(o => o.Facts.SerialNumber.Equals(serialNumber, StringComparison.OrdinalIgnoreCase));
            if (chosen is null) continue;
            if (chosen.Obstacles is [var obstacle, ..]) throw obstacle.Because();
            if (await inspector.IsRevokedAsync(chosen.Facts, cancellationToken) == true) throw Failures.CertificateRevoked.Because();
            return chosen;
        }

        throw unreachable ?? Failures.CertificateNotFound.Because();
    }

    private static CertificateOption Judge(SignatureEntry entry, RemoteCertificate certificate, CertificateFacts facts, DateTimeOffset now)
    {
        var obstacles = new List<Failure>();
        if (now < facts.ValidFrom || now > facts.ValidUntil) obstacles.Add(Failures.CertificateExpired);
        if (!certificate.Active) obstacles.Add(Failures.CertificateRevoked);
        if (!facts.FitForSigning) obstacles.Add(Failures.CertificateUnfit);
        if (!facts.Trusted || !certificate.OfProvider) obstacles.Add(Failures.CertificateUntrusted);

        // "CCCD:…", "CMND:…", "MST:…"; an old CMND and a new CCCD of one person are common, so this never stops anyone.
        var identity = facts.Identity[(facts.Identity.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var differs = identity.Length > 0 && identity != entry.Account;
        return new CertificateOption(entry, certificate.Use, facts, obstacles, differs ? [Failures.IdentityDiffers] : []);
    }
}
