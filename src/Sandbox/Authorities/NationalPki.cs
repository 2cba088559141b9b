using KonTum.Tthc.Sandbox.Demonstration;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>
/// The country's trust tree in small: one root, one issuing authority per provider, the timestamp authority, and the certificates
/// of the demonstration people. Made at first start, read afterwards.
/// </summary>
internal sealed partial class NationalPki(
    DataDirectory directory, PublicAddress address, DemonstrationPeople people, TimeProvider time, ILogger<NationalPki> logger)
{
    public const string RootSlug = "root";
    private const string AddressFile = "pki/public-url";
    private const int RootBits = 3072;
    private const int Bits = 2048;
    private const int DaysPerYear = 365;

    private Tree? tree;

    public Authority Root => Loaded.Root;

    public IReadOnlyList<Authority> IssuingAuthorities => Loaded.Issuing;

    public Credential TimestampAuthority => Loaded.Timestamps;

    public IReadOnlyList<PersonalCertificate> PersonalCertificates => Loaded.Personal;

    private Tree Loaded => tree ?? throw new InvalidOperationException("The certificates are asked for before the sandbox has started.");

    /// <summary>Root or issuing authority of this path name; null when there is none.</summary>
    public Authority? FindAuthority(string slug) =>
        Loaded.Issuing.Prepend(Loaded.Root).FirstOrDefault(authority => authority.Slug.Equals(slug, StringComparison.OrdinalIgnoreCase));

    /// <summary>The certificates of one account; null when the authority knows no such account.</summary>
    public IReadOnlyList<PersonalCertificate>? FindAccount(string caName, string userId)
    {
        var found = Loaded.Personal
            .Where(certificate => certificate.Account.UserId == userId
                && certificate.Authority.CaName.Equals(caName, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return found.Count == 0 ? null : found;
    }

    public PersonalCertificate? FindBySerial(string serial) =>
        Loaded.Personal.FirstOrDefault(certificate => certificate.SerialNumber.Equals(serial, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every certificate that an authority of this tree has issued: only these are "good" to the status responder.</summary>
    public bool HasIssued(Authority authority, string serial)
    {
        IEnumerable<Credential> issued = authority.Slug == RootSlug
            ? Loaded.Issuing.Select(ca => ca.Credential).Append(Loaded.Timestamps).Append(Loaded.Root.Responder)
            : Loaded.Personal.Where(certificate => certificate.Authority == authority).Select(certificate => certificate.Credential)
                .Append(authority.Responder);
        return issued.Any(credential => credential.SerialNumber == serial);
    }

    /// <summary>
    /// Reads the tree, or makes what is missing. When the sandbox has moved to another address, the certificates that carry links are
    /// written anew with the same keys, serial numbers and dates. A real authority must not do that; here it keeps status answers
    /// reachable and lets a signing that waited across the restart finish.
    /// </summary>
    public void ReadOrMake()
    {
        using var alone = directory.LockForFirstStart();
        var madeFor = directory.Read(AddressFile);
        var moved = madeFor is not null && madeFor != address.Url;
        if (moved)
            LogMoved(logger, madeFor!, address.Url);

        var now = time.GetUtcNow();
        // Longer than the oldest demonstration certificate, so that chains are in time then as well.
        var rootDates = (now.AddDays(-6 * DaysPerYear), now.AddDays(20 * DaysPerYear));
        var dates = (now.AddDays(-5 * DaysPerYear), now.AddDays(10 * DaysPerYear));
        var rootKey = KeyPairs.ReadOrMake(directory, "pki/root", RootBits, null, renew: false, rootDates, terms => CertificateIssue.Root(
            Name("Vietnam National Root CA (sandbox)", "Demonstration only, not the national authority"), terms));
        var root = new Authority(RootSlug, "", rootKey, Responder(RootSlug, "Vietnam National Root CA (sandbox)", rootKey, dates));
        var rootLinks = StatusLinks.Of(address.Url, RootSlug);
        var timestamps = KeyPairs.ReadOrMake(directory, "pki/tsa", Bits, rootKey, moved, dates, terms => CertificateIssue.TimestampAuthority(
            Name("Timestamp Authority (sandbox)", "Demonstration only, not the national authority"), terms, rootKey, rootLinks));

        var issuing = Providers.All.AsParallel().AsOrdered().Select(provider =>
        {
            var credential = KeyPairs.ReadOrMake(directory, $"pki/{provider.Slug}", Bits, rootKey, moved, dates, terms =>
                CertificateIssue.IssuingAuthority(Name(provider.IssuerName, provider.Organization), terms, rootKey, rootLinks));
            return new Authority(
                provider.Slug, provider.CaName, credential, Responder(provider.Slug, provider.IssuerName, credential, dates));
        }).ToList();

        var personal = people.People
            .SelectMany(person => person.Accounts.SelectMany(account => account.Certificates.Select(plan => (person, account, plan))))
            .ToList().AsParallel().AsOrdered()
            .Select(entry => Personal(issuing, entry.person, entry.account, entry.plan, now, moved))
            .ToList();
        // Last: a crash before this line makes the next start do it all again.
        directory.Write(AddressFile, address.Url);
        tree = new Tree(root, issuing, timestamps, personal);
    }

    private Credential Responder(string slug, string issuerName, Credential issuer, (DateTimeOffset From, DateTimeOffset Until) dates) =>
        KeyPairs.ReadOrMake(directory, $"pki/{slug}-ocsp", Bits, issuer, renew: false, dates, terms =>
            CertificateIssue.StatusResponder(Name($"OCSP {issuerName}", "Demonstration only"), terms, issuer));

    private PersonalCertificate Personal(
        List<Authority> issuing, Person person, SigningAccount account, CertificatePlan plan, DateTimeOffset now, bool moved)
    {
        var authority = issuing.Single(ca => ca.CaName == account.CaName);
        var from = now.AddDays(-plan.StartsDaysAgo);
        var name = new X509Name(
            new List<DerObjectIdentifier> { X509Name.C, X509Name.ST, X509Name.CN, X509Name.UID },
            new List<string> { "VN", person.Province ?? "Kon Tum", person.Name, PersonalCertificate.UidOf(account, plan) });
        var credential = KeyPairs.ReadOrMake(
            directory, $"pki/people/{plan.CertId}", plan.Csc is { Key: "ecdsa" } ? KeyPairs.P256 : Bits, authority.Credential, moved, (from, from.AddDays(plan.LastsDays)), terms =>
                CertificateIssue.Personal(name, person.Email!, terms, authority.Credential, StatusLinks.Of(address.Url, authority.Slug)));
        return new PersonalCertificate(authority, person, account, plan, credential);
    }

    private static X509Name Name(string commonName, string organization) => new(
        new List<DerObjectIdentifier> { X509Name.C, X509Name.O, X509Name.CN }, new List<string> { "VN", organization, commonName });

    [LoggerMessage(
        Level = LogLevel.Information, Message = "The sandbox has moved from {MadeFor} to {Now}: the links in its certificates follow.")]
    private static partial void LogMoved(ILogger logger, string madeFor, string now);

    private sealed record Tree(
        Authority Root, IReadOnlyList<Authority> Issuing, Credential Timestamps, IReadOnlyList<PersonalCertificate> Personal);
}
