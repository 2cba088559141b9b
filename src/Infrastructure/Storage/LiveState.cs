using JasperFx.Events;
using Marten.Events.Aggregation;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// Folds a stream into its aggregate. Written out, because the aggregates live in an assembly that knows nothing of Marten, so none of
/// its generated dispatchers is there for them.
/// </summary>
internal sealed class LiveState<TState> : SingleStreamProjection<TState, Guid>
    where TState : class, new()
{
    public LiveState()
    {
        foreach (var type in EventDispatch<TState>.EventTypes) IncludeType(type);
    }

    public override TState? Evolve(TState? snapshot, Guid id, IEvent e)
    {
        var state = snapshot ?? new TState();
        EventDispatch<TState>.Apply(state, e.Data);
        return state;
    }
}
