namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>Waits at one point for the first node that comes to it.</summary>
internal sealed class Trap(KillPoint point)
{
    private readonly TaskCompletionSource<GuardedNode> _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _times;

    /// <summary>Ends with the node that is dead.</summary>
    public Task<GuardedNode> Sprung => _sprung.Task;

    /// <summary>Whether this is the moment. Who is told so must die.</summary>
    public bool Catches<T>(Side side, Func<T, bool> isHere)
        where T : Place =>
        point.Side == side && point.Place is T place && !_sprung.Task.IsCompleted && isHere(place)
        && Interlocked.Increment(ref _times) == point.Time;

    /// <summary>Whether an answer may turn out to be the moment.</summary>
    public bool MayCatch<T>(Side side, Func<T, bool> isHere)
        where T : Place => point.Side == side && point.Place is T place && !_sprung.Task.IsCompleted && isHere(place);

    public async Task SpringAsync(GuardedNode node)
    {
        await node.KillAsync();
        _sprung.TrySetResult(node);
    }
}

/// <summary>Where all gates look for the trap that is set now.</summary>
internal sealed class Traps
{
    private volatile Trap? _set;

    /// <summary>Null when nobody shall die.</summary>
    public Trap? Set
    {
        get => _set;
        set => _set = value;
    }

    /// <summary>The node whose transaction ended the signing that was under way last.</summary>
    public string EndedBy { get; set; } = "";
}
