using System.Diagnostics;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// Takes ceremonies further on this node. What it holds in memory is a lease on rows and the tickets to ask providers with; the truth is in
/// the event streams, so a node may die at any moment and another one goes on. While a phone rings a ceremony costs a question now and
/// then, and no connection, transaction or thread in between.
/// </summary>
internal sealed partial class SigningWorker : IHostedService, IWokenBySignings, IDisposable
{
    /// <summary>What is due in the same moment goes together: not every one of ten thousand for itself.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(15);

    /// <summary>At most one question a second for hints, however many come.</summary>
    private static readonly TimeSpan HintDistance = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly SigningWorkTable _table;
    private readonly NodeLease _lease;
    private readonly SigningChanges _changes;
    private readonly SigningWakes _wakes;
    private readonly IServiceScopeFactory _scopes;
    private readonly IRemoteSigning _remote;
    private readonly SigningWorkPace _pace;
    private readonly SigningWorkTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<SigningWorker> _log;
    private readonly PollRhythm _rhythm;
    private readonly int _stepsAtOnce;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, HeldSigning> _held = [];
    private readonly Dictionary<string, HeldSigning> _byKey = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(HeldSigning Signing, long Stamp), DateTimeOffset> _timer = new();
    private readonly Dictionary<string, Lane> _polls = new(StringComparer.Ordinal);
    private readonly Lane _steps;
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly SemaphoreSlim _free = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly IDisposable? _onStopping;
    private Task _loops = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private Task? _handOver;
    private long _stamp;
    private int _waiting;

    public SigningWorker(
        SigningWorkTable table,
        NodeLease lease,
        SigningChanges changes,
        SigningWakes wakes,
        IServiceScopeFactory scopes,
        IRemoteSigning remote,
        SigningPace pace,
        SigningWorkPace workPace,
        SigningWorkTelemetry telemetry,
        TimeProvider time,
        ILogger<SigningWorker> log,
        PollRhythm rhythm,
        IHostApplicationLifetime? lifetime = null)
    {
        (_table, _lease, _changes, _wakes, _scopes, _remote) = (table, lease, changes, wakes, scopes, remote);
        (_pace, _telemetry, _time, _log, _rhythm) = (workPace, telemetry, time, log, rhythm);
        _stepsAtOnce = Math.Clamp(pace.Lanes, 1, 64);
        _steps = new Lane(_stepsAtOnce);
        _telemetry.Observe(() => Held, () => Volatile.Read(ref _waiting));
        // Requests may go on for a while when a node goes down; its ceremonies shall not wait for them.
        _onStopping = lifetime?.ApplicationStopping.Register(() => _ = HandOverAsync());
    }

    /// <summary>How many ceremonies this node holds.</summary>
    public int Held
    {
        get
        {
            lock (_lock) return _held.Count;
        }
    }

    private int Running
    {
        get
        {
            lock (_lock) return _steps.Load + _polls.Values.Sum(l => l.Load);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _wakes.Connect(this);
        // Nothing of the start's context may go into the loops.
        using (ExecutionContext.SuppressFlow())
        {
            _renewing = Task.Run(RenewAsync, CancellationToken.None);
            _loops = Task.WhenAll(Task.Run(ClaimAsync, CancellationToken.None), Task.Run(RunTimerAsync, CancellationToken.None));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => HandOverAsync();

    public void Dispose()
    {
        _onStopping?.Dispose();
        _stopping.Dispose();
        _abandon.Dispose();
        _due.Dispose();
        _free.Dispose();
    }

    void IWokenBySignings.Due(Guid? signingId)
    {
        if (signingId is { } id && Wake(id)) return;
        Signal(_free);
    }

    void IWokenBySignings.Touched(Guid signingId) => Wake(signingId);

    bool IWokenBySignings.TryHint(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var signing)) return false;
            if (signing.IsBusy) signing.AskAgain = true;
            else if (SoonestQuestion(signing) is var soonest && soonest < signing.Due) Schedule(signing, soonest);
            return true;
        }
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        try
        {
            if (semaphore.CurrentCount == 0) semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else woke it in the same moment.
        }
        catch (ObjectDisposedException)
        {
            // The node is gone.
        }
    }

    /// <summary>Gives a signing that is held here a step at once; false when it is not held here.</summary>
    private bool Wake(Guid signingId)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(signingId, out var signing)) return false;
            if (signing.IsBusy)
            {
                signing.WakeAgain = true;
            }
            else
            {
                Forget(signing);
                signing.IsBusy = true;
                _steps.Run(() => StepAsync(signing));
            }

            return true;
        }
    }

    private async Task RenewAsync()
    {
        var told = false;
        while (!_abandon.IsCancellationRequested)
        {
            var wait = _pace.Renewal;
            try
            {
                using var atMost = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
                atMost.CancelAfter(_pace.NodeLease / 2);
                var first = _lease.Node == Guid.Empty;
                if (await _lease.RenewAsync(atMost.Token))
                {
                    told = false;
                    if (first) Signal(_free);
                }
                else
                {
                    LogLeaseLost();
                    DropAll();
                    continue; // with a new name at once
                }
            }
            catch (Exception) when (_abandon.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing is lost: the schedule is in the database. Another node that reaches it goes on.
                if (!told) LogUnreachable(e);
                told = true;
                wait = _pace.Renewal / 4;
            }

            await WaitAsync(wait, _abandon.Token);
        }
    }

    private async Task ClaimAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var woken = await _free.WaitAsync(_pace.IdleLook, _stopping.Token);
                if (!_lease.IsHeld) continue;
                // Only at the idle looks: a dead node's time does not run out sooner because work comes in.
                if (!woken && await _table.BuryAsync(_stopping.Token) is > 0 and var nodes) _telemetry.TookOver(nodes);
                await ClaimOnceAsync();
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                // Our own time has run out; the renewal notices, and takes a new name.
            }
            catch (Exception e)
            {
                LogNotClaimed(e);
                await WaitAsync(_pace.IdleLook, _stopping.Token);
            }
        }
    }

    /// <summary>Takes as many as this node can begin soon; the rest is for the others, or for later.</summary>
    private async Task ClaimOnceAsync()
    {
        while (_lease.IsHeld && !_stopping.IsCancellationRequested)
        {
            var room = (4 * _stepsAtOnce) - _steps.Load;
            if (room <= 0) return; // the next step that ends looks again
            var (node, now) = (_lease.Node, _time.GetUtcNow());
            var claimed = await _table.ClaimAsync(node, now, room, _stopping.Token);
            lock (_lock)
            {
                if (node != _lease.Node) return;
                foreach (var row in claimed)
                {
                    var signing = new HeldSigning(row, node) { IsBusy = true };
                    _held[row.SigningId] = signing;
                    _steps.Run(() => StepAsync(signing));
                }
            }

            if (claimed.Count < room) return;
        }
    }

    private async Task RunTimerAsync()
    {
        var turns = new List<HeldSigning>();
        while (!_stopping.IsCancellationRequested)
        {
            var wait = _pace.IdleLook;
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                while (_timer.TryPeek(out var entry, out var due))
                {
                    if (entry.Stamp == entry.Signing.Stamp && !entry.Signing.IsBusy)
                    {
                        if (due > now)
                        {
                            if (due - now < wait) wait = due - now;
                            break;
                        }

                        entry.Signing.IsBusy = true;
                        turns.Add(entry.Signing);
                    }

                    _timer.Dequeue();
                }
            }

            foreach (var signing in turns) Begin(signing);
            turns.Clear();
            try
            {
                await _due.WaitAsync(wait < Tick ? Tick : wait, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Gives a signing its turn: a question as long as the person is waited for, else a step.</summary>
    private void Begin(HeldSigning signing)
    {
        if (signing.Ticket is { } ticket && _time.GetUtcNow() < ticket.ExpiresAt)
        {
            var entry = ticket.Ceremony.Request.Entry;
            LaneOf($"{entry.Provider}/{entry.Kind}").Run(() => AskAsync(signing, ticket));
        }
        else
        {
            _steps.Run(() => StepAsync(signing));
        }
    }

    private Lane LaneOf(string provider)
    {
        lock (_lock)
        {
            if (!_polls.TryGetValue(provider, out var lane)) _polls[provider] = lane = new Lane(Math.Clamp(_pace.PollsAtOnce, 1, 1024));
            return lane;
        }
    }

    /// <summary>Asks the provider. Nothing but another answer than "pending" reaches the database.</summary>
    private async Task AskAsync(HeldSigning signing, PollTicket ticket)
    {
        if (!MayTouch(signing)) return;
        var provider = ticket.Ceremony.Request.Entry.Provider;
        signing.AskedAt = _time.GetTimestamp();
        RemoteOutcome outcome;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_lease.Held, _stopping.Token);
            outcome = await _remote.PollAsync(ticket.Ceremony, stop.Token);
        }
        catch (FailureException e) when (e.Failure.Kind != FailureKind.Unavailable)
        {
            outcome = new RemoteOutcome.Failed(e.Failure);
        }
        catch (Exception e)
        {
            _telemetry.Polled(provider, "none");
            if (!MayTouch(signing)) return;
            if (e is not (FailureException or OperationCanceledException)) LogNotAsked(e, signing.Id);
            signing.Silences++;
            Yield(signing, PollRhythm.AfterSilence(ticket.Pace.First, signing.Silences));
            return;
        }

        _telemetry.Polled(provider, outcome.GetType().Name);
        if (!MayTouch(signing)) return;
        signing.Silences = 0;
        if (outcome is RemoteOutcome.Pending)
        {
            signing.Interval = PollRhythm.Next(ticket.Pace, _time.GetElapsedTime(signing.WaitingSince), signing.Interval);
            Yield(signing, signing.Interval);
            return;
        }

        lock (_lock)
        {
            Forget(signing);
            (signing.Observed, signing.ObservedAt) = (outcome, _time.GetTimestamp());
        }

        _steps.Run(() => StepAsync(signing), urgent: true);
    }

    /// <summary>Takes one step of the flow.</summary>
    private async Task StepAsync(HeldSigning signing)
    {
        try
        {
            if (_stopping.IsCancellationRequested || !MayTouch(signing)) return;
            lock (_lock) signing.WakeAgain = false;
            var next = await AdvanceAsync(signing);
            if (!MayTouch(signing)) return;
            await TakeAsync(signing, next);
        }
        catch (Exception e)
        {
            await FailAsync(signing, e);
        }
        finally
        {
            if (_steps.Load <= _stepsAtOnce) Signal(_free);
        }
    }

    private async Task<NextLook> AdvanceAsync(HeldSigning signing)
    {
        // A child of the call that started the signing, on whichever node it runs.
        ActivityContext.TryParse(signing.TraceParent, null, isRemote: true, out var parent);
        using var activity = SigningWorkTelemetry.Source.StartActivity("advance signing", ActivityKind.Consumer, parent);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_lease.Held, _abandon.Token);
        await using var scope = _scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StepScope>().Begin();
        var observed = signing.Observed;
        activity?.SetTag("tthc.observed", observed?.GetType().Name);
        var next = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new AdvanceSigning(signing.Id, observed, TicketFirst: true), stop.Token);
        if (observed is RemoteOutcome.Signed) _telemetry.Finished(_time.GetElapsedTime(signing.ObservedAt));
        _telemetry.Stepped(next.Due is null ? "done" : next.Ticket is null ? "again" : "waiting");
        return next;
    }

    private async Task TakeAsync(HeldSigning signing, NextLook next)
    {
        (signing.Observed, signing.Failures) = (null, 0);
        bool again;
        lock (_lock) again = signing.WakeAgain;
        if (next.Due is null && !again)
        {
            // Scheduled again in the meantime: then it is anyone's, and begins anew.
            var removed = await _table.RemoveAsync(signing.Node, signing.Id, signing.Revision, _abandon.Token);
            if (!removed) await _table.ReleaseAsync(signing.Node, signing.Id, _abandon.Token);
            lock (_lock) Drop(signing);
            if (!removed) Signal(_free);
            return;
        }

        lock (_lock)
        {
            if (next.Ticket is { } ticket)
            {
                if (signing.Ticket is null) Interlocked.Increment(ref _waiting);
                (signing.Ticket, signing.Interval, signing.Silences) = (ticket, ticket.Pace.First, 0);
                if (signing.WaitingSince == 0) signing.WaitingSince = _time.GetTimestamp();
                signing.Keys = [.. HintKey.Of(ticket)];
                foreach (var key in signing.Keys) _byKey[key] = signing;
            }

            signing.IsBusy = false;
        }

        if (again) Wake(signing.Id);
        else lock (_lock) Schedule(signing, next.Due!.Value);
    }

    private async Task FailAsync(HeldSigning signing, Exception e)
    {
        // A cancellation while the node goes down, or under a lease that is lost, is no failure. One that is neither is someone's timeout.
        if (_stopping.IsCancellationRequested || !MayTouch(signing)) return;
        var delay = TimeSpan.Zero;
        if (e is not FailureException { Failure: var failure } || failure != Failures.ChangedMeanwhile)
        {
            signing.Failures++;
            _telemetry.Stepped("failed");
            LogStepFailed(e, signing.Id, signing.Failures);
            delay = TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, Math.Pow(2, Math.Min(signing.Failures - 1, 10))));
            try
            {
                await _table.PostponeAsync(signing.Node, signing.Id, _time.GetUtcNow() + delay, signing.Failures, _abandon.Token);
            }
            catch (Exception)
            {
                // For the eyes of operators only; if the database is away, others say so.
            }
        }

        lock (_lock)
        {
            signing.IsBusy = false;
            Schedule(signing, _time.GetUtcNow() + delay);
        }
    }

    /// <summary>Ends a turn that was a question.</summary>
    private void Yield(HeldSigning signing, TimeSpan interval)
    {
        lock (_lock)
        {
            signing.IsBusy = false;
            if (signing.WakeAgain)
            {
                Wake(signing.Id);
                return;
            }

            var due = _time.GetUtcNow() + _rhythm.Shake(interval);
            if (signing.AskAgain && SoonestQuestion(signing) is var soonest && soonest < due) due = soonest;
            signing.AskAgain = false;
            if (signing.Ticket is { } ticket && ticket.ExpiresAt < due) due = ticket.ExpiresAt;
            Schedule(signing, due);
        }
    }

    private DateTimeOffset SoonestQuestion(HeldSigning signing)
    {
        var now = _time.GetUtcNow();
        var since = signing.AskedAt == 0 ? HintDistance : _time.GetElapsedTime(signing.AskedAt);
        return since >= HintDistance ? now : now + HintDistance - since;
    }

    private void Schedule(HeldSigning signing, DateTimeOffset due)
    {
        if (!_held.ContainsKey(signing.Id)) return;
        (signing.Due, signing.Stamp) = (due, ++_stamp);
        _timer.Enqueue((signing, signing.Stamp), due);
        if (due - _time.GetUtcNow() < _pace.IdleLook) Signal(_due);
    }

    /// <summary>The ticket is no longer good: what comes next is a step.</summary>
    private void Forget(HeldSigning signing)
    {
        if (signing.Ticket is null) return;
        Interlocked.Decrement(ref _waiting);
        (signing.Ticket, signing.Stamp) = (null, 0);
        foreach (var key in signing.Keys)
        {
            if (_byKey.TryGetValue(key, out var other) && other == signing) _byKey.Remove(key);
        }

        signing.Keys = [];
    }

    private void Drop(HeldSigning signing)
    {
        Forget(signing);
        signing.Stamp = 0;
        if (_held.TryGetValue(signing.Id, out var present) && present == signing) _held.Remove(signing.Id);
    }

    private void DropAll()
    {
        lock (_lock)
        {
            foreach (var signing in _held.Values.ToList()) Drop(signing);
            _timer.Clear();
        }
    }

    /// <summary>Fencing: nothing is done for a signing that another node may hold by now.</summary>
    private bool MayTouch(HeldSigning signing)
    {
        if (signing.Node == _lease.Node && _lease.IsHeld) return true;
        lock (_lock) Drop(signing);
        return false;
    }

    private Task HandOverAsync()
    {
        lock (_lock) return _handOver ??= Task.Run(HandOverOnceAsync);
    }

    /// <summary>Stops taking, lets what runs finish for a while, and gives everything back with one statement.</summary>
    private async Task HandOverOnceAsync()
    {
        await _stopping.CancelAsync();
        _changes.Close();
        await _loops;
        var began = _time.GetTimestamp();
        lock (_lock)
        {
            foreach (var signing in _held.Values.Where(s => !s.IsBusy).ToList()) Drop(signing);
        }

        while (Running > 0 && _time.GetElapsedTime(began) < _pace.ShutdownWait) await Task.Delay(Tick, _time);
        await _abandon.CancelAsync();
        await _renewing;
        if (_lease.Node is var node && node == Guid.Empty) return;
        try
        {
            using var atMost = new CancellationTokenSource(_pace.NodeLease / 2);
            await _table.LeaveAsync(node, atMost.Token);
        }
        catch (Exception e)
        {
            LogNotHandedOver(e);
        }
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        await Task.Delay(time, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Error, Message = "Signing {SigningId} could not be advanced ({Failures} in a row).")]
    private partial void LogStepFailed(Exception exception, Guid signingId, int failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "The provider of signing {SigningId} could not be asked.")]
    private partial void LogNotAsked(Exception exception, Guid signingId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schedule of signings cannot be reached.")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signings that are due could not be claimed.")]
    private partial void LogNotClaimed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node was away for longer than its lease; other nodes go on with its signings.")]
    private partial void LogLeaseLost();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signings of this node could not be handed over; others take them when its lease has run out.")]
    private partial void LogNotHandedOver(Exception exception);
}
