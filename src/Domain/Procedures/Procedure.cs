namespace KonTum.Tthc.Domain.Procedures;

/// <summary>An administrative procedure (thủ tục hành chính) and its published versions. One stream a procedure, by its code.</summary>
public sealed class Procedure
{
    private readonly List<ProcedureDefinition> _versions = [];

    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The newest published version; null before the first.</summary>
    public ProcedureDefinition? Current { get; private set; }

    /// <summary>Number of the newest version, from 1; 0 before the first.</summary>
    public int Version { get; private set; }

    /// <summary>When the newest version was published.</summary>
    public DateTimeOffset PublishedAt { get; private set; }

    /// <summary>Who published the newest version.</summary>
    public ProcedureOrigin Origin { get; private set; }

    /// <summary>Whether it is listed and dossiers can be opened for it.</summary>
    public bool InForce { get; private set; } = true;

    /// <summary>Decides to publish a definition as the next version; null when it says what the newest one says already.</summary>
    public static ProcedurePublished? Publish(Procedure? procedure, ProcedureDefinition definition, DateTimeOffset now) =>
        procedure?.Current is { } current && current.SaysTheSameAs(definition)
            ? null
            : new ProcedurePublished(definition, (procedure?.Version ?? 0) + 1, now) { Origin = ProcedureOrigin.Administrator };

    /// <summary>
    /// Decides to publish a definition that comes with the platform (decision record 0017); null when it stays as it is. What an
    /// administrator published is not overwritten, and what was said once is not said again: while nodes of two releases start beside each
    /// other, the older one would take the newer one's version back.
    /// </summary>
    public static ProcedurePublished? Seed(Procedure? procedure, ProcedureDefinition definition, DateTimeOffset now) =>
        procedure is not null && (procedure.Origin == ProcedureOrigin.Administrator || procedure.HasSaid(definition))
            ? null
            : new ProcedurePublished(definition, (procedure?.Version ?? 0) + 1, now) { Origin = ProcedureOrigin.Platform };

    /// <summary>Decides to take it out of force or put it back; null when it is so already.</summary>
    public ProcedureForceChanged? SetInForce(bool inForce, DateTimeOffset now) =>
        InForce == inForce ? null : new ProcedureForceChanged(inForce, now);

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcedurePublished published)
    {
        Current = published.Definition;
        Version = published.Version;
        PublishedAt = published.At;
        Origin = published.Origin;
        _versions.Add(published.Definition);
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(ProcedureForceChanged changed) => InForce = changed.InForce;

    private bool HasSaid(ProcedureDefinition definition) => _versions.Any(v => v.SaysTheSameAs(definition));
}

/// <summary>Who published a version.</summary>
public enum ProcedureOrigin
{
    /// <summary>The platform, from the catalogue that comes with it.</summary>
    Platform,

    /// <summary>An administrator.</summary>
    Administrator,
}

/// <summary>A version of a procedure was published. It never changes.</summary>
[EventName("procedure_published")]
public sealed record ProcedurePublished(ProcedureDefinition Definition, int Version, DateTimeOffset At) : IDomainEvent
{
    /// <summary>Who published it.</summary>
    public ProcedureOrigin Origin { get; init; }
}

/// <summary>A procedure was taken out of force, or put back.</summary>
[EventName("procedure_force_changed")]
public sealed record ProcedureForceChanged(bool InForce, DateTimeOffset At) : IDomainEvent;
