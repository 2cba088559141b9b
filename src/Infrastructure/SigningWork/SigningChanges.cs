using System.Collections.Concurrent;
using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>Those who wait for changes of signings on this node. A waiting one costs a small object: no thread, no connection.</summary>
internal sealed class SigningChanges : ISigningChanges, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Watch[]> _watches = new();
    private readonly CancellationTokenSource _closing = new();

    /// <inheritdoc />
    public CancellationToken Closing => _closing.Token;

    /// <summary>How many wait; for tests.</summary>
    public int Count => _watches.Values.Sum(w => w.Length);

    /// <inheritdoc />
    ISigningWatch ISigningChanges.Watch(Guid signingId)
    {
        var watch = new Watch(this, signingId);
        _watches.AddOrUpdate(signingId, static (_, added) => [added], static (_, others, added) => [.. others, added], watch);
        return watch;
    }

    /// <summary>Wakes those who wait for a signing.</summary>
    public void Wake(Guid signingId)
    {
        if (!_watches.TryGetValue(signingId, out var watches)) return;
        foreach (var watch in watches) watch.Set();
    }

    /// <summary>Wakes all: something may have been missed.</summary>
    public void WakeAll()
    {
        foreach (var watch in _watches.Values.SelectMany(w => w)) watch.Set();
    }

    /// <summary>The node goes down: long waits end.</summary>
    public void Close() => _closing.Cancel();

    public void Dispose() => _closing.Dispose();

    private void Remove(Watch watch)
    {
        while (_watches.TryGetValue(watch.SigningId, out var watches))
        {
            var others = Array.FindAll(watches, w => w != watch);
            var removed = others.Length == 0
                ? _watches.TryRemove(KeyValuePair.Create(watch.SigningId, watches))
                : _watches.TryUpdate(watch.SigningId, others, watches);
            if (removed) return;
        }
    }

    private sealed class Watch(SigningChanges owner, Guid signingId) : ISigningWatch
    {
        private readonly SemaphoreSlim _changed = new(0, 1);
        private readonly Lock _setting = new();

        public Guid SigningId => signingId;

        public void Set()
        {
            lock (_setting)
            {
                if (_changed.CurrentCount == 0) _changed.Release();
            }
        }

        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _changed.WaitAsync(atMost, cancellationToken);

        // The semaphore is not disposed of: a wake may be on its way, and without a wait handle it holds nothing.
        public void Dispose() => owner.Remove(this);
    }
}
