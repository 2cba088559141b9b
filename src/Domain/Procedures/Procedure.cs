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

/// <summary>What a version of a procedure says.</summary>
/// <param name="Code">National code, for example "1.001193".</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Field">Field of administration (lĩnh vực).</param>
/// <param name="Level">Level of the online service as the portal words it.</param>
/// <param name="Agencies">Agencies that accept its dossiers.</param>
/// <param name="Components">Papers of a dossier.</param>
/// <param name="DossierTypes">Kinds of dossier to choose from (loại hồ sơ).</param>
public sealed record ProcedureDefinition(
    string Code,
    string Name,
    string Field,
    string Level,
    IReadOnlyList<Agency> Agencies,
    IReadOnlyList<ComponentDefinition> Components,
    IReadOnlyList<string> DossierTypes)
{
    /// <summary>Whether both say the same, list by list.</summary>
    public bool SaysTheSameAs(ProcedureDefinition other) =>
        (Code, Name, Field, Level) == (other.Code, other.Name, other.Field, other.Level)
        && Agencies.SequenceEqual(other.Agencies)
        && Components.SequenceEqual(other.Components)
        && DossierTypes.SequenceEqual(other.DossierTypes);
}

/// <summary>An agency that receives dossiers.</summary>
/// <param name="Code">Identifier by QCVN 102:2016/BTTTT, for example "000.21.24.H34".</param>
/// <param name="Name">Vietnamese name.</param>
public sealed record Agency(string Code, string Name);

/// <summary>One paper of a procedure (thành phần hồ sơ).</summary>
/// <param name="Id">Identifier within the procedure.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Required">Whether a dossier cannot be submitted without it.</param>
/// <param name="OriginalCount">Originals (bản chính) asked for.</param>
/// <param name="CopyCount">Copies (bản sao) asked for.</param>
public sealed record ComponentDefinition(string Id, string Name, bool Required, int OriginalCount, int CopyCount);
