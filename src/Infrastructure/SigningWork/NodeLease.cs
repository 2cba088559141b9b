namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// Under which name this node holds ceremonies, and whether it still may. A node that could not renew in time, for one because it was
/// stopped for a while, takes a new name and begins with nothing: what it held is taken over by whoever comes first.
/// </summary>
internal sealed class NodeLease(SigningWorkTable table, SigningWorkPace pace, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _held = new();
    private Guid _node;
    private long _renewedAt;
    private DateTimeOffset _renewedAtByTheWall;

    /// <summary>The name; empty while there is none.</summary>
    public Guid Node
    {
        get
        {
            lock (_lock) return _node;
        }
    }

    /// <summary>
    /// Whether this node may touch what it holds. Two clocks, because the monotonic one may stand still while a machine is suspended, and
    /// the other may be set.
    /// </summary>
    public bool IsHeld
    {
        get
        {
            var limit = pace.NodeLease - pace.Margin;
            lock (_lock)
            {
                return _node != Guid.Empty && time.GetElapsedTime(_renewedAt) < limit && time.GetUtcNow() - _renewedAtByTheWall < limit;
            }
        }
    }

    /// <summary>Registers the node, or renews. Returns false when what it held has been given away.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        // Counted from before the question: however long the answer takes, the database counts from later.
        var (at, wall, node) = (time.GetTimestamp(), time.GetUtcNow(), Node);
        if (node == Guid.Empty)
        {
            node = Guid.CreateVersion7();
            await table.RegisterAsync(node, pace.NodeLease, cancellationToken);
        }
        else if (!IsHeld || !await table.RenewAsync(node, pace.NodeLease, cancellationToken))
        {
            Lose();
            return false;
        }

        lock (_lock) (_node, _renewedAt, _renewedAtByTheWall) = (node, at, wall);
        return true;
    }

    /// <summary>Forgets the name; steps that run under it are stopped.</summary>
    public void Lose()
    {
        CancellationTokenSource lost;
        lock (_lock) (_node, lost, _held) = (Guid.Empty, _held, new CancellationTokenSource());
        lost.Cancel();
    }

    /// <summary>Ends when the present lease is lost.</summary>
    public CancellationToken Held
    {
        get
        {
            lock (_lock) return _held.Token;
        }
    }

    public void Dispose() => _held.Dispose();
}
