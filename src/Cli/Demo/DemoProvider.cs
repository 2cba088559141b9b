using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>A way to sign that the demonstration shows.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Kind">Kind of signature of the profile's entry.</param>
/// <param name="Provider">Provider of the entry.</param>
/// <param name="Gateway">The sandbox's name of the interface, for what shall go wrong.</param>
/// <param name="UserId">The account; null for the first one that the sandbox's people have at the authority.</param>
/// <param name="CertificateId">Which of the account's certificates, by the sandbox's identifier; null for the first usable one.</param>
internal sealed record DemoProvider(
    string Name, SignatureKind Kind, string Provider, string Gateway, string? UserId = null, string? CertificateId = null)
{
    /// <summary>The authorities that the national gateway leads to.</summary>
    private static readonly string[] Authorities = ["VNPT-CA", "Viettel-CA", "CA2", "BkavCA", "FPT-CA", "Newtel-CA", "MISA-CA", "TrustCA"];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<DemoProvider> All { get; } =
    [
        new("vnpt", SignatureKind.SmartCa, "VNPT-CA", "vnpt"),
        new("neac", SignatureKind.NeacSign, "VNPT-CA", "neac"),
        new("neac-blocking", SignatureKind.Remote, "BkavCA", "neac-blocking"),
        new("mysign", SignatureKind.Remote, "Viettel-CA", "mysign"),
        new("misa", SignatureKind.Remote, "MISA-CA", "misa"),
        new("csc1-implicit", SignatureKind.Remote, "CSC-DEMO-1", "csc1", "062190004417"),
        new("csc1-explicit", SignatureKind.Remote, "CSC-DEMO-1", "csc1", "062085001236", "9531985d-5d9d-49f8-9818-e811892f902b"),
        new("csc1-oauth2", SignatureKind.Remote, "CSC-DEMO-1", "csc1", "062195006402"),
        new("csc2", SignatureKind.Remote, "CSC-DEMO-2", "csc2", "062190004417"),
        new("token", SignatureKind.Token, "VNPT-CA", ""),
        .. Authorities.Select(code => new DemoProvider(code, SignatureKind.NeacSign, code, "neac")),
    ];

    /// <summary>Who signs: a citizen of the sandbox with an account at the authority; for a token, any citizen with an identity number.</summary>
    public (Person Person, SigningAccount Account) Signer(IReadOnlyList<Person> people)
    {
        var citizens = people.Where(p => p.Roles.Contains("citizen")).ToList();
        if (Kind == SignatureKind.Token)
        {
            var holder = citizens.First(p => p.IdentityNumber is not null);
            return (holder, new SigningAccount(holder.IdentityNumber!, Provider));
        }

        var found = citizens.SelectMany(p => (p.SigningAccounts ?? []).Select(a => (p, a)))
            .FirstOrDefault(x => x.a.CaName == Provider && (UserId is null || x.a.UserId == UserId));
        return found.p is null
            ? throw new RefusedException(
                "DEMO_ACCOUNT_MISSING", $"Không có người trình diễn nào có tài khoản {Provider}.", $"No demonstration person has an account at {Provider}.")
            : found;
    }
}
