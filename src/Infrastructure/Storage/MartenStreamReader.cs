using KonTum.Tthc.Application.Storage;
using Marten;

namespace KonTum.Tthc.Infrastructure.Storage;

internal sealed class MartenStreamReader(Sessions sessions) : IStreamReader
{
    public async Task<StreamState<T>?> ReadAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class, new()
    {
        await using var session = sessions.Query();
        var events = await session.Events.FetchStreamAsync(id, token: cancellationToken);
        if (events.Count == 0 || !EventDispatch<T>.Begins(events[0].Data)) return null; // nothing, or something else than was asked for

        var state = new T();
        foreach (var recorded in events) EventDispatch<T>.Apply(state, recorded.Data);
        return new StreamState<T>(state, events[^1].Version);
    }

    public async Task<IReadOnlyList<TView>?> ReadVersionsAsync<T, TView>(
        Guid id, long after, Func<T, long, TView> view, CancellationToken cancellationToken)
        where T : class, new()
    {
        await using var session = sessions.Query();
        var events = await session.Events.FetchStreamAsync(id, token: cancellationToken);
        if (events.Count == 0 || !EventDispatch<T>.Begins(events[0].Data)) return null;

        var (state, views) = (new T(), new List<TView>());
        foreach (var recorded in events)
        {
            EventDispatch<T>.Apply(state, recorded.Data);
            if (recorded.Version > after) views.Add(view(state, recorded.Version));
        }

        return views;
    }
}
