namespace KonTum.Tthc.Pades;

/// <summary>What a certification signature permits later (DocMDP, ISO 32000-2, 12.8.2.2); the numbers are those of <c>/P</c>.</summary>
public enum CertificationLevel
{
    /// <summary>Nothing but validation data and document timestamps.</summary>
    NoChanges = 1,

    /// <summary>Filling forms and signing.</summary>
    FormFilling = 2,

    /// <summary>Annotations too.</summary>
    FormFillingAndAnnotations = 3,
}

/// <summary>Which fields a signature locks (FieldMDP, ISO 32000-2, 12.8.2.4).</summary>
public enum FieldLockAction
{
    /// <summary>All fields of the form.</summary>
    All,

    /// <summary>The fields that are named, and what is below them.</summary>
    Include,

    /// <summary>All fields but those that are named and what is below them.</summary>
    Exclude,
}

/// <summary>Fields that may not change any more once the signature is made.</summary>
public sealed record FieldLock
{
    /// <summary>How <see cref="Fields"/> is meant.</summary>
    public required FieldLockAction Action { get; init; }

    /// <summary>Full names of fields; empty for <see cref="FieldLockAction.All"/>.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>
    /// What the whole document permits from then on, like a certification (<c>/P</c> of the lock, ISO 32000-2, table 236); null changes
    /// nothing.
    /// </summary>
    public CertificationLevel? Permission { get; init; }
}
