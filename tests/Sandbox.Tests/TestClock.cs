using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>A clock that only the test moves, and that knows when somebody waits for it.</summary>
public sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Done when one more wait has begun than was asked for before.</summary>
    /// <exception cref="TimeoutException">None has.</exception>
    public async Task WaitedForAsync() => await waits.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
