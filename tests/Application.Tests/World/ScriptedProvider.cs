using System.Text;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>A signing provider whose phone is in the test's hand. It is also the inspector of the certificates that it makes up.</summary>
public sealed class ScriptedProvider(TimeProvider time) : IRemoteSigning, ICertificateInspector
{
    private readonly Dictionary<string, List<RemoteCertificate>> _accounts = [];
    private readonly Dictionary<string, CertificateFacts> _facts = [];
    private int _transactions;
    private int _listings;

    public IReadOnlyList<SignatureProvider> Providers { get; } =
    [
        new("VNPT-CA", "VNPT-CA", [SignatureKind.NeacSign, SignatureKind.SmartCa], HasLogo: false, [10, 10], []),
        new("Viettel-CA", "Viettel-CA", [SignatureKind.NeacSign], HasLogo: false, [10], []),
        new("Token", "USB Token", [SignatureKind.Token], HasLogo: false, [10], []),
    ];

    /// <summary>What the calls fail with as long as it is set.</summary>
    public Failure? ListingFails { get; set; }

    public Failure? ReservingFails { get; set; }

    public Failure? StartingFails { get; set; }

    public Failure? PollingFails { get; set; }

    /// <summary>It cannot tell whether an earlier question arrived.</summary>
    public bool CannotTell { get; set; }

    /// <summary>Most documents of one confirmation.</summary>
    public int MaxDocuments { get; set; } = 10;

    /// <summary>What the person has to give first.</summary>
    public RequiredAuthorization? Wants { get; set; }

    /// <summary>What giving the right PIN leads to; null for what was confirmed with it.</summary>
    public RemoteOutcome? Authorized { get; set; }

    public int AuthorizationsAsked { get; private set; }

    /// <summary>Accounts that are being asked for certificates, and how many at most at once.</summary>
    public int MostListingsAtOnce { get; private set; }

    /// <summary>What happens during a listing; told is how many there are at once.</summary>
    public Func<int, Task> DuringListing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Failures of single accounts' listings.</summary>
    public Dictionary<string, Failure> AccountFails { get; } = [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What the person has done on the phone so far.</summary>
    public RemoteOutcome Outcome { get; set; } = new RemoteOutcome.Pending();

    public Dictionary<string, bool?> Revocation { get; } = [];

    /// <summary>Every request that reached the provider, repeated ones too.</summary>
    public List<RemoteSigningRequest> Asked { get; } = [];

    public List<(string Transaction, string Reference)> Polled { get; } = [];

    /// <summary>Phones that rang: a repeated transaction does not ring again.</summary>
    public IEnumerable<string> Rang => Asked.Select(a => a.Transaction).Distinct();

    /// <summary>Runs once when a request arrives, before it is answered.</summary>
    public Func<Task>? OnNextStart { get; set; }

    /// <summary>Runs once when it is asked whether the person has confirmed, before it answers.</summary>
    public Func<Task>? OnNextPoll { get; set; }

    /// <summary>Runs once when it is given a PIN or one-time password, before it answers.</summary>
    public Func<Task>? OnNextAuthorization { get; set; }

    /// <summary>Adds a certificate to an account.</summary>
    public CertificateFacts Issue(
        string account,
        string serial,
        bool active = true,
        bool fit = true,
        bool trusted = true,
        string identity = "CCCD:062090000001",
        string email = "",
        TimeSpan? beginsIn = null,
        TimeSpan? endsIn = null,
        CertificateUse use = CertificateUse.Personal,
        bool suspended = false,
        string credentialId = "",
        int? maxDocuments = null)
    {
        var now = time.GetUtcNow();
        var facts = new CertificateFacts(
            serial, "Nguyễn Văn Kiểm Thử", email, "Sandbox CA", identity,
            now + (beginsIn ?? TimeSpan.FromDays(-10)), now + (endsIn ?? TimeSpan.FromDays(300)), fit, trusted, [Encoding.ASCII.GetBytes(serial)]);
        _facts[serial] = facts;
        Put(account, new RemoteCertificate(serial, facts.Chain, use, active, credentialId, suspended) { MaxDocuments = maxDocuments });
        return facts;
    }

    /// <summary>Adds something that is not a certificate.</summary>
    public void IssueGarbage(string account) => Put(account, new RemoteCertificate("00", ["garbage"u8.ToArray()], CertificateUse.Unknown, true));

    /// <summary>The person confirms what was asked last.</summary>
    public void Confirm() => Outcome = new RemoteOutcome.Signed(
        Asked[^1].Documents.ToDictionary(d => d.DocumentId, d => ScriptedSigner.SignatureOf(d.Digest)));

    /// <summary>The person signs what the token was given.</summary>
    public static byte[] TokenChain(string serial) => Encoding.ASCII.GetBytes(serial);

    public SigningTraits TraitsOf(SignatureEntry entry) => Providers.Any(p => p.Code == entry.Provider)
        ? new SigningTraits(
            MaxDocuments, Lifetime, new PollPace(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)), entry.Kind == SignatureKind.Token)
        : throw Failures.ProviderUnknown.Because();

    public async Task<RemoteOutcome> AuthorizeAsync(
        RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken)
    {
        AuthorizationsAsked++;
        var meanwhile = OnNextAuthorization;
        OnNextAuthorization = null;
        if (meanwhile is not null) await meanwhile();
        if (authorization.Pin == "locked") throw Failures.CredentialLocked.Because();
        if (authorization.Pin != "123456") throw Failures.PinWrong.Because();
        if (Authorized is not null) return Authorized;
        Confirm();
        return Outcome;
    }

    public Task<AccountConnection> ConnectAccountAsync(
        string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken) =>
        throw Failures.AccountNeedsNoLogin.Because();

    public ProviderLogo? FindLogo(string providerCode) => null;

    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var now = Interlocked.Increment(ref _listings);
        MostListingsAtOnce = Math.Max(MostListingsAtOnce, now);
        await DuringListing(now);
        Interlocked.Decrement(ref _listings);
        ThrowIf(ListingFails);
        ThrowIf(AccountFails.GetValueOrDefault(entry.Account));
        return _accounts.TryGetValue(entry.Account, out var certificates) ? certificates : throw Failures.AccountUnknown.Because();
    }

    public Task<string> ReserveTransactionAsync(SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        ThrowIf(ReservingFails);
        return Task.FromResult($"T{++_transactions}");
    }

    public async Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        ThrowIf(StartingFails);
        if (request.MayHaveBeenAsked && CannotTell) throw Failures.SigningStartUnknown.Because();
        Asked.Add(request);
        var meanwhile = OnNextStart;
        OnNextStart = null;
        if (meanwhile is not null) await meanwhile();
        return new StartedRemoteSigning("ref-" + request.Transaction, Lifetime, Wants);
    }

    public async Task<RemoteOutcome> PollAsync(RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var meanwhile = OnNextPoll;
        OnNextPoll = null;
        if (meanwhile is not null) await meanwhile();
        ThrowIf(PollingFails);
        var transaction = ceremony.Request.Transaction;
        Polled.Add((transaction, ceremony.ProviderReference));
        return Asked.Any(a => a.Transaction == transaction) ? Outcome : new RemoteOutcome.Unknown();
    }

    public CertificateFacts Inspect(IReadOnlyList<byte[]> chain) =>
        _facts.TryGetValue(Encoding.ASCII.GetString(chain[0]), out var facts) ? facts : throw new FormatException();

    public Task<bool?> IsRevokedAsync(CertificateFacts certificate, CancellationToken cancellationToken) =>
        Task.FromResult(Revocation.GetValueOrDefault(certificate.SerialNumber, false));

    private static void ThrowIf(Failure? failure)
    {
        if (failure is not null) throw failure.Because();
    }

    private void Put(string account, RemoteCertificate certificate)
    {
        if (!_accounts.TryGetValue(account, out var list)) _accounts[account] = list = [];
        list.Add(certificate);
    }
}
