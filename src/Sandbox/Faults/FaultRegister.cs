namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>The faults that are ordered at the moment. In memory: a restart puts the world in order again.</summary>
internal sealed class FaultRegister
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private volatile bool any;

    private sealed class Entry(FaultOrder order)
    {
        public FaultOrder Order { get; } = order;

        public int Skip { get; set; } = order.After;

        public int? Left { get; set; } = order.Times;
    }

    /// <summary>Adds an order. One for the same calls with the same fault is replaced, with fresh counts.</summary>
    public void Put(FaultOrder order)
    {
        lock (gate)
        {
            entries.RemoveAll(entry => entry.Order with { Times = null, After = 0, Seconds = null, ActsFirst = false, Message = null }
                == order with { Times = null, After = 0, Seconds = null, ActsFirst = false, Message = null });
            entries.Add(new Entry(order));
            any = true;
        }
    }

    /// <summary>Removes the orders that name exactly what is given; without anything given, all of them.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(string? gateway, string? caName, string? userId, FaultKind? fault)
    {
        lock (gate)
        {
            var removed = entries.RemoveAll(entry =>
                (gateway is null || entry.Order.Gateway == gateway)
                && (caName is null || entry.Order.CaName == caName)
                && (userId is null || entry.Order.UserId == userId)
                && (fault is null || entry.Order.Fault == fault));
            any = entries.Count > 0;
            return removed;
        }
    }

    /// <summary>The orders with how many calls they still skip, and how often they still strike.</summary>
    public IReadOnlyList<FaultOrder> List()
    {
        lock (gate)
            return entries.Select(entry => entry.Order with { After = entry.Skip, Times = entry.Left }).ToList();
    }

    /// <summary>The fault that strikes this call at this stage, which uses it up once; null when all is well.</summary>
    /// <param name="subject">The call.</param>
    /// <param name="stage">How far it has come.</param>
    /// <param name="suits">Which faults can be played at this point, when not all of the stage can.</param>
    public FaultOrder? Take(FaultSubject subject, FaultStage stage, Func<FaultKind, bool>? suits = null)
    {
        if (!any)
            return null;
        lock (gate)
        {
            Entry? due = null;
            foreach (var entry in entries.Where(entry =>
                entry.Order.Stage == stage && entry.Order.Concerns(subject) && suits?.Invoke(entry.Order.Fault) != false))
                // Each order counts the calls it waits for, also while another one strikes.
                if (entry.Skip > 0)
                    entry.Skip--;
                else
                    due ??= entry;
            if (due is { Left: not null } && --due.Left == 0)
                entries.Remove(due);
            any = entries.Count > 0;
            return due?.Order;
        }
    }
}
