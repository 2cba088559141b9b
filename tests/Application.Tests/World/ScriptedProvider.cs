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

    public IReadOnlyList<SignatureProvider> Providers { get; } =
    [
        new("VNPT-CA", "VNPT-CA", [SignatureKind.NeacSign, SignatureKind.SmartCa]),
        new("Viettel-CA", "Viettel-CA", [SignatureKind.NeacSign]),
    ];

    /// <summary>What the calls fail with as long as it is set.</summary>
    public Failure? ListingFails { get; set; }

    public Failure? ReservingFails { get; set; }

    public Failure? StartingFails { get; set; }

    public Failure? PollingFails { get; set; }

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
    public Action? OnNextStart { get; set; }

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
        TimeSpan? endsIn = null)
    {
        var now = time.GetUtcNow();
        var facts = new CertificateFacts(
            serial, "Nguyễn Văn Kiểm Thử", email, "Sandbox CA", identity,
            now + (beginsIn ?? TimeSpan.FromDays(-10)), now + (endsIn ?? TimeSpan.FromDays(300)), fit, trusted, [Encoding.ASCII.GetBytes(serial)]);
        _facts[serial] = facts;
        Put(account, new RemoteCertificate(serial, facts.Chain, CertificateUse.Personal, active));
        return facts;
    }

    /// <summary>Adds something that is not a certificate.</summary>
    public void IssueGarbage(string account) => Put(account, new RemoteCertificate("00", ["garbage"u8.ToArray()], CertificateUse.Unknown, true));

    /// <summary>The person confirms what was asked last.</summary>
    public void Confirm() => Outcome = new RemoteOutcome.Signed(
        Asked[^1].Documents.ToDictionary(d => d.DocumentId, d => ScriptedSigner.SignatureOf(d.Digest)));

    public Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(SignatureEntry entry, CancellationToken cancellationToken)
    {
        ThrowIf(ListingFails);
        ThrowIf(AccountFails.GetValueOrDefault(entry.Account));
        return Task.FromResult<IReadOnlyList<RemoteCertificate>>(
            _accounts.TryGetValue(entry.Account, out var certificates) ? certificates : throw Failures.AccountUnknown.Because());
    }

    public Task<string> ReserveTransactionAsync(SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        ThrowIf(ReservingFails);
        return Task.FromResult($"T{++_transactions}");
    }

    public Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        ThrowIf(StartingFails);
        Asked.Add(request);
        var meanwhile = OnNextStart;
        OnNextStart = null;
        meanwhile?.Invoke();
        return Task.FromResult(new StartedRemoteSigning("ref-" + request.Transaction, Lifetime));
    }

    public Task<RemoteOutcome> PollAsync(
        SignatureEntry entry, string transaction, string providerReference, CancellationToken cancellationToken)
    {
        ThrowIf(PollingFails);
        Polled.Add((transaction, providerReference));
        return Task.FromResult(Asked.Any(a => a.Transaction == transaction) ? Outcome : new RemoteOutcome.Unknown());
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
