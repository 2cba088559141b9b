using JasperFx.Events;
using Marten.Events.Aggregation;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// An aggregate as Marten folds it. The wrapper keeps Marten's conventions away from the aggregate, which lives in an assembly that
/// knows nothing of Marten: its own <c>Apply</c> methods are called, and nothing else is looked for on it.
/// </summary>
internal sealed class Folded<TState>
    where TState : class, new()
{
    public Guid Id { get; set; }

    /// <summary>Version of the last event that is in it.</summary>
    public long Version { get; set; }

    public TState State { get; } = new();
}

internal sealed class LiveState<TState> : SingleStreamProjection<Folded<TState>, Guid>
    where TState : class, new()
{
    public LiveState()
    {
        Name = "Live" + typeof(TState).Name;
        foreach (var type in EventDispatch<TState>.EventTypes) IncludeType(type);
    }

    public override Folded<TState>? Evolve(Folded<TState>? snapshot, Guid id, IEvent e)
    {
        // An identifier of something else names no such aggregate: callers choose identifiers.
        if (snapshot is null && !EventDispatch<TState>.Begins(e.Data)) return null;
        var folded = snapshot ?? new Folded<TState> { Id = id };
        EventDispatch<TState>.Apply(folded.State, e.Data);
        folded.Version = e.Version;
        return folded;
    }
}
