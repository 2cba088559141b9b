using System.Diagnostics;

namespace KonTum.Tthc.TestKit;

/// <summary>Waits for something that another process or thread brings about: looks again and again, up to a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns when <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message names <paramref name="what"/>.</exception>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, string what, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        await ValueAsync(async () => await condition() ? "" : null, what, deadline, cancellationToken);

    /// <summary>Returns when <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message names <paramref name="what"/>.</exception>
    public static Task HoldsAsync(
        Func<bool> condition, string what, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(() => Task.FromResult(condition()), what, deadline, cancellationToken);

    /// <summary>Returns the first value of <paramref name="probe"/> that is not null.</summary>
    /// <exception cref="TimeoutException">There was none in time; the message names <paramref name="what"/>.</exception>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T?>> probe, string what, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(probe);
        var limit = deadline ?? DefaultDeadline;
        // The world outside the test does not run on a fake clock.
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await probe() is { } value)
                return value;
            if (watch.Elapsed > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}");
            await Task.Delay(Interval, cancellationToken);
        }
    }
}
