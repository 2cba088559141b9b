using System.Collections.Concurrent;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.Signing;

/// <summary>A certificate of an account with what speaks against choosing it.</summary>
/// <param name="Entry">The account that it came from.</param>
/// <param name="Use">Whose it is.</param>
/// <param name="Facts">What it says.</param>
/// <param name="Obstacles">Why it cannot be chosen; empty when it can.</param>
/// <param name="Notices">What the person should look at.</param>
/// <param name="CredentialId">What the provider calls its key; empty where the serial number names it.</param>
/// <param name="MaxDocuments">Most documents of one confirmation with its key; null when only the provider's limit counts.</param>
public sealed record CertificateOption(
    SignatureEntry Entry,
    CertificateUse Use,
    CertificateFacts Facts,
    IReadOnlyList<Failure> Obstacles,
    IReadOnlyList<Failure> Notices,
    string CredentialId = "",
    int? MaxDocuments = null);

/// <summary>Judges the certificates of accounts: the list that a person chooses from and the check before the phone rings are one.</summary>
public sealed class CertificateChoice(IRemoteSigning remote, ICertificateInspector inspector, TimeProvider time)
{
    /// <summary>Accounts and responders that are asked at once for one person.</summary>
    private const int AtOnce = 4;

    /// <summary>How long a list waits for answers about revocation: it shows what is known by then, and choosing asks again.</summary>
    private static readonly TimeSpan ListPatience = TimeSpan.FromSeconds(3);

    /// <summary>The certificates of an account, judged; empty for one whose certificate comes with the request (a token).</summary>
    public async Task<IReadOnlyList<CertificateOption>> ListAsync(
        string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        if (remote.TraitsOf(entry).SignsByItself) return [];
        var now = time.GetUtcNow();
        var options = new List<CertificateOption>();
        foreach (var certificate in await remote.ListCertificatesAsync(personId, entry, cancellationToken))
        {
            try
            {
                options.Add(Judge(entry, certificate, inspector.Inspect(certificate.Chain), now));
            }
            catch (FormatException)
            {
                throw Failures.ProviderFailed.Because();
            }
        }

        return options;
    }

    /// <summary>
    /// The certificates of all accounts, usable ones first, revoked ones with that reason where it can be found out quickly, and the
    /// accounts that gave none.
    /// </summary>
    public async Task<(IReadOnlyList<CertificateOption> Options, IReadOnlyList<(SignatureEntry Entry, Failure Failure)> Failed)> ListAllAsync(
        string personId, IReadOnlyList<SignatureEntry> entries, CancellationToken cancellationToken)
    {
        var found = await AskAllAsync(personId, entries, cancellationToken);
        var options = found.SelectMany(f => f.Options).ToArray();
        using var patience = new CancellationTokenSource(ListPatience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await Parallel.ForAsync(0, options.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) =>
        {
            try
            {
                if (options[n].Obstacles.Count == 0 && await inspector.IsRevokedAsync(options[n].Facts, both.Token) == true)
                    options[n] = options[n] with { Obstacles = [Failures.CertificateRevoked] };
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Not known by now.
            }
        });
        return (
            [.. options.OrderBy(o => o.Obstacles.Count > 0)],
            [.. entries.Zip(found).Where(f => f.Second.Failure is not null).Select(f => (f.First, f.Second.Failure!.Failure))]);
    }

    /// <summary>The certificate with a serial number, ready for signing.</summary>
    /// <exception cref="FailureException">It is not there, or something speaks against it.</exception>
    public async Task<CertificateOption> ChooseAsync(
        string personId, IReadOnlyList<SignatureEntry> entries, string serialNumber, CancellationToken cancellationToken)
    {
        var found = await AskAllAsync(personId, entries, cancellationToken);
        var chosen = found.SelectMany(f => f.Options).FirstOrDefault(o => IsNamed(o.Facts, serialNumber));
        if (chosen is not null) return await UsableAsync(chosen, cancellationToken);

        // Another account may have held the certificate; that it could not be asked is the reason to tell.
        if (found.Select(f => f.Failure).LastOrDefault(f => f is not null) is { } unreachable) throw unreachable;
        throw entries.Any(IsToken) && !entries.Any(e => !IsToken(e)) ? Failures.TokenCertificateMissing.Because() : Failures.CertificateNotFound.Because();
    }

    /// <summary>The certificate of a token, which came with the request, judged like one that a provider gave.</summary>
    /// <exception cref="FailureException">It is not the named one, no account of the profile is a token, or something speaks against it.</exception>
    public async Task<CertificateOption> ChooseTokenAsync(
        IReadOnlyList<SignatureEntry> entries, string serialNumber, IReadOnlyList<byte[]> chain, CancellationToken cancellationToken)
    {
        var tokens = entries.Where(IsToken).ToList();
        if (tokens.Count == 0) throw Failures.TokenCertificateMissing.Because();
        CertificateFacts facts;
        try
        {
            facts = inspector.Inspect(chain);
        }
        catch (FormatException)
        {
            throw Failures.Invalid(Failures.Malformed.At("token_certificate_chain", ("expected", "X.509 DER")));
        }

        if (!IsNamed(facts, serialNumber)) throw Failures.CertificateNotFound.Because();
        var entry = tokens.Find(t => t.Account == Number(facts)) ?? tokens[0];
        var certificate = new RemoteCertificate(facts.SerialNumber, chain, CertificateUse.Unknown, Active: true);
        return await UsableAsync(Judge(entry, certificate, facts, time.GetUtcNow()), cancellationToken);
    }

    private static CertificateOption Judge(SignatureEntry entry, RemoteCertificate certificate, CertificateFacts facts, DateTimeOffset now)
    {
        var obstacles = new List<Failure>();
        if (now < facts.ValidFrom || now > facts.ValidUntil) obstacles.Add(Failures.CertificateExpired);
        if (!certificate.Active) obstacles.Add(certificate.Suspended ? Failures.CertificateSuspended : Failures.CertificateRevoked);
        if (!facts.FitForSigning) obstacles.Add(Failures.CertificateUnfit);
        if (!facts.Trusted || !certificate.OfProvider) obstacles.Add(Failures.CertificateUntrusted);

        // An old CMND and a new CCCD of one person are common, so this never stops anyone.
        var differs = Number(facts) is { Length: > 0 } number && number != entry.Account;
        return new CertificateOption(
            entry,
            certificate.Use,
            facts,
            obstacles,
            differs ? [Failures.IdentityDiffers] : [],
            certificate.CredentialId,
            certificate.MaxDocuments);
    }

    /// <summary>"CCCD:…", "CMND:…", "MST:…" without what stands before the colon.</summary>
    private static string Number(CertificateFacts facts) => facts.Identity[(facts.Identity.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static bool IsNamed(CertificateFacts facts, string serialNumber) =>
        facts.SerialNumber.Equals(serialNumber, StringComparison.OrdinalIgnoreCase);

    private bool IsToken(SignatureEntry entry)
    {
        try
        {
            return remote.TraitsOf(entry).SignsByItself;
        }
        catch (FailureException)
        {
            return false; // not in the catalogue any more; listing it says so
        }
    }

    private async Task<CertificateOption> UsableAsync(CertificateOption chosen, CancellationToken cancellationToken)
    {
        if (chosen.Obstacles is [var obstacle, ..]) throw obstacle.Because();
        if (await inspector.IsRevokedAsync(chosen.Facts, cancellationToken) == true) throw Failures.CertificateRevoked.Because();
        return chosen;
    }

    /// <summary>Asks all accounts, a few at once; one that fails does not hide the others.</summary>
    private async Task<IReadOnlyList<(IReadOnlyList<CertificateOption> Options, FailureException? Failure)>> AskAllAsync(
        string personId, IReadOnlyList<SignatureEntry> entries, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<int, (IReadOnlyList<CertificateOption>, FailureException?)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, entries.Count, options, async (n, stop) =>
        {
            try
            {
                found[n] = (await ListAsync(personId, entries[n], stop), null);
            }
            catch (FailureException e)
            {
                found[n] = ([], e);
            }
        });
        return [.. Enumerable.Range(0, entries.Count).Select(n => found[n])];
    }
}
