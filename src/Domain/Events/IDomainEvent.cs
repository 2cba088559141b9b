namespace KonTum.Tthc.Domain;

/// <summary>Something that happened. Events are past-tense records, written once and never changed.</summary>
public interface IDomainEvent
{
    /// <summary>When it happened, by the clock of the node that decided it. UTC.</summary>
    DateTimeOffset At { get; }
}

/// <summary>The stable name under which an event is stored; renaming the class does not change it.</summary>
/// <param name="name">Snake case, past tense, for example "dossier_submitted".</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The stable name.</summary>
    public string Name { get; } = name;

    /// <summary>Version of the event's shape, from 1.</summary>
    public int Version { get; init; } = 1;
}
