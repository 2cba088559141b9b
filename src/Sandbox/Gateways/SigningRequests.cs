using System.Collections.Concurrent;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>What a tap on the phone led to: the request as it is now, and whether this tap made it so.</summary>
internal sealed record Settlement(SigningRequest Request, SigningState State, bool Won);

/// <summary>
/// The requests of all gateways. What waits is held in memory, because callers ask for it many times a second; every change is on disk
/// before anybody hears of it. A request is settled once: of two taps at the same moment one is let through.
/// </summary>
internal sealed class SigningRequests(
    RequestStore store, NationalPki pki, RevocationRegister revocations, SignatureFaults faults, TimeProvider time)
{
    /// <summary>Finished requests leave the memory after this time, and are found on disk from then on.</summary>
    private static readonly TimeSpan KeptInMemory = TimeSpan.FromMinutes(10);

    /// <summary>How long a provider that signs late takes for it, once it has said that the request expired.</summary>
    private static readonly TimeSpan LateBy = TimeSpan.FromSeconds(2);

    private const int StartsBetweenSweeps = 1000;

    private readonly ConcurrentDictionary<Guid, Entry> byId = new();
    private readonly ConcurrentDictionary<(string Gateway, string TransactionId), Entry> byTransaction = new();
    private int starts;

    private sealed class Entry(SigningRequest request)
    {
        private int claimed;

        public SigningRequest Request { get; } = request;

        /// <summary>Set when the caller is told, by an answer or by the end of a call, that a request which will be signed late expired.</summary>
        public bool CallerWasToldItExpired { get; set; }

        /// <summary>Completed by the tap that won, when its outcome is on disk.</summary>
        public TaskCompletionSource Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryClaim() => Interlocked.Exchange(ref claimed, 1) == 0;
    }

    /// <summary>A request waits for the phone. Told after it is on disk.</summary>
    public event Action<SigningRequest>? Started;

    /// <summary>A request has its outcome. Told after it is on disk. A request that merely expires is not told.</summary>
    public event Action<SigningRequest>? Settled;

    /// <summary>Reads what waited when the sandbox stopped.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        foreach (var request in await store.WaitingAsync(time.GetUtcNow(), cancellation))
            Hold(new Entry(request));
    }

    /// <returns>False when the gateway has already seen this transaction id.</returns>
    public async Task<bool> TryStartAsync(SigningRequest request, CancellationToken cancellation)
    {
        var entry = new Entry(request);
        if (!byTransaction.TryAdd((request.Gateway, request.TransactionId), entry))
            return false;
        var fault = faults.AtTheStart(request);
        if (fault is { Fault: FaultKind.Expire or FaultKind.LateAnswer })
        {
            request.ExpiresAt = request.CreatedAt + fault.SecondsOr(0);
            request.IsSignedLate = fault.Fault == FaultKind.LateAnswer;
        }

        if (!await store.AddAsync(request))
        {
            byTransaction.TryRemove((request.Gateway, request.TransactionId), out _);
            return false;
        }

        byId[request.Id] = entry;
        if (Interlocked.Increment(ref starts) % StartsBetweenSweeps == 0)
            Sweep();
        Started?.Invoke(request);
        if (fault is { Fault: FaultKind.Reject })
        {
            var rejection = TapAfterAsync(fault.SecondsOr(0), () => RejectAsync(request.Id, CancellationToken.None));
            if (fault.Seconds is null or 0)
                await rejection;
        }

        return true;
    }

    /// <summary>Finds by the transaction id, or else by the provider's own id: the documents do not settle which one is asked for.</summary>
    public async Task<SigningRequest?> FindAsync(string gateway, string transaction, CancellationToken cancellation)
    {
        if (byTransaction.TryGetValue((gateway, transaction), out var entry))
            return await TellAsync(entry, cancellation);
        if (await store.FindAsync(gateway, transaction, cancellation) is { } old)
            return old;
        return Guid.TryParse(transaction, out var id) && await FindAsync(id, cancellation) is { } request && request.Gateway == gateway
            ? request
            : null;
    }

    public async Task<SigningRequest?> FindAsync(Guid id, CancellationToken cancellation) =>
        byId.TryGetValue(id, out var entry) ? await TellAsync(entry, cancellation) : await store.FindAsync(id, cancellation);

    /// <summary>What waits for a tap now, oldest first; each filter applies when given.</summary>
    public IReadOnlyList<SigningRequest> Waiting(string? userId, string? caName)
    {
        var now = time.GetUtcNow();
        var name = string.IsNullOrEmpty(caName) ? null : Providers.Find(caName)?.CaName ?? "";
        return byId.Values.Select(entry => entry.Request)
            .Where(request => CanBeTapped(request, now)
                && (string.IsNullOrEmpty(userId) || request.UserId == userId)
                && (name is null || request.CaName == name))
            .OrderBy(request => request.CreatedAt).ThenBy(request => request.Id).ToList();
    }

    /// <summary>For interfaces whose call returns only after the phone: done when the request is settled or has expired.</summary>
    public async Task<SigningRequest> WaitAsync(SigningRequest request, CancellationToken cancellation)
    {
        if (!byId.TryGetValue(request.Id, out var entry))
            return request;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var left = request.ExpiresAt - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.WhenAny(entry.Settled.Task, Task.Delay(left, time, stop.Token));
        cancellation.ThrowIfCancellationRequested();
        await stop.CancelAsync();
        SignLateOnceTold(entry);
        return request;
    }

    /// <returns>Null when there is no such request.</returns>
    public Task<Settlement?> ConfirmAsync(Guid id, CancellationToken cancellation) => TapAsync(id, ConfirmAsync, cancellation);

    /// <returns>Null when there is no such request.</returns>
    public Task<Settlement?> RejectAsync(Guid id, CancellationToken cancellation) =>
        TapAsync(id, entry => SettleAsync(entry, SigningState.Rejected, null), cancellation);

    /// <summary>Remembers an id that the gateway hands out.</summary>
    public async Task<string> IssueTransactionAsync(string caName, string userId)
    {
        var transaction = new IssuedTransaction { TransactionId = Guid.NewGuid().ToString(), CaName = caName, UserId = userId };
        await store.AddIssuedAsync(transaction);
        return transaction.TransactionId;
    }

    public Task<bool> HasIssuedAsync(string transactionId, string caName, string userId, CancellationToken cancellation) =>
        store.HasIssuedAsync(transactionId, caName, userId, cancellation);

    private static bool CanBeTapped(SigningRequest request, DateTimeOffset now) =>
        request.State == SigningState.Waiting && (now < request.ExpiresAt || request.IsSignedLate);

    private void Hold(Entry entry)
    {
        byId[entry.Request.Id] = entry;
        byTransaction[(entry.Request.Gateway, entry.Request.TransactionId)] = entry;
    }

    private void Sweep()
    {
        var old = time.GetUtcNow() - KeptInMemory;
        foreach (var (id, entry) in byId)
            if ((entry.Request.SettledAt ?? entry.Request.ExpiresAt) < old && byId.TryRemove(id, out _))
                byTransaction.TryRemove((entry.Request.Gateway, entry.Request.TransactionId), out _);
    }

    /// <summary>A request that is signed late is signed once its caller was told that it expired.</summary>
    private async Task<SigningRequest> TellAsync(Entry entry, CancellationToken cancellation)
    {
        var request = entry.Request;
        if (!request.IsSignedLate || request.StateAt(time.GetUtcNow()) != SigningState.Expired)
            return request;
        if (entry.CallerWasToldItExpired)
            await ConfirmAsync(request.Id, cancellation);
        SignLateOnceTold(entry);
        return request;
    }

    private void SignLateOnceTold(Entry entry)
    {
        var request = entry.Request;
        if (entry.CallerWasToldItExpired || !request.IsSignedLate || request.StateAt(time.GetUtcNow()) != SigningState.Expired)
            return;
        entry.CallerWasToldItExpired = true;
        _ = TapAfterAsync(LateBy, () => ConfirmAsync(request.Id, CancellationToken.None));
    }

    private async Task<Settlement?> TapAsync(Guid id, Func<Entry, Task> settle, CancellationToken cancellation)
    {
        if (!byId.TryGetValue(id, out var entry))
            return await store.FindAsync(id, cancellation) is { } old ? new Settlement(old, old.StateAt(time.GetUtcNow()), Won: false) : null;
        var request = entry.Request;
        if (!CanBeTapped(request, time.GetUtcNow()))
            return new Settlement(request, request.StateAt(time.GetUtcNow()), Won: false);
        var won = entry.TryClaim();
        if (won)
            await settle(entry);
        else
            await entry.Settled.Task.WaitAsync(cancellation);
        return new Settlement(request, request.State, won);
    }

    private async Task ConfirmAsync(Entry entry)
    {
        var request = entry.Request;
        var certificate = pki.FindBySerial(request.SerialNumber);
        if (faults.AfterTheTap(request) is { } fault)
            await SettleAsync(entry, SigningState.Failed, (FailureOf(fault.Fault), fault.Code, fault.Message));
        else if (certificate is null || await revocations.StateAsync(certificate, CancellationToken.None) != CertificateState.Valid)
            await SettleAsync(entry, SigningState.Failed, (SigningFailure.CertificateUnusable, null, null));
        else
        {
            var signatures = faults.Sign(certificate, request.Documents.ConvertAll(document => document.Digest), request.Gateway);
            foreach (var (document, signature) in request.Documents.Zip(signatures))
                document.Signature = signature;
            await SettleAsync(entry, SigningState.Signed, null);
        }
    }

    private static SigningFailure FailureOf(FaultKind fault) => fault switch
    {
        FaultKind.QuotaUsedUp => SigningFailure.QuotaUsedUp,
        FaultKind.AccountUnknown => SigningFailure.AccountUnknown,
        FaultKind.RevokedCertificate or FaultKind.ExpiredCertificate => SigningFailure.CertificateUnusable,
        _ => SigningFailure.Other,
    };

    private async Task SettleAsync(Entry entry, SigningState state, (SigningFailure Why, string? Code, string? Message)? failure)
    {
        var request = entry.Request;
        var now = time.GetUtcNow();
        await store.SettleAsync(request, state, now, failure);
        request.SettledAt = now;
        (request.Failure, request.FailureCode, request.FailureMessage) = (failure?.Why, failure?.Code, failure?.Message);
        request.State = state;
        entry.Settled.SetResult();
        Settled?.Invoke(request);
    }

    private async Task TapAfterAsync(TimeSpan delay, Func<Task> tap)
    {
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, time);
        await tap();
    }
}
