namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// Runs work, so much at once and the rest in its turn. What is urgent goes first: a person who has confirmed waits for the file, while one
/// whose file is being prepared has not been asked for anything yet.
/// </summary>
/// <param name="width">How much at once.</param>
internal sealed class Lane(int width)
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<Task>> _urgent = new();
    private readonly Queue<Func<Task>> _waiting = new();
    private int _running;

    /// <summary>What runs and what waits.</summary>
    public int Load
    {
        get
        {
            lock (_lock) return _running + _urgent.Count + _waiting.Count;
        }
    }

    /// <summary>Runs work as soon as there is room; the work must not fail.</summary>
    public void Run(Func<Task> work, bool urgent = false)
    {
        lock (_lock)
        {
            if (_running == width)
            {
                (urgent ? _urgent : _waiting).Enqueue(work);
                return;
            }

            _running++;
        }

        Start(work);
    }

    // Without the context of whoever called: a step is nobody's request and belongs to the trace that its row names.
    private void Start(Func<Task> work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static s => _ = s.Lane.DriveAsync(s.Work), (Lane: this, Work: work), preferLocal: false);

    private async Task DriveAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
            }
            finally
            {
                lock (_lock)
                {
                    if (!_urgent.TryDequeue(out work!) && !_waiting.TryDequeue(out work!))
                    {
                        _running--;
                        work = null!;
                    }
                }
            }

            if (work is null) return;
        }
    }
}
