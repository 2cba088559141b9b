using System.Collections.Concurrent;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>Things behind random names that end by themselves: tokens, codes, activation data. They go with the process.</summary>
internal sealed class Expiring<T>(TimeProvider time) where T : class
{
    private const int SweepEvery = 1000;
    private readonly ConcurrentDictionary<string, (T Value, DateTimeOffset Until)> entries = new(StringComparer.Ordinal);
    private int added;

    public void Add(string name, T value, DateTimeOffset until)
    {
        entries[name] = (value, until);
        if (Interlocked.Increment(ref added) % SweepEvery == 0)
            foreach (var (old, _) in entries.Where(e => e.Value.Until.AddHours(1) < time.GetUtcNow()))
                entries.TryRemove(old, out _);
    }

    /// <summary>Also what has run out, for an hour, so that "expired" and "never seen" are told apart.</summary>
    public (T? Value, bool Expired) Find(string name) =>
        entries.TryGetValue(name, out var found) ? (found.Value, time.GetUtcNow() >= found.Until) : (null, false);

    /// <summary>Takes it away: only one caller gets it.</summary>
    public T? Take(string name) =>
        entries.TryRemove(name, out var found) && time.GetUtcNow() < found.Until ? found.Value : null;

    public bool Remove(string name) => entries.TryRemove(name, out _);

    public void RemoveAll(Func<T, bool> which)
    {
        foreach (var (name, _) in entries.Where(e => which(e.Value.Value)))
            entries.TryRemove(name, out _);
    }
}
