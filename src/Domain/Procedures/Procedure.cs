namespace KonTum.Tthc.Domain.Procedures;

/// <summary>An administrative procedure (thủ tục hành chính) and its published versions. One stream a procedure, by its code.</summary>
public sealed class Procedure
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The newest published version; null before the first.</summary>
    public ProcedureDefinition? Current { get; private set; }

    /// <summary>Number of the newest version, from 1; 0 before the first.</summary>
    public int Version { get; private set; }

    /// <summary>Decides to publish a definition as the next version; null when it says what the newest one says already.</summary>
    public static ProcedurePublished? Publish(Procedure? procedure, ProcedureDefinition definition, DateTimeOffset now) =>
        procedure?.Current is { } current && current.SaysTheSameAs(definition)
            ? null
            : new ProcedurePublished(definition, (procedure?.Version ?? 0) + 1, now);

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcedurePublished published)
    {
        Current = published.Definition;
        Version = published.Version;
    }
}

/// <summary>A version of a procedure was published. It never changes.</summary>
[EventName("procedure_published")]
public sealed record ProcedurePublished(ProcedureDefinition Definition, int Version, DateTimeOffset At) : IDomainEvent;
