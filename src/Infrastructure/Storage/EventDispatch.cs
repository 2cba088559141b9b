using System.Linq.Expressions;
using System.Reflection;
using KonTum.Tthc.Domain;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>Hands an event to the aggregate's <c>Apply</c> for its type: one compiled delegate for each, made once.</summary>
internal static class EventDispatch<TState>
    where TState : class
{
    private static readonly Dictionary<Type, Action<TState, object>> Appliers = typeof(TState)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Where(m => m.Name == "Apply" && m.GetParameters() is [var p] && typeof(IDomainEvent).IsAssignableFrom(p.ParameterType))
        .ToDictionary(m => m.GetParameters()[0].ParameterType, Compile);

    /// <summary>The events that the aggregate takes in.</summary>
    public static IReadOnlyCollection<Type> EventTypes => Appliers.Keys;

    /// <summary>Whether a stream that begins with the event is one of these aggregates.</summary>
    public static bool Begins(object first) => Appliers.ContainsKey(first.GetType());

    /// <summary>Takes an event in.</summary>
    /// <exception cref="InvalidOperationException">The aggregate does not know the event: it was appended to the wrong stream.</exception>
    public static void Apply(TState state, object @event)
    {
        if (!Appliers.TryGetValue(@event.GetType(), out var apply))
        {
            throw new InvalidOperationException($"{typeof(TState).Name} does not take in {@event.GetType().Name}.");
        }

        apply(state, @event);
    }

    private static Action<TState, object> Compile(MethodInfo method)
    {
        var state = Expression.Parameter(typeof(TState));
        var @event = Expression.Parameter(typeof(object));
        var call = Expression.Call(state, method, Expression.Convert(@event, method.GetParameters()[0].ParameterType));
        return Expression.Lambda<Action<TState, object>>(call, state, @event).Compile();
    }
}
